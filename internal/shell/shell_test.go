package shell

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"example.org/exosh"
	"example.org/exosh/catalog"
	"example.org/exosh/command"
)

func cmpText(v ...any) string { return strings.TrimSuffix(fmt.Sprintln(v...), "\n") }

// Mission rows 19 and 20.
func TestResolve(t *testing.T) {
	t.Parallel()
	e := environments{list: append(exosh.Environments(), exosh.Environment{Name: "Own", ConnectionURI: "https://exo.contoso.com:8443", ComplianceURI: "https://exo.contoso.com:8444", AuthorizationURI: "https://exo.contoso.com:8443/organizations"},
		exosh.Environment{Name: "Half", ConnectionURI: "https://half.contoso.com", AuthorizationURI: "https://half.contoso.com/organizations"}), fallback: defaultEnvironment}
	args := func(pairs ...any) command.Args { return command.NewArgs(pairs...) }
	for _, test := range []struct {
		name string
		args command.Args
		env  string
		err  string
		note bool
	}{
		{"nothing", args(), "O365Default", "", false},
		{"name", args("ExchangeEnvironmentName", "o365china"), "O365China", "", false},
		{"own name", args("ExchangeEnvironmentName", "Own"), "Own", "", false},
		{"unknown name", args("ExchangeEnvironmentName", "Mars"), "", "ParameterArgumentTransformationError", false},
		{"name and its address", args("ExchangeEnvironmentName", "O365Default", "ConnectionUri", "https://outlook.office365.com/powershell-liveid"), "O365Default", "", false},
		{"name against address", args("ExchangeEnvironmentName", "O365China", "ConnectionUri", "https://outlook.office365.com/"), "", "ContradictingEnvironment", false},
		{"name against authority", args("ExchangeEnvironmentName", "O365China", "AzureADAuthorizationEndpointUri", "https://login.microsoftonline.com/organizations"), "", "ContradictingEnvironment", false},
		{"name against port", args("ExchangeEnvironmentName", "Own", "ConnectionUri", "https://exo.contoso.com/"), "", "ContradictingEnvironment", false},
		{"known address", args("ConnectionUri", "https://partner.outlook.cn/PowerShell-liveid"), "O365China", "", true},
		{"known address with authority", args("ConnectionUri", "https://partner.outlook.cn/", "AzureADAuthorizationEndpointUri", "https://login.chinacloudapi.cn/common"), "O365China", "", false},
		{"unknown address alone", args("ConnectionUri", "https://exo.fabrikam.com/"), "", "AuthorityMissing", false},
		{"unknown address with token", args("ConnectionUri", "https://exo.fabrikam.com/", "AccessToken", "x"), "", "", false},
		{"two addresses", args("ConnectionUri", "https://exo.fabrikam.com/", "AzureADAuthorizationEndpointUri", "https://login.fabrikam.com/organizations"), "", "", false},
		{"authority alone", args("AzureADAuthorizationEndpointUri", "https://login.microsoftonline.com/contoso.com"), "O365Default", "", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p, err := e.resolve(test.args, exchange)
			id := ""
			if c, ok := err.(*command.Error); ok {
				id = c.ID
			}
			if id != test.err || err == nil && (p.env.Name != test.env || (p.note != "") != test.note) {
				t.Errorf("got %+v, %v", p, err)
			}
		})
	}
}

