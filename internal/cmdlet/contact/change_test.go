package contact_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/contact"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

func errorID(err error) string {
	var e *command.Error
	if errors.As(err, &e) {
		return e.ID
	}
	return fmt.Sprint(err)
}

func text(o *object.Object, property string) string {
	v, _ := o.Get(property)
	if v == nil {
		return ""
	}
	return object.String(v)
}

func secret(text string) *object.SecureString { return &object.SecureString{Plain: text} }

// Each row is a new recipient and a property that it has, also when it is read again.
func TestNew(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, contact.Commands)
	mail := func(name string, more ...any) []any {
		return append([]any{"Name", name, "ExternalEmailAddress", strings.ReplaceAll(name, " ", ".") + "@fabrikam.example"}, more...)
	}
	for _, c := range []struct {
		noun     string
		args     []any
		property string
		want     string
	}{
		{"MailContact", mail("Ada Ray"), "EmailAddresses", "SMTP:Ada.Ray@fabrikam.example"},
		{"MailContact", mail("Bea Ray"), "ExternalEmailAddress", "SMTP:Bea.Ray@fabrikam.example"},
		{"MailContact", mail("Cy Ray"), "Alias", "CyRay"},
		{"MailContact", mail("Di Ray", "Alias", "di", "FirstName", "Di", "LastName", "Ray", "DisplayName", "Dî"), "DisplayName", "Dî"},
		{"MailContact", mail("Ed Ray", "MessageFormat", "Text", "MessageBodyFormat", "text"), "MessageBodyFormat", "Text"},
		{"MailContact", mail("Flo Ray", "ModerationEnabled", true, "ModeratedBy", "navin"), "ModeratedBy", "Navin Rao"},
		{"MailContact", []any{"Name", "Gus Ray", "ExternalEmailAddress", "smtp:gus@fabrikam.example"}, "ExternalEmailAddress", "SMTP:gus@fabrikam.example"},
		{"MailUser", mail("Hal Ray"), "UserPrincipalName", "HalRay@contoso.com"},
		{"MailUser", mail("Ida Ray", "MicrosoftOnlineServicesID", "ida@contoso.com", "Password", secret("Amber-Valley-31")), "EmailAddresses",
			"SMTP:Ida.Ray@fabrikam.example smtp:ida@contoso.com"},
		{"MailUser", []any{"Name", "Jo Ray", "MicrosoftOnlineServicesID", "jo@contoso.com", "Password", secret("Amber-Valley-31")}, "PrimarySmtpAddress", "jo@contoso.com"},
		{"MailUser", mail("Kai Ray", "PrimarySmtpAddress", "kai.ray@contoso.com"), "PrimarySmtpAddress", "kai.ray@contoso.com"},
		{"MailUser", mail("Lea Ray", "UsePreferMessageFormat", true), "UsePreferMessageFormat", "True"},
	} {
		r := w.Run("New-"+c.noun, c.args...)
		if r.Err != nil || len(r.Objects) != 1 {
			t.Errorf("%v: %v", c.args, r.Err)
			continue
		}
		if got := text(r.Objects[0], c.property); got != c.want {
			t.Errorf("%v: %s is %q, want %q", c.args, c.property, got, c.want)
		}
		if got := text(w.Must("Get-"+c.noun, "Identity", text(r.Objects[0], "Guid"))[0], c.property); got != c.want {
			t.Errorf("%v: Get shows %q", c.args, got)
		}
	}
	accounts(t, w, map[string]bool{"ida@contoso.com": true, "jo@contoso.com": true, "halray@contoso.com": false})
}

