package smtptool

import (
	"bytes"
	"context"
	"encoding/json"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/exosh/command"
	"example.org/exosh/internal/prog"
	"example.org/exosh/internal/smtpclient"
	"example.org/exosh/object"
)

// tool runs the program as somebody without a terminal has it.
func tool(t *testing.T, variables map[string]string, input string, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	env := &prog.Env{Args: args, Stdin: strings.NewReader(input), Stdout: &o, Stderr: &e,
		Getenv: func(name string) string {
			if name == "EXOSH_CONFIG" && variables[name] == "" {
				return filepath.Join(t.TempDir(), "none.json")
			}
			return variables[name]
		}}
	code = run(context.Background(), env)
	for line := range strings.Lines(o.String()) {
		if n := len([]rune(strings.TrimRight(line, "\n"))); n > plainWidth && !strings.Contains(line, `"`) {
			t.Errorf("%d columns: %s", n, line)
		}
	}
	return code, o.String(), e.String()
}

func TestSettingsOfClouds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args []string
		code int
		want []string
	}{
		{[]string{"settings"}, 0, []string{"smtp.office365.com", "587 (25 works too; 465 is not offered)", "STARTTLS", "https://outlook.office.com/SMTP.Send", "30 messages a minute"}},
		{[]string{"settings", "o365usgovgcchigh"}, 0, []string{"smtp.office365.us", "login.microsoftonline.us"}},
		{[]string{"settings", "O365USGovDoD"}, 0, []string{"outlook-dod.office365.us"}},
		{[]string{"settings", "O365China"}, 0, []string{"smtp.partner.outlook.cn", "login.chinacloudapi.cn"}},
		{[]string{"settings", "O365GermanyCloud"}, prog.Fail, []string{"closed it in October 2021"}},
		{[]string{"settings", "O365Defalt"}, prog.Usage, []string{"is O365Default meant?"}},
		{[]string{"settings", "--server", "mail.contoso.com"}, 0, []string{"mail.contoso.com", "587"}},
		{[]string{"settings", "--server", "[::1]:2587"}, 0, []string{"::1", "2587"}},
		{[]string{"settings", "--server", "mail.contoso.com", "--implicit-tls"}, 0, []string{"465", "from the first byte on"}},
		{[]string{"settings", "--server", "a b"}, prog.Usage, []string{"HOST:PORT"}},
		{[]string{"settings", "one", "two"}, prog.Usage, []string{"one environment"}},
		{[]string{"settings", "O365China", "--connect", "https://x"}, prog.Usage, []string{"two places"}},
		{[]string{"settings", "--connect", "https://exo.contoso.com"}, prog.Usage, []string{"add --server"}},
		{[]string{"settings", "--connect", "nothing.json"}, prog.Fail, []string{"nothing.json"}},
		{[]string{"settings", "--ca-file", "ca.pem"}, prog.Usage, []string{"servers of your own"}},
		{[]string{"settings", "--account", "x@contoso.com", "--auth", "none"}, prog.Usage, []string{"somebody has to sign in"}},
		{[]string{"setings"}, prog.Usage, []string{"is settings meant?"}},
		{[]string{"settings", "--nonsense"}, prog.Usage, []string{"exosh smtp settings --help"}},
	} {
		t.Run(strings.Join(c.args, " "), func(t *testing.T) {
			t.Parallel()
			code, out, errs := tool(t, nil, "", c.args...)
			for _, want := range c.want {
				if code != c.code || !strings.Contains(strings.Join(strings.Fields(out+errs), " "), want) {
					t.Errorf("exit code %d, want %d and %q:\n%s%s", code, c.code, want, out, errs)
				}
			}
		})
	}
}

// Every cloud says where its facts are from, and those that are open where to sign in for a token.
func TestClouds(t *testing.T) {
	t.Parallel()
	if len(vendorClouds()) != 5 {
		t.Fatalf("%d clouds", len(vendorClouds()))
	}
	for _, c := range vendorClouds() {
		if c.name == "" || c.source == "" || c.seen == "" || (c.closed == "") != strings.HasSuffix(c.server, ":587") || (c.closed == "") != strings.HasPrefix(c.resource, "https://") {
			t.Errorf("%+v", c)
		}
	}
}

func TestOwnEnvironment(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "config.json")
	text := `{"defaultEnvironment": "Contoso", "environments": [{"name": "Contoso", "connectionUri": "https://exo.contoso.com", "authorizationEndpointUri": "https://exo.contoso.com/organizations", "smtp": "mail.contoso.com:2587"}]}`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	_, out, errs := tool(t, map[string]string{"EXOSH_CONFIG": file}, "", "settings", "--json")
	var j settingsJSON
	if err := json.Unmarshal([]byte(out), &j); err != nil || j.Host != "mail.contoso.com" || j.Port != "2587" || j.Scope != "https://exo.contoso.com/SMTP.Send" || j.Encryption != "starttls" {
		t.Errorf("%s%s %v", out, errs, err)
	}
}