// Rows 2 and 19 of the mission: Connect-IPPSSession goes to the Security & Compliance address of the environment.
func TestResolveCompliance(t *testing.T) {
	t.Parallel()
	own := exosh.Environment{Name: "Own", ConnectionURI: "https://exo.contoso.com:8443", ComplianceURI: "https://exo.contoso.com:8444", AuthorizationURI: "https://exo.contoso.com:8443/organizations"}
	half := exosh.Environment{Name: "Half", ConnectionURI: "https://half.contoso.com", AuthorizationURI: "https://half.contoso.com/organizations"}
	e := environments{list: append(exosh.Environments(), own, half), fallback: defaultEnvironment}
	args := func(pairs ...any) command.Args { return command.NewArgs(pairs...) }
	for _, test := range []struct {
		name     string
		cmdlet   string
		args     command.Args
		fallback string
		to       destination
		env, err string
	}{
		{"nothing", "Connect-IPPSSession", args(), "O365Default", compliance, "O365Default", ""},
		{"own default", "Connect-IPPSSession", args(), "Own", compliance, "Own", ""},
		{"none known", "Connect-IPPSSession", args(), "Half", compliance, "Half", "NoCompliance"},
		{"closed cloud", "Connect-IPPSSession", args(), "O365GermanyCloud", compliance, "O365GermanyCloud", "NoCompliance"},
		{"of another cloud", "Connect-IPPSSession", args("ConnectionUri", "https://ps.compliance.protection.partner.outlook.cn/powershell-liveid"), "O365Default", compliance, "O365China", ""},
		{"the other service", "Connect-IPPSSession", args("ConnectionUri", "https://exo.contoso.com:8443"), "O365Default", compliance, "", "NotCompliance"},
		{"unknown address", "Connect-IPPSSession", args("ConnectionUri", "https://scc.fabrikam.com"), "O365Default", compliance, "", "AuthorityMissing"},
		{"both addresses", "Connect-IPPSSession", args("ConnectionUri", "https://scc.fabrikam.com", "AzureADAuthorizationEndpointUri", "https://login.fabrikam.com/x"), "O365Default", compliance, "", ""},
		{"by the other command", "Connect-ExchangeOnline", args("ConnectionUri", "https://exo.contoso.com:8444"), "O365Default", compliance, "Own", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			e := environments{list: e.list, fallback: test.fallback}
			p, err := e.resolve(test.args, reachedBy(test.cmdlet))
			id := ""
			if c, ok := err.(*command.Error); ok {
				id = c.ID
			}
			if id != test.err || p.to != test.to || err == nil && p.env.Name != test.env {
				t.Errorf("got %+v, %v", p, err)
			}
		})
	}
}

func TestCheckConnect(t *testing.T) {
	t.Parallel()
	s := &Shell{}
	for _, test := range []struct {
		args command.Args
		id   string
	}{
		{command.NewArgs("UserPrincipalName", "navin@contoso.com", "Prefix", "Contoso"), ""},
		{command.NewArgs("UserPrincipalName", "navin"), "InvalidUserPrincipalName"},
		{command.NewArgs("UserPrincipalName", "navin@contoso"), "InvalidUserPrincipalName"},
		{command.NewArgs("UserPrincipalName", "na vin@contoso.com"), "InvalidUserPrincipalName"},
		{command.NewArgs("UserPrincipalName", "a@b@contoso.com"), "InvalidUserPrincipalName"},
		{command.NewArgs("Prefix", "exo"), "InvalidPrefix"},
		{command.NewArgs("Prefix", "a-b"), "InvalidPrefix"},
		{command.NewArgs("AccessToken", "x"), "OrganizationMissing"},
		{command.NewArgs("AccessToken", "x", "Organization", "contoso.com"), ""},
		{command.NewArgs("AccessToken", "x", "Organization", "contoso.com", "Device", true), "AmbiguousSignIn"},
		{command.NewArgs("InlineCredential", true, "Device", true), "AmbiguousSignIn"},
	} {
		id := ""
		if e, ok := s.checkConnect(test.args).(*command.Error); ok {
			id = e.ID
		}
		if id != test.id {
			t.Errorf("%+v: got %q, want %q", test.args, id, test.id)
		}
	}
}