// accounts checks whether accounts may sign in: with a password they may, without one they are blocked.
func accounts(t *testing.T, w *cmdlettest.World, enabled map[string]bool) {
	w.View(func(tx org.Tx) error {
		for upn, want := range enabled {
			e, err := org.One(tx, org.KindAccount, org.SpaceUPN, upn)
			if err != nil {
				return fmt.Errorf("%s: %w", upn, err)
			}
			a, _, err := org.AccountByID(tx, e.ID)
			if err != nil {
				return err
			}
			if a.Enabled != want || (a.PasswordHash != "") != want {
				t.Errorf("account %s: enabled %t, with a password %t", upn, a.Enabled, a.PasswordHash != "")
			}
		}
		return nil
	})
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, contact.Commands)
	for name, c := range map[string]struct {
		cmdlet string
		args   []any
		id     string
	}{
		"no address":         {"New-MailContact", []any{"Name", "x", "ExternalEmailAddress", "nobody"}, "DataValidationException"},
		"no mail":            {"New-MailContact", []any{"Name", "x", "ExternalEmailAddress", "X400:c=us;o=x"}, "DataValidationException"},
		"address taken":      {"New-MailContact", []any{"Name", "x", "ExternalEmailAddress", "navin@contoso.com"}, "ProxyAddressExistsException"},
		"contact's address":  {"New-MailUser", []any{"Name", "x", "ExternalEmailAddress", "nora@fabrikam.example"}, "ProxyAddressExistsException"},
		"name taken":         {"New-MailContact", []any{"Name", "Print Shop", "ExternalEmailAddress", "x@y.example"}, "ADObjectAlreadyExistsException"},
		"unknown unit":       {"New-MailContact", []any{"Name", "x", "ExternalEmailAddress", "x@y.example", "OrganizationalUnit", "Paris"}, "ManagementObjectNotFoundException"},
		"formats":            {"New-MailContact", []any{"Name", "x", "ExternalEmailAddress", "x@y.example", "MessageFormat", "Text"}, "DataValidationException"},
		"user of nowhere":    {"New-MailUser", []any{"Name", "x"}, "RecipientTaskException"},
		"foreign account":    {"New-MailUser", []any{"Name", "x", "MicrosoftOnlineServicesID", "x@y.example", "Password", secret("Amber-Valley-31")}, "NotAcceptedDomainException"},
		"account taken":      {"New-MailUser", []any{"Name", "x", "MicrosoftOnlineServicesID", "navin@contoso.com", "Password", secret("Amber-Valley-31")}, "ProxyAddressExistsException"},
		"weak password":      {"New-MailUser", []any{"Name", "x", "MicrosoftOnlineServicesID", "x@contoso.com", "Password", secret("x")}, "PasswordPolicy"},
		"federated":          {"New-MailUser", []any{"Name", "x", "FederatedIdentity", "x"}, "NotSupported"},
		"foreign proxy":      {"Set-MailUser", []any{"Identity", "hugo", "EmailAddresses", object.NewDict("Add", "x@y.example")}, "NotAcceptedDomainException"},
		"foreign primary":    {"Set-MailUser", []any{"Identity", "hugo", "PrimarySmtpAddress", "x@y.example"}, "NotAcceptedDomainException"},
		"no external":        {"Set-MailContact", []any{"Identity", "nora.lindgren", "ExternalEmailAddress", ""}, "DataValidationException"},
		"a mailbox":          {"Set-MailUser", []any{"Identity", "navin", "CustomAttribute1", "x"}, "ManagementObjectNotFoundException"},
		"no contact":         {"Remove-MailContact", []any{"Identity", "hugo"}, "ManagementObjectNotFoundException"},
		"purge of a living":  {"Remove-MailUser", []any{"Identity", "hugo", "PermanentlyDelete", true}, "ManagementObjectNotFoundException"},
		"unknown country":    {"Set-Contact", []any{"Identity", "nora.lindgren", "CountryOrRegion", "Utopia"}, "DataValidationException"},
		"its own manager":    {"Set-Contact", []any{"Identity", "nora.lindgren", "Manager", "nora.lindgren"}, "DataValidationException"},
		"holds are no words": {"Set-MailUser", []any{"Identity", "hugo", "ExcludeFromAllHolds", true}, "NotSupported"},
	} {
		if r := w.Run(c.cmdlet, c.args...); errorID(r.Err) != c.id {
			t.Errorf("%s: %v", name, r.Err)
		}
		if rows := w.Audited(c.cmdlet); len(rows) != 0 {
			t.Errorf("%s: %d audit records", name, len(rows))
		}
	}
}

