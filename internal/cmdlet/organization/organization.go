// Package organization carries out the cmdlets that show the organisation itself: Get-OrganizationConfig,
// Get-AcceptedDomain and Get-MailboxPlan.
package organization

import (
	"context"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// organization carries out the cmdlets.
type organization struct {
	cmdlet.Deps
	config, domain, plan *project.View[*directory.Item]
}

// Commands returns the cmdlets of this package.
func Commands(d cmdlet.Deps) []*command.Command {
	o := &organization{Deps: d, config: configView(), domain: domainView(), plan: planView()}
	return []*command.Command{
		command.Simple(catalog.Must("Get-OrganizationConfig"), o.getConfig),
		command.Simple(catalog.Must("Get-AcceptedDomain"), o.getDomain),
		command.Simple(catalog.Must("Get-MailboxPlan"), o.getPlan),
	}
}

// Support lists what each parameter of the package's cmdlets does.
func Support() []project.Support {
	list := configTable().Support(catalog.Must("Get-OrganizationConfig"))
	list = append(list, domainTable().Support(catalog.Must("Get-AcceptedDomain"))...)
	return append(list, planTable().Support(catalog.Must("Get-MailboxPlan"))...)
}

func view(shape *catalog.ObjectType, derive map[string]func(*directory.Item) object.Value, preset map[string]object.Value) *project.View[*directory.Item] {
	all := directory.ConfigDerived()
	for name, f := range derive {
		all[name] = f
	}
	return project.NewView(shape, project.Rules[*directory.Item]{
		Entry: directory.EntryOf, Derive: all,
		Preset: []map[string]object.Value{directory.ConfigPresets(), preset},
	})
}

func configTable() project.Table[struct{}] {
	return project.Table[struct{}]{Cmdlet: "Get-OrganizationConfig"}
}

func (o *organization) getConfig(ctx context.Context, c *command.Call) error {
	if err := configTable().Check(c.Args); err != nil {
		return err
	}
	var shown *object.Object
	err := o.Read(ctx, func(tx org.Tx, home *directory.Organisation) error {
		shown = o.config.Object(&directory.Item{Tx: tx, Org: home, Entry: home.Entry})
		return nil
	})
	if err != nil {
		return err
	}
	return c.Output(shown)
}

func configView() *project.View[*directory.Item] {
	shape, _ := catalog.ObjectFor("Get-OrganizationConfig")
	preset := map[string]object.Value{
		"HybridConfigurationStatus":                  "Unknown",
		"PublicFoldersEnabled":                       "Local",
		"ActivityBasedAuthenticationTimeoutInterval": object.EnhancedTimeSpan(6 * 60 * 60 * 10_000_000),
	}
	for _, name := range []string{
		"OAuth2ClientProfileEnabled", "MailTipsAllTipsEnabled", "ConnectorsEnabled", "ConnectorsEnabledForOutlook",
		"ConnectorsEnabledForTeams", "ConnectorsEnabledForYammer", "ActivityBasedAuthenticationTimeoutEnabled",
		"ActivityBasedAuthenticationTimeoutWithSingleSignOnEnabled", "BookingsEnabled", "LinkPreviewEnabled",
		"MessageRemindersEnabled", "SmtpActionableMessagesEnabled",
	} {
		preset[name] = true
	}
	for _, name := range []string{
		"AuditDisabled", "IsDehydrated", "CustomerLockboxEnabled", "AutoExpandingArchiveEnabled",
		"MailTipsExternalRecipientsTipsEnabled", "PublicComputersDetectionEnabled", "SendFromAliasEnabled",
		"AutodiscoverPartialDirSync", "OutlookMobileGCCRestrictionsEnabled", "WorkspaceTenantEnabled",
		"DirectReportsGroupAutoCreationEnabled", "UnblockUnsafeSenderPromptEnabled",
		"MaskClientIpInReceivedHeadersEnabled", "ElcProcessingDisabled", "IsMixedMode",
	} {
		preset[name] = false
	}
	return view(shape, nil, preset)
}
