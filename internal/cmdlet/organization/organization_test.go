package organization_test

import (
	"slices"
	"testing"

	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/organization"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

func TestOrganizationConfig(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, organization.Commands)
	o := w.Must("Get-OrganizationConfig")[0]
	for property, want := range map[string]string{
		"Name": "contoso.onmicrosoft.com", "DisplayName": "Contoso", "AuditDisabled": "False", "Identity": "contoso.onmicrosoft.com",
	} {
		if v, _ := o.Get(property); object.String(v) != want {
			t.Errorf("%s is %q, want %q", property, object.String(v), want)
		}
	}
	if o.Props[0].Name != "Name" {
		t.Errorf("the first property is %s", o.Props[0].Name)
	}
}

func TestAcceptedDomain(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, organization.Commands)
	all := w.Must("Get-AcceptedDomain")
	if got := cmdlettest.Column(all, "DomainName"); !slices.Equal(got, []string{"contoso.com", "contoso.onmicrosoft.com"}) {
		t.Errorf("domains are %v", got)
	}
	if got := cmdlettest.Column(all, "Default"); !slices.Equal(got, []string{"True", "False"}) {
		t.Errorf("defaults are %v", got)
	}
	if got := w.Must("Get-AcceptedDomain", "Identity", "contoso.com"); len(got) != 1 {
		t.Errorf("%d domains", len(got))
	}
	if r := w.Run("Get-AcceptedDomain", "Identity", "elsewhere.example"); !org.IsNotFound(r.Err) {
		t.Errorf("error is %v", r.Err)
	}
}

func TestMailboxPlan(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, organization.Commands)
	names := cmdlettest.Column(w.Must("Get-MailboxPlan"), "DisplayName")
	slices.Sort(names)
	if want := []string{"ExchangeOnline", "ExchangeOnlineDeskless", "ExchangeOnlineEnterprise", "ExchangeOnlineEssentials"}; !slices.Equal(names, want) {
		t.Errorf("plans are %v", names)
	}
	standard := w.Must("Get-MailboxPlan", "Filter", "IsDefault -eq $true")
	if got := cmdlettest.Column(standard, "ProhibitSendReceiveQuota"); !slices.Equal(got, []string{"100 GB (107,374,182,400 bytes)"}) {
		t.Errorf("the default plan has %v", got)
	}
	if got := w.Must("Get-MailboxPlan", "Identity", "ExchangeOnlineDeskless"); len(got) != 1 {
		t.Errorf("%d plans", len(got))
	}
}
