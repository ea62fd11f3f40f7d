package directory

import (
	"strings"
	"time"

	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// An Item is a recipient on its way to be shown: the entry with what its properties are derived from.
type Item struct {
	Tx      org.Tx
	Org     *Organisation
	Entry   *org.Entry
	account *org.Account
	loaded  bool
	place   *Place
}

// Account returns the recipient's account, nil where it has none. It is read on the first call.
func (i *Item) Account() *org.Account {
	if i.loaded {
		return i.account
	}
	i.loaded = true
	if id, ok := AccountID(i.Entry); ok {
		i.account, _, _ = org.AccountByID(i.Tx, id)
	}
	return i.account
}

// Details returns the recipient's RecipientTypeDetails as it is shown: that of a user without a mailbox
// follows the account, whoever blocked it.
func (i *Item) Details() string {
	d := Details(i.Entry)
	if RecipientType(d) != User {
		return d
	}
	if a := i.Account(); a != nil {
		return userDetails(a)
	}
	return d
}

// home returns where the mailbox lives.
func (i *Item) home() Place {
	if i.place == nil {
		p := i.Org.PlaceOf(Guid(i.Entry, "ExchangeGuid"))
		i.place = &p
	}
	return *i.place
}

// EntryOf returns the item's entry.
func EntryOf(i *Item) *org.Entry { return i.Entry }

// Derived returns the properties of recipients that are computed, by name.
func Derived() map[string]func(*Item) object.Value {
	d := map[string]func(*Item) object.Value{
		"Identity":               func(i *Item) object.Value { return Reference(i.Entry) },
		"Id":                     func(i *Item) object.Value { return Reference(i.Entry) },
		"ObjectKey":              func(i *Item) object.Value { return i.Entry.ID.String() },
		"Guid":                   func(i *Item) object.Value { return i.Entry.ID },
		"ExchangeObjectId":       func(i *Item) object.Value { return i.Entry.ID },
		"WhenCreated":            func(i *Item) object.Value { return Created(i.Entry) },
		"WhenChanged":            func(i *Item) object.Value { return Changed(i.Entry) },
		"OrganizationId":         func(i *Item) object.Value { return i.Org.OrganizationID() },
		"OrganizationalUnitRoot": func(i *Item) object.Value { return i.Org.Name },
		"RecipientTypeDetails":   func(i *Item) object.Value { return i.Details() },
		"RecipientType":          func(i *Item) object.Value { return RecipientType(Details(i.Entry)) },
		"ObjectCategory":         func(i *Item) object.Value { return serviceDomain + "/Configuration/Schema/" + category(i.Entry) },
		"ObjectClass":            func(i *Item) object.Value { return objectClass(i.Entry) },
		"IsShared":               func(i *Item) object.Value { return Details(i.Entry) == SharedMailbox },
		"IsResource":             func(i *Item) object.Value { return IsResource(Details(i.Entry)) },
		"ResourceType":           func(i *Item) object.Value { return resourceType(i.Entry) },
		"WindowsLiveID":          func(i *Item) object.Value { return signInName(i.Entry) },
		"MicrosoftOnlineServicesID": func(i *Item) object.Value {
			return signInName(i.Entry)
		},
		"UserPrincipalName":         func(i *Item) object.Value { return signInName(i.Entry) },
		"AccountDisabled":           func(i *Item) object.Value { a := i.Account(); return a != nil && !a.Enabled },
		"ResetPasswordOnNextLogon":  func(i *Item) object.Value { a := i.Account(); return a != nil && a.MustChange },
		"RemotePowerShellEnabled":   remotePowerShell,
		"EXOModuleEnabled":          remotePowerShell,
		"StsRefreshTokensValidFrom": tokensValidFrom,
		"ExternalDirectoryObjectId": func(i *Item) object.Value { return Text(i.Entry, "ExternalDirectoryObjectId") },
	}
	for name, f := range derivedOfMailbox() {
		d[name] = f
	}
	return d
}

// derivedOfMailbox holds what only mailboxes have; other recipients show $null there.
func derivedOfMailbox() map[string]func(*Item) object.Value {
	of := func(f func(*Item, Place) object.Value) func(*Item) object.Value {
		return func(i *Item) object.Value {
			if !IsMailbox(Details(i.Entry)) {
				return nil
			}
			return f(i, i.home())
		}
	}
	return map[string]func(*Item) object.Value{
		"Database": of(func(i *Item, p Place) object.Value {
			return object.ADObjectID{ID: p.DatabaseID, Name: p.Database, DN: i.Org.ConfigDN(p.Database, "Databases")}
		}),
		"DatabaseName":   of(func(_ *Item, p Place) object.Value { return p.Database }),
		"DatabaseGuid":   of(func(_ *Item, p Place) object.Value { return p.DatabaseID }),
		"ServerName":     of(func(_ *Item, p Place) object.Value { return p.Server }),
		"ServerLegacyDN": of(func(_ *Item, p Place) object.Value { return p.ServerDN }),
		"MailboxLocations": of(func(i *Item, p Place) object.Value {
			id := Guid(i.Entry, "ExchangeGuid").String()
			return []any{"1;" + id + ";Primary;" + serviceDomain + ";" + p.DatabaseID.String()}
		}),
		"WhenMailboxCreated": of(func(i *Item, _ Place) object.Value {
			if v, ok := i.Entry.Props.Get("WhenMailboxCreated"); ok {
				return v
			}
			return Created(i.Entry)
		}),
	}
}

// Created returns when the object was made. An object that was brought from elsewhere keeps its own
// date in the property WhenCreated.
func Created(e *org.Entry) object.Value {
	if v, ok := e.Props.Get("WhenCreated"); ok {
		return v
	}
	return stamp(e.Created)
}

// Changed returns when the object was last changed. An object that was brought from elsewhere keeps its
// own date in the property WhenChanged until its first change here.
func Changed(e *org.Entry) object.Value {
	if v, ok := e.Props.Get("WhenChanged"); ok && e.Version <= 1 {
		return v
	}
	return stamp(e.Changed)
}

func stamp(t time.Time) object.Value {
	if t.IsZero() {
		return nil
	}
	return t
}

func remotePowerShell(i *Item) object.Value {
	if a := i.Account(); a != nil {
		return a.RemotePowerShell
	}
	return nil
}

// tokensValidFrom returns from when on tokens of the account count: none are older than the account.
func tokensValidFrom(i *Item) object.Value {
	a := i.Account()
	switch {
	case a == nil:
		return nil
	case a.TokensValidFrom.IsZero():
		return Created(i.Entry)
	}
	return a.TokensValidFrom
}

func signInName(e *org.Entry) object.Value {
	if v, _ := e.Props.Get("UserPrincipalName"); v != nil {
		return v
	}
	return nil
}

func resourceType(e *org.Entry) object.Value {
	if d := Details(e); IsResource(d) {
		return strings.TrimSuffix(d, "Mailbox")
	}
	return nil
}

func category(e *org.Entry) string {
	switch d := Details(e); {
	case d == DynamicGroup:
		return "ms-Exch-Dynamic-Distribution-List"
	case IsGroup(d):
		return "Group"
	}
	return "Person"
}

func objectClass(e *org.Entry) []any {
	switch d := Details(e); {
	case d == DynamicGroup:
		return []any{"top", "msExchDynamicDistributionList"}
	case IsGroup(d):
		return []any{"top", "group"}
	case d == MailContact:
		return []any{"top", "person", "organizationalPerson", "contact"}
	}
	return []any{"top", "person", "organizationalPerson", "user"}
}

// Together returns the property that is two lists of recipients in one: single senders, then groups.
func Together(senders, groups string) func(*Item) object.Value {
	return func(i *Item) object.Value {
		list := []any{}
		for _, name := range []string{senders, groups} {
			for _, r := range References(i.Entry, name) {
				list = append(list, r)
			}
		}
		return list
	}
}

// DirectReports returns the people whose manager this one is.
func DirectReports(i *Item) object.Value {
	list := []any{}
	referrers, err := Referrers(i.Tx, i.Entry.ID)
	if err != nil {
		return nil
	}
	for _, e := range referrers {
		for _, m := range References(e, "Manager") {
			if m.ID == i.Entry.ID && Live(e) {
				list = append(list, Reference(e))
			}
		}
	}
	return list
}