// Each row is one change and a property that the Get cmdlet shows afterwards.
func TestSet(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, contact.Commands)
	for _, c := range []struct {
		cmdlet, identity string
		args             []any
		property, want   string
	}{
		{"Set-MailContact", "printshop", []any{"ExternalEmailAddress", "orders@print.example"}, "EmailAddresses", "SMTP:orders@print.example"},
		{"Set-MailContact", "printshop", []any{"EmailAddresses", object.NewDict("Add", "any@where.example")}, "EmailAddresses", "SMTP:orders@print.example smtp:any@where.example"},
		{"Set-MailContact", "printshop", []any{"WindowsEmailAddress", "any@where.example"}, "PrimarySmtpAddress", "any@where.example"},
		{"Set-MailContact", "printshop", []any{"HiddenFromAddressListsEnabled", true}, "HiddenFromAddressListsEnabled", "True"},
		{"Set-MailContact", "printshop", []any{"UseMapiRichTextFormat", "never"}, "UseMapiRichTextFormat", "Never"},
		{"Set-MailContact", "printshop", []any{"MailTip", "Slow"}, "MailTipTranslations", "default:<html>\r\n<body>\r\nSlow\r\n</body>\r\n</html>\r\n"},
		{"Set-Contact", "printshop", []any{"Department", "Printing", "CountryOrRegion", "de"}, "CountryOrRegion", "Germany"},
		{"Set-Contact", "printshop", []any{"Manager", "navin"}, "Manager", "Navin Rao"},
		{"Set-Contact", "printshop", []any{"TelephoneAssistant", "+49 89 1"}, "TelephoneAssistant", "+49 89 1"},
		{"Set-MailUser", "hugo", []any{"ExternalEmailAddress", "hugo@new.example"}, "PrimarySmtpAddress", "hugo@new.example"},
		{"Set-MailUser", "hugo", []any{"EmailAddresses", object.NewDict("Add", "hugo@contoso.com")}, "EmailAddresses", "SMTP:hugo@new.example smtp:hugo@contoso.com"},
		{"Set-MailUser", "hugo", []any{"PrimarySmtpAddress", "hugo@contoso.com"}, "PrimarySmtpAddress", "hugo@contoso.com"},
		{"Set-MailUser", "hugo", []any{"MicrosoftOnlineServicesID", "hc@contoso.com"}, "UserPrincipalName", "hc@contoso.com"},
		{"Set-MailUser", "hugo", []any{"CustomAttribute1", "x"}, "CustomAttribute1", "x"},
		{"Set-MailUser", "hugo", []any{"MaxSendSize", "10MB"}, "MaxSendSize", "10 MB (10,485,760 bytes)"},
	} {
		if r := w.Run(c.cmdlet, append([]any{"Identity", c.identity}, c.args...)...); r.Err != nil || len(r.Warnings) > 0 {
			t.Errorf("%v: %v %v", c.args, r.Err, r.Warnings)
			continue
		}
		if got := text(w.Must("Get-"+strings.TrimPrefix(c.cmdlet, "Set-"), "Identity", c.identity)[0], c.property); got != c.want {
			t.Errorf("%v: %s is %q, want %q", c.args, c.property, got, c.want)
		}
	}
	w.Must("Set-MailUser", "Identity", "hugo", "Password", secret("Amber-Valley-31"))
	if r := w.Run("Set-MailContact", "Identity", "printshop", "HiddenFromAddressListsEnabled", true); len(r.Warnings) != 1 {
		t.Errorf("the same again: %v %q", r.Err, r.Warnings)
	}
}