func TestExplainProgram(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		input string
		args  []string
		code  int
		want  string
	}{
		{"", []string{"explain", "5.7.60"}, 0, "Add-RecipientPermission"},
		{"", []string{"explain", "550", "5.1.10", "x"}, 0, "Nobody in this organisation"},
		{"Remote Server returned '550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required'\n", []string{"explain"}, 0, "from inside its organisation only"},
		{"", []string{"explain", "535 5.7.139"}, 0, "is given for several reasons"},
		{"", []string{"explain", "5.7.61"}, 0, "Is this meant? 5.7.60"},
		{"", []string{"explain", "--json", "5.7.60"}, 0, `"name": "SendAsDenied"`},
		{"", []string{"explain", "what", "is", "this"}, 1, "a code looks like 550 5.7.60"},
		{"\x1b[31m550 5.7.60\x1b[0m", []string{"explain", "-"}, 0, "SendAs"},
	} {
		t.Run(strings.Join(c.args, " "), func(t *testing.T) {
			t.Parallel()
			code, out, errs := tool(t, nil, c.input, c.args...)
			if code != c.code || !strings.Contains(strings.Join(strings.Fields(out+errs), " "), c.want) || strings.Contains(out, "\x1b") {
				t.Errorf("exit code %d, want %d and %q:\n%s%s", code, c.code, c.want, out, errs)
			}
		})
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	if code, out, _ := tool(t, nil, ""); code != 0 || !strings.Contains(out, "exosh smtp test") {
		t.Errorf("%d %s", code, out)
	}
	for _, v := range verbs() {
		code, out, _ := tool(t, nil, "", v.name, "--help")
		if code != 0 || !strings.HasPrefix(out, "exosh smtp "+v.name) || strings.Contains(out, "%!") {
			t.Errorf("%d %s", code, out)
		}
	}
}

// Secrets come from files, variables and people; what contradicts itself is refused before anything is sent.
func TestWhoSignsIn(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte("from a file\r\nmore"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args string
		want string // the secret, or a word of the error
	}{
		{"--user a@b.example --password-file " + file, "from a file"},
		{"--user a@b.example --password-file -", "from input"},
		{"--user a@b.example --password-env SECRET", "from a variable"},
		{"--user a@b.example", "the usual variable"},
		{"--user a@b.example --token-env SECRET", "from a variable"},
		{"--user a@b.example --token-file " + file, "from a file"},
		{"--user a@b.example --password-env NOTHING", "the variable NOTHING is empty"},
		{"--user a@b.example --password-file nothing.txt", "nothing.txt"},
		{"--auth password", "say who signs in"},
		{"--device", "say who signs in"},
		{"--user a@b.example --auth kerberos", "--auth is"},
		{"--user a@b.example --password-env A --token-env B", "two ways"},
		{"--user a@b.example --password-env A --password-file B", "not from both"},
		{"--user a@b.example --device --auth password", "not with a token"},
		{"", ""},
	} {
		t.Run(c.args, func(t *testing.T) {
			t.Parallel()
			var j testJob
			_, err := j.parse(strings.Fields(c.args))
			env := &prog.Env{Stdin: strings.NewReader("from input\n"), Getenv: func(name string) string {
				return map[string]string{"SECRET": "from a variable", passwordVariable: "the usual variable"}[name]
			}}
			if err == nil && j.who.auth == byNone {
				if c.want != "" || j.who.login(env, place{}) != nil {
					t.Error("nobody signs in")
				}
				return
			}
			var l *smtpclient.Login
			if err == nil {
				l, err = j.who.login(env, place{})(context.Background())
			}
			if err != nil && !strings.Contains(err.Error(), c.want) || err == nil && l.Password+l.Bearer != c.want {
				t.Errorf("%+v, %v; want %q", l, err, c.want)
			}
		})
	}
}

// The vendor's clouds give tokens for mail to registered applications only.
func TestTokenNeedsClient(t *testing.T) {
	t.Parallel()
	w := whoFlags{user: "a@b.example", auth: byOAuth}
	p, err := named(&prog.Env{Getenv: func(string) string { return filepath.Join(t.TempDir(), "none") }}, "O365Default")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.realm(p); err == nil || !strings.Contains(err.Error(), "--client-id") {
		t.Errorf("%v", err)
	}
	w.client = "11111111-2222-3333-4444-555555555555"
	r, err := w.realm(p)
	if err != nil || r.Scope != "https://outlook.office.com/SMTP.Send" || !r.KnownCloud || r.Authority != "https://login.microsoftonline.com/organizations" {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestSendRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ args, want string }{
		{"send --to b@c.example --body x", "say who sends"},
		{"send --user a@b.example --body x", "say who gets it"},
		{"send --user a@b.example --to nonsense --body x", "no list of addresses"},
		{"send --user a@b.example --to b@c.example --body x --body-file y", "two bodies"},
		{"send --user a@b.example --to b@c.example --priority urgent", "high, normal or low"},
		{"send --user a@b.example --to b@c.example --notify never,success", "nothing else"},
		{"send --user a@b.example --to b@c.example --notify often", "success, failure and delay"},
		{"send --user a@b.example --to b@c.example --body x --attach nothing.bin", "nothing.bin"},
		{"send --user a@b.example --to b@c.example --password-file - ", "--body or --body-file"},
		{"test --to b@c.example", "say who sends"},
		{"test --timeout 0s", "more than nothing"},
		{"audit --csv --json", "two forms"},
		{"audit --server mail.contoso.com", "add --connect"},
	} {
		t.Run(c.args, func(t *testing.T) {
			t.Parallel()
			code, out, errs := tool(t, nil, "", strings.Fields(c.args)...)
			if code == 0 || !strings.Contains(errs, c.want) {
				t.Errorf("exit code %d, want %q:\n%s%s", code, c.want, out, errs)
			}
		})
	}
}

