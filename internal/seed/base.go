package seed

import (
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
	"example.org/exosh/object"
)

// base makes what every organisation has.
func base(tx org.Tx, o Organization) (*directory.Organisation, error) {
	home, err := tenant(tx, o)
	if err != nil {
		return nil, err
	}
	if err := domains(tx, home, o); err != nil {
		return nil, err
	}
	if o.Kind == "exchange" {
		if err := plans(tx, home); err != nil {
			return nil, err
		}
	}
	return home, rbac.Seed(tx, home.Name)
}

func tenant(tx org.Tx, o Organization) (*directory.Organisation, error) {
	home := &directory.Organisation{Tenant: o.ID, Name: o.InitialDomain, DisplayName: o.Display, DefaultDomain: o.Domain}
	e := home.NewConfig(org.KindTenant, o.ID, o.InitialDomain)
	e.Props.Set(directory.PropDisplayName, o.Display)
	e.Props.Set(directory.PropDefaultDomain, o.Domain)
	e.Props.Set(directory.PropRetention, policies(home, "Retention Policies Container", o.retention()...))
	e.Props.Set(directory.PropSharing, policies(home, "Federation", "Default Sharing Policy"))
	home.Entry = e
	return home, directory.SaveConfig(tx, e)
}

// retention returns the names of the retention policies, the default one first.
func (o Organization) retention() []string {
	return append([]string{"Default MRM Policy"}, o.moreRetention...)
}

// policies returns references to policies of which only the name matters.
func policies(home *directory.Organisation, container string, names ...string) []any {
	list := make([]any, len(names))
	for i, name := range names {
		list[i] = object.ADObjectID{
			ID: org.SeedID(home.Tenant, "policy "+name), Name: name, DN: home.ConfigDN(name, container),
		}
	}
	return list
}

func domains(tx org.Tx, home *directory.Organisation, o Organization) error {
	list := []string{o.Domain}
	if !org.Matches(o.Domain, o.InitialDomain) {
		list = append(list, o.InitialDomain)
	}
	for _, domain := range list {
		e := home.NewDomain(org.SeedID(home.Tenant, "domain "+domain), domain)
		e.Props.Set("Default", domain == o.Domain)
		e.Props.Set("InitialDomain", domain == o.InitialDomain)
		if err := directory.SaveConfig(tx, e); err != nil {
			return err
		}
	}
	return nil
}

// A plan is a mailbox plan. Sizes are in units of a tenth of a gigabyte.
type plan struct {
	name, licence    string
	warn, send, full uint64
	holds            bool
	archive          uint64 // 0 means none
	recoverable      uint64
	isDefault        bool
}

// planTable holds the plans of mission figures: Kiosk 2 GB, Plan 1 and Essentials 50 GB, Plan 2 100 GB.
func planTable() []plan {
	return []plan{
		{name: "ExchangeOnlineEnterprise", licence: "Exchange Online (Plan 2)", warn: 980, send: 990, full: 1000, recoverable: 300, holds: true, archive: 1000, isDefault: true},
		{name: "ExchangeOnline", licence: "Exchange Online (Plan 1)", warn: 490, send: 495, full: 500, recoverable: 300, archive: 500},
		{name: "ExchangeOnlineEssentials", licence: "Exchange Online Essentials", warn: 490, send: 495, full: 500, recoverable: 300, archive: 500},
		{name: "ExchangeOnlineDeskless", licence: "Exchange Online Kiosk", warn: 18, send: 19, full: 20, recoverable: 300},
	}
}

func plans(tx org.Tx, home *directory.Organisation) error {
	for _, p := range planTable() {
		id := org.SeedID(home.Tenant, "plan "+p.name)
		e := home.NewConfig(org.KindMailboxPlan, id, p.name+"-"+id.String(), "Mailbox Plans")
		for _, prop := range []object.Property{
			{Name: "DisplayName", Value: p.name},
			{Name: "Alias", Value: p.name + "-" + id.String()[:8]},
			{Name: "IsDefault", Value: p.isDefault},
			{Name: "IssueWarningQuota", Value: tenths(p.warn)},
			{Name: "ProhibitSendQuota", Value: tenths(p.send)},
			{Name: "ProhibitSendReceiveQuota", Value: tenths(p.full)},
			{Name: "RecoverableItemsQuota", Value: tenths(p.recoverable)},
			{Name: "RecoverableItemsWarningQuota", Value: tenths(p.recoverable - 100)},
			{Name: "MaxSendSize", Value: directory.Size(35 * directory.MB)},
			{Name: "MaxReceiveSize", Value: directory.Size(36 * directory.MB)},
			{Name: "RetainDeletedItemsFor", Value: directory.Days(14)},
			{Name: directory.PlanHolds, Value: p.holds},
			{Name: directory.PlanArchive, Value: p.archive > 0},
			{Name: "ArchiveQuota", Value: tenths(p.archive)},
			{Name: "ArchiveWarningQuota", Value: tenths(p.archive * 9 / 10)},
			{Name: directory.PlanLicence, Value: p.licence},
		} {
			e.Props.Set(prop.Name, prop.Value)
		}
		if err := directory.SaveConfig(tx, e); err != nil {
			return err
		}
	}
	return nil
}

// tenths returns a number of tenths of a gigabyte as a limit, in whole bytes.
func tenths(n uint64) object.Unlimited { return directory.Size(n * directory.GB / 10) }

// firstAdministrator makes the account that administers a fresh organisation, without a mailbox.
func firstAdministrator(tx org.Tx, home *directory.Organisation, o Organization, hash string) error {
	if o.Admin == "" {
		return nil
	}
	id := org.SeedID(home.Tenant, "account "+o.Admin)
	a := &org.Account{
		ID: id, UPN: o.Admin, DisplayName: o.AdminName, Enabled: true, PasswordHash: hash, MustChange: true,
		MFARequired: true, DirectoryRoles: []string{org.GlobalAdministrator}, RemotePowerShell: true,
	}
	if err := org.PutAccount(tx, a); err != nil {
		return err
	}
	return directory.SaveUser(tx, home, a, org.SeedID(home.Tenant, "recipient "+o.Admin))
}