// A contact is gone for good; a mail user can be found among the removed ones, and purged.
func TestRemove(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, contact.Commands)
	w.Must("Set-Contact", "Identity", "nora.lindgren", "Manager", "hugo")
	w.Must("Remove-MailUser", "Identity", "hugo")
	if got := text(w.Must("Get-Contact", "Identity", "nora.lindgren")[0], "Manager"); got != "" {
		t.Errorf("manager is %q", got)
	}
	if r := w.Run("Get-MailUser", "Identity", "hugo"); !org.IsNotFound(r.Err) {
		t.Errorf("%v", r.Err)
	}
	if got := w.Must("Get-MailUser", "SoftDeletedMailUser", true); len(got) != 1 || text(got[0], "WhenSoftDeleted") == "" {
		t.Errorf("%d removed mail users", len(got))
	}
	w.Must("New-MailUser", "Name", "Hugo Castellan", "Alias", "hugo", "ExternalEmailAddress", "hugo.castellan@tailspin.example")
	w.Must("Remove-MailUser", "Identity", "Hugo Castellan", "PermanentlyDelete", true)
	if got := w.Must("Get-MailUser", "SoftDeletedMailUser", true); len(got) != 0 {
		t.Errorf("%d removed mail users", len(got))
	}
	w.Must("Remove-MailContact", "Identity", "nora.lindgren")
	if got := w.Must("Get-MailContact"); len(got) != 1 {
		t.Errorf("%d contacts", len(got))
	}
}

// recipients is a scope of some recipients, as a management scope is: it reaches no accounts by itself.
type recipients struct{}

func (recipients) CanRead(*org.Entry) bool { return true }
func (recipients) CanWrite(e *org.Entry) bool {
	return e.Kind == org.KindRecipient && directory.Text(e, "Company") != "Woodgrove Bank"
}

// Whoever may change a mail user changes the account with it, and nobody else's (S-49).
func TestAccountGoesWithItsUser(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, contact.Commands)
	account := func(upn string) (found bool) {
		w.View(func(tx org.Tx) error {
			_, _, err := org.AccountByUPN(tx, upn)
			found = err == nil
			return nil
		})
		return found
	}
	w.Scope = recipients{}
	w.Must("New-MailUser", "Name", "Ida Ray", "ExternalEmailAddress", "ida@y.example", "MicrosoftOnlineServicesID", "ida@contoso.com",
		"Password", secret("Amber-Valley-31"))
	if !account("ida@contoso.com") {
		t.Error("there is no account")
	}
	w.Must("Set-MailUser", "Identity", "hugo", "MicrosoftOnlineServicesID", "hc@contoso.com")
	if !account("hc@contoso.com") {
		t.Error("the account kept its name")
	}
	w.Must("Remove-MailUser", "Identity", "Ida Ray")
	if account("ida@contoso.com") {
		t.Error("the account is still there")
	}
	upn := text(w.Must("Get-MailUser", "Identity", "iris.vandenberg")[0], "UserPrincipalName")
	for cmdlet, args := range map[string][]any{"Remove-MailUser": nil, "Set-MailUser": {"MicrosoftOnlineServicesID", "iris@contoso.com"}} {
		if r := w.Run(cmdlet, append([]any{"Identity", "iris.vandenberg"}, args...)...); !org.IsNotFound(r.Err) {
			t.Errorf("%s outside the scope: %v", cmdlet, r.Err)
		}
	}
	if !account(upn) {
		t.Error("the account of somebody outside the scope is gone")
	}
}

// F-11 and F-12: account and recipient come and go together.
func TestEveryWriteIsAllOrNothing(t *testing.T) {
	t.Parallel()
	f := &cmdlettest.Fragile{}
	w := cmdlettest.New(t, f.Over(contact.Commands))
	for _, c := range []cmdlettest.Change{
		{Cmdlet: "New-MailContact", Args: []any{"Name", "Whole", "ExternalEmailAddress", "w@y.example"}, Writes: 1},
		{Cmdlet: "Set-MailContact", Args: []any{"Identity", "Whole", "Name", "Half"}, Writes: 1},
		{Cmdlet: "Set-Contact", Args: []any{"Identity", "Half", "City", "Ulm"}, Writes: 1},
		{Cmdlet: "Remove-MailContact", Args: []any{"Identity", "Half"}, Writes: 1},
		{Cmdlet: "New-MailUser", Args: []any{"Name", "Guest", "ExternalEmailAddress", "g@y.example"}, Writes: 2},
		{Cmdlet: "Set-MailUser", Args: []any{"Identity", "Guest", "MicrosoftOnlineServicesID", "g@contoso.com"}, Writes: 2},
		{Cmdlet: "Remove-MailUser", Args: []any{"Identity", "Guest"}, Writes: 2},
	} {
		w.AllOrNothing(f, c)
	}
}
