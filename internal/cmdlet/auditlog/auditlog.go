// Package auditlog carries out Search-UnifiedAuditLog, Get-AdminAuditLogConfig and Set-AdminAuditLogConfig: what
// the organisation's audit trail shows to those who may look. Nothing here changes the trail (S-59).
package auditlog

import (
	"context"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// auditlog carries out the cmdlets.
type auditlog struct {
	cmdlet.Deps
	config *project.View[*directory.Item]
	shape  *catalog.ObjectType
}

// Commands returns the cmdlets of this package.
func Commands(d cmdlet.Deps) []*command.Command {
	a := &auditlog{Deps: d, config: configView(), shape: recordShape()}
	return []*command.Command{
		command.Simple(catalog.Must("Search-UnifiedAuditLog"), a.search),
		command.Simple(catalog.Must("Get-AdminAuditLogConfig"), a.getConfig),
		command.Simple(catalog.Must("Set-AdminAuditLogConfig"), a.setConfig),
	}
}

// Support lists what each parameter of the package's cmdlets does.
func Support() []project.Support {
	list := append(searchTable().Support(catalog.Must("Search-UnifiedAuditLog")),
		configTable().Support(catalog.Must("Get-AdminAuditLogConfig"))...)
	return append(list, setTable().Support(catalog.Must("Set-AdminAuditLogConfig"))...)
}

func configTable() project.Table[struct{}] {
	return project.Table[struct{}]{Cmdlet: "Get-AdminAuditLogConfig"}
}

// getConfig shows the settings of the audit trail. It can't be switched off, and nothing is left out of it; what
// Search-UnifiedAuditLog finds of it can, see pause.
func (a *auditlog) getConfig(ctx context.Context, c *command.Call) error {
	if err := configTable().Check(c.Args); err != nil {
		return err
	}
	var shown *object.Object
	err := a.Read(ctx, func(tx org.Tx, home *directory.Organisation) error {
		shown = a.config.Object(&directory.Item{Tx: tx, Org: home, Entry: home.Entry})
		return nil
	})
	if err != nil {
		return err
	}
	return c.Output(shown)
}

const configName = "Admin Audit Log Settings"

func configView() *project.View[*directory.Item] {
	shape, _ := catalog.ObjectFor("Get-AdminAuditLogConfig")
	derived := directory.ConfigDerived()
	named := func(i *directory.Item) object.Value { return configName }
	for _, name := range []string{"Name", "Identity", "Id"} {
		derived[name] = named
	}
	derived["Guid"] = func(i *directory.Item) object.Value { return org.SeedID(i.Org.Tenant, configName) }
	derived["ExchangeObjectId"] = derived["Guid"]
	derived["DistinguishedName"] = func(i *directory.Item) object.Value {
		return i.Org.ConfigDN(configName, "Global Settings")
	}
	derived["UnifiedAuditLogFirstOptInDate"] = func(i *directory.Item) object.Value { return directory.Created(i.Entry) }
	return project.NewView(shape, project.Rules[*directory.Item]{
		Entry: directory.EntryOf, Derive: derived,
		Preset: []map[string]object.Value{directory.ConfigPresets(), {
			"AdminAuditLogEnabled": true, "LogLevel": "None", "TestCmdletLoggingEnabled": false,
			"AdminAuditLogCmdlets": []any{"*"}, "AdminAuditLogParameters": []any{"*"},
			"AdminAuditLogAgeLimit": directory.Days(90), "LoadBalancerCount": int32(3), "RefreshInterval": int32(10),
			"UnifiedAuditLogIngestionEnabled": true,
			"ObjectCategory":                  "exosh.local/Configuration/Schema/ms-Exch-Admin-Audit-Log-Config",
			"ObjectClass":                     []any{"top", "msExchAdminAuditLogConfig"},
		}},
	})
}

// recordShape returns the shape of a found record: what every capture begins with, and what the catalog
// knows.
func recordShape() *catalog.ObjectType {
	known, _ := catalog.ObjectFor("Search-UnifiedAuditLog")
	shape := *known
	shape.Props = []catalog.Prop{
		{Name: "RecordType", Type: "String", Enum: true}, {Name: "CreationDate", Type: "DateTime"},
		{Name: "UserIds", Type: "String"}, {Name: "Operations", Type: "String"},
	}
	for _, p := range known.Props {
		if !has(shape.Props, p.Name) {
			shape.Props = append(shape.Props, p)
		}
	}
	return &shape
}

func has(props []catalog.Prop, name string) bool {
	for _, p := range props {
		if p.Name == name {
			return true
		}
	}
	return false
}

// A found record and its place among all that were found.
type found struct {
	record *org.AuditRecord
	index  int // from 1
	count  int
}

func (a *auditlog) show(home *directory.Organisation, f found, formatted bool) *object.Object {
	data := dataOf(home, f.record, formatted)
	return project.New(a.shape, func(name string) (object.Value, bool) {
		switch name {
		case "RecordType":
			return kindOf(f.record).name, true
		case "CreationDate":
			return f.record.Time.Truncate(time.Second), true
		case "UserIds":
			return f.record.Actor, true
		case "Operations":
			return f.record.Operation, true
		case "AuditData":
			return data, true
		case "ResultIndex":
			return int32(f.index), true
		case "ResultCount":
			return int32(f.count), true
		case "Identity":
			return f.record.ID.String(), true
		case "IsValid":
			return true, true
		case "ObjectState":
			return "Unchanged", true
		}
		return nil, false
	})
}
