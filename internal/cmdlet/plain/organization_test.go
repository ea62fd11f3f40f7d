package plain

import (
	"slices"
	"testing"

	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/object"
)

func TestOrganizationConfig(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, Commands)
	o := w.Must("Get-OrganizationConfig")[0]
	for property, want := range map[string]string{
		"Name": "contoso.onmicrosoft.com", "DisplayName": "Contoso", "AuditDisabled": "False", "Identity": "contoso.onmicrosoft.com",
		"OAuth2ClientProfileEnabled": "True", "EwsEnabled": "", "ActivityBasedAuthenticationTimeoutInterval": "06:00:00",
	} {
		if v, _ := o.Get(property); object.String(v) != want {
			t.Errorf("%s is %q, want %q", property, object.String(v), want)
		}
	}
	if o.Props[0].Name != "Name" {
		t.Errorf("the first property is %s", o.Props[0].Name)
	}
	w.Must("Set-OrganizationConfig", "RejectDirectSend", true)
	w.Must("Set-OrganizationConfig", "AuditDisabled", true, "AutoExpandingArchive", true)
	w.Must("New-AuthenticationPolicy", "Name", "Block basic")
	w.Must("Set-OrganizationConfig", "DefaultAuthenticationPolicy", "Block basic")
	o = w.Must("Get-OrganizationConfig")[0]
	for property, want := range map[string]string{
		"RejectDirectSend": "True", "AuditDisabled": "True", "AutoExpandingArchiveEnabled": "True", "DefaultAuthenticationPolicy": "Block basic",
		"Name": "contoso.onmicrosoft.com", "DisplayName": "Contoso",
	} {
		if v, _ := o.Get(property); object.String(v) != want {
			t.Errorf("%s is %q, want %q", property, object.String(v), want)
		}
	}
	if r := w.Run("Remove-AuthenticationPolicy", "Identity", "Block basic"); r.Err == nil {
		t.Error("the default authentication policy was removed")
	}
	// S-55: the tenant's own entry holds more than the cmdlet may set.
	for _, property := range []string{"Name", "DisplayName", "DefaultDomain", "PasswordSignInForbidden", "RetentionPolicies", "UnifiedAuditLogIngestionEnabled"} {
		if r := w.Run("Set-OrganizationConfig", property, "x"); r.Err == nil {
			t.Errorf("-%s was accepted", property)
		}
	}
}

func TestAcceptedDomain(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, Commands)
	all := w.Must("Get-AcceptedDomain")
	if got := cmdlettest.Column(all, "DomainName"); !slices.Equal(got, []string{"contoso.com", "contoso.onmicrosoft.com"}) {
		t.Errorf("domains are %v", got)
	}
	if got := cmdlettest.Column(all, "Default"); !slices.Equal(got, []string{"True", "False"}) {
		t.Errorf("defaults are %v", got)
	}
	if r := w.Run("Get-AcceptedDomain", "Identity", "elsewhere.example"); !isError(r.Err, "ManagementObjectNotFoundException") {
		t.Errorf("error is %v", r.Err)
	}
	w.Must("Set-AcceptedDomain", "Identity", "contoso.com", "DomainType", "InternalRelay", "MatchSubDomains", true)
	o := w.Must("Get-AcceptedDomain", "Identity", "contoso.com")
	if got := cmdlettest.Column(o, "DomainType")[0] + " " + cmdlettest.Column(o, "MatchSubDomains")[0]; got != "InternalRelay True" {
		t.Errorf("the domain is %s", got)
	}
}

func TestTransportConfig(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, Commands)
	w.Must("Set-TransportConfig", "SmtpClientAuthenticationDisabled", false, "MaxRecipientEnvelopeLimit", 500, "MessageExpiration", "2.00:00:00",
		"ExternalPostmasterAddress", "postmaster@contoso.com", "ReplyAllStormDetectionMinimumReplies", 5)
	o := w.Must("Get-TransportConfig")
	for property, want := range map[string]string{
		"SmtpClientAuthenticationDisabled": "False", "MaxRecipientEnvelopeLimit": "500", "MessageExpiration": "2.00:00:00", "MaxSendSize": "Unlimited",
		"ExternalPostmasterAddress": "postmaster@contoso.com", "ReplyAllStormDetectionMinimumReplies": "5", "Name": "Transport Settings",
	} {
		if got := cmdlettest.Column(o, property)[0]; got != want {
			t.Errorf("%s is %q, want %q", property, got, want)
		}
	}
	for param, value := range map[string]any{
		"ReplyAllStormDetectionMinimumReplies": 1, "JournalMessageExpirationDays": 8, "ExternalPostmasterAddress": "x", "DSNConversionMode": "Nope", "MaxSendSize": "1GB",
	} {
		if r := w.Run("Set-TransportConfig", param, value); r.Err == nil {
			t.Errorf("-%s %v was accepted", param, value)
		}
	}
}
