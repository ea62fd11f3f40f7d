package statistics

import (
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// A content is a store on its way to be shown.
type content struct {
	org    *directory.Organisation
	box    *box.Box
	totals box.Totals
}

// neverUsed returns the warning about a mailbox that nobody logged on to; "" about others.
func (i *content) neverUsed() string {
	if i.box.Which == box.Archive || !i.box.LastLogon.IsZero() {
		return ""
	}
	return "The user hasn't logged on to mailbox '" + directory.Text(i.box.Owner, "Identity") + "' ('" +
		i.box.ID.String() + "'), so there is no data about log-ons to return. After the user logs on, this warning will no longer appear."
}

func mailboxView() *project.View[*content] {
	shape, _ := catalog.ObjectFor("Get-MailboxStatistics")
	derive := map[string]func(*content) object.Value{}
	for name, f := range identities() {
		derive[name] = f
	}
	for name, f := range numbers() {
		derive[name] = f
	}
	return project.NewView(shape, project.Rules[*content]{
		Entry: func(*content) *org.Entry { return &org.Entry{Props: &object.Object{}} }, Derive: derive,
		Preset: []map[string]object.Value{{
			"IsQuarantined": false, "IsMoveDestination": false, "IsAbandonedMoveDestination": false, "IsDatabaseCopyActive": true,
			"IsHighDensityShard": false, "IsValid": true, "ObjectState": "Unchanged", "MailboxType": "Private",
			"FoldersCountReceiveQuota":         object.Unlimited{Value: int32(box.MaxFolders)},
			"FolderHierarchyDepthReceiveQuota": object.Unlimited{Value: int32(box.MaxDepth)},
			"SystemMessageCount":               int64(0), "SystemMessageSize": object.ByteQuantifiedSize(0),
		}},
	})
}

// identities holds the properties that say which store it is.
func identities() map[string]func(*content) object.Value {
	return map[string]func(*content) object.Value{
		"Identity":                        func(i *content) object.Value { return i.box.ID.String() },
		"MailboxGuid":                     func(i *content) object.Value { return i.box.ID },
		"OwnerADGuid":                     func(i *content) object.Value { return i.box.Owner.ID },
		"DisplayName":                     func(i *content) object.Value { return displayName(i.box) },
		"ExternalDirectoryOrganizationId": func(i *content) object.Value { return i.org.Tenant },
		"LegacyDN":                        func(i *content) object.Value { return directory.Text(i.box.Owner, "LegacyExchangeDN") },
		"MailboxTypeDetail":               func(i *content) object.Value { return directory.Details(i.box.Owner) },
		"IsArchiveMailbox":                func(i *content) object.Value { return i.box.Which == box.Archive },
		"ServerName":                      func(i *content) object.Value { return i.org.PlaceOf(i.box.ID).Server },
		"DatabaseName":                    func(i *content) object.Value { return i.org.PlaceOf(i.box.ID).Database },
		"Database": func(i *content) object.Value {
			p := i.org.PlaceOf(i.box.ID)
			return object.ADObjectID{ID: p.DatabaseID, Name: p.Database, DN: i.org.ConfigDN(p.Database, "Databases")}
		},
		"DisconnectDate": func(i *content) object.Value {
			v, _ := i.box.Owner.Props.Get("WhenSoftDeleted")
			return v
		},
		"DisconnectReason": func(i *content) object.Value {
			if directory.SoftDeleted(i.box.Owner) {
				return "SoftDeleted"
			}
			return nil
		},
	}
}

// displayName returns what a store is called: an archive is called after the mailbox.
func displayName(b *box.Box) string {
	name := directory.Text(b.Owner, "DisplayName")
	if b.Which == box.Archive {
		return "In-Place Archive -" + name
	}
	return name
}

// numbers holds the properties that count, and those that follow from counts.
func numbers() map[string]func(*content) object.Value {
	limit := func(pick func(box.Limits) object.Unlimited) func(*content) object.Value {
		return func(i *content) object.Value { return pick(i.box.Limits()) }
	}
	return map[string]func(*content) object.Value{
		"ItemCount":                        func(i *content) object.Value { return i.totals.Items },
		"AssociatedItemCount":              func(i *content) object.Value { return i.totals.Hidden },
		"DeletedItemCount":                 func(i *content) object.Value { return i.totals.Deleted },
		"TotalItemSize":                    func(i *content) object.Value { return directory.Size(uint64(i.totals.Size)) },
		"TotalDeletedItemSize":             func(i *content) object.Value { return directory.Size(uint64(i.totals.DeletedSize)) },
		"StorageLimitStatus":               func(i *content) object.Value { return i.box.Limits().Status(i.totals.Size) },
		"DatabaseIssueWarningQuota":        limit(func(l box.Limits) object.Unlimited { return l.Warning }),
		"DatabaseProhibitSendQuota":        limit(func(l box.Limits) object.Unlimited { return l.Send }),
		"DatabaseProhibitSendReceiveQuota": limit(func(l box.Limits) object.Unlimited { return l.Receive }),
		"LastLogonTime":                    func(i *content) object.Value { return dated(i.box.LastLogon) },
		"LastLogoffTime":                   func(i *content) object.Value { return dated(i.box.LastLogoff) },
		"LastUserActionTime":               func(i *content) object.Value { return dated(i.box.LastAction) },
		"LastInteractionTime":              func(i *content) object.Value { return dated(i.box.LastAction) },
		"LastLoggedOnUserAccount":          lastAccount,
	}
}

// lastAccount names who logged on last: the mailbox's own user, as others do not count as log-ons.
func lastAccount(i *content) object.Value {
	if i.box.LastLogon.IsZero() {
		return nil
	}
	return directory.Text(i.box.Owner, "UserPrincipalName")
}

func dated(t time.Time) object.Value {
	if t.IsZero() {
		return nil
	}
	return t
}