// Colours are the terminal's own, and what a server says cannot steer it (checks.md S-56).
func TestScreen(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	s := &screen{w: &b, width: 40, colour: true}
	s.step(smtpclient.Step{Name: "Sign-in", State: smtpclient.Failed, Detail: "535 \x1b]0;title\x07 no", Advice: "A sentence that is longer than a line."})
	want := "  \x1b[31m✗\x1b[0m Sign-in         \x1b[31m535 `e]0;title`a no\x1b[0m\n" +
		"                    A sentence that is\n                    longer than a line.\n"
	if b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
}

// fakeSource answers cmdlets from a table.
type fakeSource map[string][]*object.Object

func (f fakeSource) Names() []string {
	var names []string
	for n := range f {
		names = append(names, n)
	}
	return names
}

func (f fakeSource) Query(_ context.Context, name string, _ command.Args) iter.Seq2[object.Value, error] {
	return func(yield func(object.Value, error) bool) {
		for _, o := range f[name] {
			if !yield(o, nil) {
				return
			}
		}
	}
}

func obj(pairs ...any) *object.Object {
	o := &object.Object{}
	for i := 0; i < len(pairs); i += 2 {
		o.Set(pairs[i].(string), pairs[i+1])
	}
	return o
}

func TestAudit(t *testing.T) {
	t.Parallel()
	from := fakeSource{
		"Get-TransportConfig":      {obj("SmtpClientAuthenticationDisabled", false)},
		"Get-OrganizationConfig":   {obj("DefaultAuthenticationPolicy", "")},
		"Get-AuthenticationPolicy": {obj("Name", "Block", "AllowBasicAuthSmtp", false), obj("Name", "Allow", "AllowBasicAuthSmtp", true)},
		"Get-CASMailbox": {
			obj("Guid", "1", "PrimarySmtpAddress", "a@contoso.com", "SmtpClientAuthenticationDisabled", nil),
			obj("Guid", "2", "PrimarySmtpAddress", "b@contoso.com", "SmtpClientAuthenticationDisabled", false),
			obj("Guid", "3", "PrimarySmtpAddress", "c@contoso.com", "SmtpClientAuthenticationDisabled", true),
			obj("Guid", "4", "PrimarySmtpAddress", "d@contoso.com", "SmtpClientAuthenticationDisabled", nil),
			obj("Guid", "5", "PrimarySmtpAddress", "e@contoso.com", "SmtpClientAuthenticationDisabled", nil),
		},
		"Get-Mailbox": {obj("Guid", "5", "RecipientTypeDetails", "SharedMailbox", "SKUAssigned", false, "AccountDisabled", true)},
		"Get-User":    {obj("Guid", "4", "AuthenticationPolicy", "contoso.onmicrosoft.com\\Block"), obj("Guid", "1", "AuthenticationPolicy", "Allow")},
	}
	a, err := findOut(t.Context(), from)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range a.rows {
		got = append(got, r.Address[:1]+" "+r.Switch+" "+string(r.Password)+" "+string(r.Token)+" "+r.Refusal+" "+r.Policy)
	}
	want := "a inherited yes yes  Allow\nb on yes yes  \nc off no no AuthDisabledMailbox \nd inherited no yes BasicDisabled Block\ne inherited no no WrongCredentials "
	if strings.Join(got, "\n") != want {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
	x := a.totals()
	if x.Mailboxes != 5 || x.Password != 2 || x.Own != 1 || x.Inherited != 1 || x.Refused["BasicDisabled"] != 1 {
		t.Errorf("%+v", x)
	}
	if len((&auditJob{}).shown(a)) != 2 || len((&auditJob{all: true}).shown(a)) != 5 {
		t.Error("what is shown")
	}
}

// Where the account may not see everything, that is said and not guessed.
func TestAuditWithFewRoles(t *testing.T) {
	t.Parallel()
	if _, err := findOut(t.Context(), fakeSource{"Get-Mailbox": nil}); err == nil || !strings.Contains(err.Error(), "Get-CASMailbox") {
		t.Errorf("%v", err)
	}
	a, err := findOut(t.Context(), fakeSource{"Get-CASMailbox": {obj("Guid", "1", "PrimarySmtpAddress", "a@contoso.com", "SmtpClientAuthenticationDisabled", nil)}})
	if err != nil || a.rows[0].Password != Unknown || a.totals().Unknown != 1 || a.organisationSwitch() != "unknown" {
		t.Errorf("%+v, %v", a, err)
	}
}
