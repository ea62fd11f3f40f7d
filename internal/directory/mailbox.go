package directory

import (
	"strings"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// StoreID returns the id under which the messages of a recipient are kept: the ExchangeGuid of a mailbox, the Guid
// of a Microsoft 365 group. It is zero for who has no messages here.
func StoreID(e *org.Entry) org.ID {
	id := Guid(e, "ExchangeGuid")
	if id == (org.ID{}) && Details(e) == UnifiedGroup {
		return e.ID
	}
	return id
}

// A NewMailbox says what mailbox to make. Its ids are chosen by the caller, so that a transaction that
// runs again makes the same mailbox.
type NewMailbox struct {
	Details     string // RecipientTypeDetails
	Name        string
	DisplayName string // "" means Name
	Alias       string // "" makes one that is free
	UPN         string // "" means the alias in the default domain
	Primary     string // primary address, "" means the UPN
	Plan        *org.Entry
	Archive     bool

	ID, Account, Mailbox, ArchiveID org.ID
}

// MakeMailbox returns a new mailbox and its account. Nothing is stored. The account of what is not a
// person's mailbox is blocked.
func MakeMailbox(tx org.Tx, o *Organisation, n NewMailbox) (*org.Entry, *org.Account, error) {
	e := &org.Entry{Kind: org.KindRecipient, ID: n.ID, Props: &object.Object{}}
	e.Props.Set("Guid", n.ID)
	e.Props.Set("ExchangeGuid", n.Mailbox)
	e.Props.Set("RecipientTypeDetails", n.Details)
	if err := o.SetName(e, n.Name); err != nil {
		return nil, nil, err
	}
	if err := n.complete(tx, o); err != nil {
		return nil, nil, err
	}
	e.Props.Set("DisplayName", n.DisplayName)
	e.Props.Set("Alias", n.Alias)
	e.Props.Set("SamAccountName", samName(n.ID))
	if err := n.address(tx, o, e); err != nil {
		return nil, nil, err
	}
	assign(e, n.Plan, n.Details)
	if err := o.assignPolicies(tx, e); err != nil {
		return nil, nil, err
	}
	if n.Archive {
		if err := AddArchive(e, n.Plan, n.ArchiveID); err != nil {
			return nil, nil, err
		}
	}
	return e, n.account(), nil
}

func (n *NewMailbox) account() *org.Account {
	person := n.Details == UserMailbox
	a := &org.Account{ID: n.Account, UPN: n.UPN, DisplayName: n.DisplayName, Enabled: person, RemotePowerShell: person}
	if n.Plan != nil {
		a.Plans = []string{Text(n.Plan, PlanLicence)}
	}
	return a
}

// complete makes the names that were not given.
func (n *NewMailbox) complete(tx org.Tx, o *Organisation) error {
	if n.DisplayName == "" {
		n.DisplayName = n.Name
	}
	var err error
	if n.Alias == "" {
		n.Alias, err = FreeAlias(tx, AliasOf(n.base()), o.DefaultDomain)
	} else {
		err = org.CheckAlias(n.Alias)
	}
	if err != nil {
		return err
	}
	if n.UPN == "" {
		n.UPN = n.Alias + "@" + o.DefaultDomain
	}
	if n.Primary == "" {
		n.Primary = n.UPN
	}
	for _, given := range [...][2]string{{"MicrosoftOnlineServicesID", n.UPN}, {"PrimarySmtpAddress", n.Primary}} {
		if err := org.CheckSMTP(given[0], given[1]); err != nil {
			return err
		}
		if err := CheckAcceptedDomain(tx, given[0], given[1]); err != nil {
			return err
		}
	}
	return nil
}

// base returns what an alias is made of.
func (n *NewMailbox) base() string {
	for _, address := range []string{n.UPN, n.Primary} {
		if local, _, found := strings.Cut(address, "@"); found {
			return local
		}
	}
	return n.Name
}

// address gives the mailbox its primary address and one in the initial domain.
func (n *NewMailbox) address(tx org.Tx, o *Organisation, e *org.Entry) error {
	initial, err := freeAddress(tx, n.Alias, o.Name)
	if err != nil {
		return err
	}
	e.Props.Set("UserPrincipalName", n.UPN)
	return SetAddresses(e, []org.ProxyAddress{
		{Prefix: "smtp", Address: n.Primary, Primary: true}, {Prefix: "smtp", Address: initial},
	})
}

func freeAddress(tx org.Tx, alias, domain string) (string, error) {
	for n := range 10_000 {
		address := numbered(alias, n) + "@" + domain
		taken := false
		for e, err := range org.Unscoped(tx).ByKey(org.SpaceSMTP, address) {
			if err != nil {
				return "", err
			}
			taken = taken || Live(e)
		}
		if !taken {
			return address, nil
		}
	}
	return "", org.Invalid("Alias", alias, "no address of it is free in "+domain)
}

func samName(id org.ID) string {
	return "$" + strings.ToUpper(id.String()[:8]) + "-" + strings.ToUpper(id.String()[24:])
}

// SoftDelete takes a mailbox out of use: its addresses and names are free again, nothing refers to it
// any more, and its account is gone. It keeps what is needed to restore it. The account of the last
// administrator can't be removed.
func SoftDelete(tx org.Tx, e *org.Entry) error {
	if err := removeAccount(tx, e); err != nil {
		return err
	}
	if err := Forget(tx, e.ID); err != nil {
		return err
	}
	MarkRemoved(e, tx.Now())
	return Save(tx, e)
}

// MarkRemoved notes when a mailbox was taken out of use. One on hold becomes inactive: it is kept for as
// long as the hold lasts.
func MarkRemoved(e *org.Entry, at time.Time) {
	e.Props.Set("IsSoftDeletedByRemove", true)
	e.Props.Set("RecipientSoftDeletedStatus", int32(1))
	e.Props.Set("WhenSoftDeleted", at)
	if Flag(e, "LitigationHoldEnabled") {
		e.Props.Set("IsInactiveMailbox", true)
	}
}

func removeAccount(tx org.Tx, e *org.Entry) error {
	id, ok := AccountID(e)
	if !ok {
		return nil
	}
	all := org.Unscoped(tx)
	if err := org.CanDisableRemotePowerShell(all, id); err != nil {
		return err
	}
	if err := leaveRoleGroups(all, e.ID, id); err != nil {
		return err
	}
	if err := all.Delete(org.KindAccount, id); err != nil && !org.IsNotFound(err) { // it goes with its recipient
		return err
	}
	return nil
}

// leaveRoleGroups takes the recipient and its account out of every role group, in all environments.
func leaveRoleGroups(tx org.Tx, ids ...org.ID) error {
	var groups []*org.Entry
	for _, env := range []catalog.Env{catalog.EXO, catalog.SCC} {
		list, err := org.All(tx, org.KindIn(env, org.KindRoleGroup), nil)
		if err != nil {
			return err
		}
		groups = append(groups, list...)
	}
	for _, g := range groups {
		members, _ := g.Props.Get("Members")
		left := members
		for _, id := range ids {
			left = replaced(left, id, func(object.ADObjectID) (object.Value, bool) { return nil, false })
		}
		if len(org.Items(left)) == len(org.Items(members)) {
			continue
		}
		g.Props.Set("Members", left)
		if err := tx.Put(g); err != nil {
			return err
		}
	}
	return nil
}