func TestRefusedByName(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"CertificateThumbprint", "Certificate", "CertificateFilePath", "AppId", "ManagedIdentity", "UseRPSSession", "SigningCertificate"} {
		err := refused(command.NewArgs(name, "x"))
		if err == nil || !strings.Contains(err.Error(), "-"+name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := refused(command.NewArgs("PSSessionOption", int32(3))); err == nil || !strings.Contains(err.Error(), "-PSSessionOption is \"3\"") {
		t.Errorf("a number as session option: %v", err)
	}
	if err := refused(command.NewArgs("ManagedIdentity", false, "UserPrincipalName", "a@b.c")); err != nil {
		t.Error(err)
	}
}

// No parameter of the commands that connect is ignored: each acts, is refused by name, or is said to have no
// meaning here.
func TestConnectParameters(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, name := range strings.Fields("AccessToken AzureADAuthorizationEndpointUri BypassMailboxAnchoring CommandName ConnectionUri Credential " +
		"DelegatedOrganization Device EnableSearchOnlySession ExchangeEnvironmentName InlineCredential Organization PageSize Prefix PSSessionOption " +
		"ShowBanner ShowProgress UseMultithreading UserPrincipalName") {
		known[name] = true
	}
	for _, r := range append(unbuilt(), meaningless()...) {
		if known[r.name] {
			t.Errorf("-%s is both", r.name)
		}
		known[r.name] = true
	}
	for _, cmdlet := range []string{"Connect-ExchangeOnline", "Connect-IPPSSession"} {
		for _, p := range catalog.Must(cmdlet).Params {
			if !known[p.Name] {
				t.Errorf("%s -%s is ignored", cmdlet, p.Name)
			}
		}
	}
}

func TestLastCommand(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text  string
		words []string
		word  string
	}{
		{"Get-M", nil, "Get-M"},
		{"Get-Mailbox ", []string{"Get-Mailbox"}, ""},
		{"Get-Mailbox -Iden", []string{"Get-Mailbox"}, "-Iden"},
		{"Get-Mailbox | Where", nil, "Where"},
		{"$x = Get-M", nil, "Get-M"},
		{"if ($a) { Set-Mailbox -Identity 'a b' -T", []string{"Set-Mailbox", "-Identity", "'a b'"}, "-T"},
		{"Get-Mailbox 'a | b", []string{"Get-Mailbox"}, "'a | b"},
		{"", nil, ""},
		{"Get-Mailbox\nGet-U", nil, "Get-U"},
	} {
		words, from := lastCommand(test.text)
		if diff := cmp.Diff(test.words, words); diff != "" || test.text[from:] != test.word {
			t.Errorf("%q: %s word %q", test.text, diff, test.text[from:])
		}
	}
}

func TestDecodeScript(t *testing.T) {
	t.Parallel()
	text := "Write-Host 'é'"
	var little, big []byte
	for _, u := range utf16.Encode([]rune(text)) {
		little = append(little, byte(u), byte(u>>8))
		big = append(big, byte(u>>8), byte(u))
	}
	for name, b := range map[string][]byte{
		"plain": []byte(text), "with mark": []byte("\ufeff" + text), "little": append([]byte{0xff, 0xfe}, little...),
		"big": append([]byte{0xfe, 0xff}, big...), "latin": []byte("Write-Host '\xe9'"),
	} {
		if got := decodeScript(b); got != text {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestWorldPaths(t *testing.T) {
	t.Parallel()
	w := newWorld(Options{Getenv: func(string) string { return "" }})
	w.folder, w.env.Home = "/reports", "/home/navin"
	for path, want := range map[string]string{"a.csv": "/reports/a.csv", `.\b\a.csv`: "/reports/b/a.csv", "/x": "/x", "~/a": "/home/navin/a", `~\a`: "/home/navin/a", "~": "/home/navin", "~a": "/reports/~a"} {
		if got := w.absolute(path); got != want {
			t.Errorf("%s: %s", path, got)
		}
	}
	dir := t.TempDir()
	if err := w.setLocation(filepath.Join(dir, "none")); err == nil {
		t.Error("a folder that is not there was entered")
	}
	if err := os.WriteFile(filepath.Join(dir, "f"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := w.setLocation(filepath.Join(dir, "f")); err == nil {
		t.Error("a file was entered")
	}
}

func TestProgressLine(t *testing.T) {
	t.Parallel()
	got := progressLine(&command.Progress{Activity: "Connecting\x1b[2J", Percent: 60, Status: "Importing", SecondsLeft: 3})
	if want := "Connecting[2J [############        ] 60% Importing (3 s left)"; got != want {
		t.Errorf("%q", got)
	}
	if got := cut("aé世界", 3); got != "aé" {
		t.Errorf("cut to %q", got)
	}
}

func TestProxyOf(t *testing.T) {
	t.Parallel()
	if proxyOf(nil) == nil {
		t.Error("the system's proxy is not used")
	}
	for _, v := range []string{"IEConfig", "winhttpconfig", "AUTODETECT", "None", "NoProxyServer"} {
		if proxyAccess(v) == "" {
			t.Errorf("%s is not known", v)
		}
	}
}
