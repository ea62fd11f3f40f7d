package demo

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/demo/driver"
	"example.org/exosh/internal/prog"
	"example.org/exosh/internal/server"
	"example.org/exosh/internal/shell"
)

// A stage is the demo's organisation with somebody who signs in to it. The person's browser keeps its
// cookies, as a code of the authenticator app can be used only once.
type stage struct {
	srv    *server.Server
	person *driver.Driver
}

// startDemo starts the demo's organisation for a test.
func startDemo(t *testing.T) stage {
	t.Helper()
	return startWith(t, organisation())
}

func startWith(t *testing.T, o server.Options) stage {
	t.Helper()
	srv, err := server.Start(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := srv.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return stage{srv, visitor(srv)}
}

// openShell opens a shell on the demo as a program without a terminal has it.
func openShell(t *testing.T, s stage, out io.Writer) *shell.Shell {
	t.Helper()
	env := &prog.Env{Stdin: strings.NewReader(""), Stdout: out, Stderr: out, Getenv: func(string) string { return "" }}
	d := &demonstration{env: env, srv: s.srv, person: s.person}
	sh, err := shell.New(d.options(context.Background()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sh.Close(context.Background()) })
	return sh
}

func TestTourHolds(t *testing.T) {
	t.Parallel()
	srv := startDemo(t)
	var out bytes.Buffer
	if !play(context.Background(), openShell(t, srv, &out), &out, tour) {
		t.Fatalf("the tour does not hold:\n%s", out.String())
	}
	for _, want := range []string{"PS> Connect-ExchangeOnline", "Olivia", "contoso.com", "All"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the tour does not show %q:\n%s", want, out.String())
		}
	}
}

// A tour that does not hold says so: a check that cannot fail would be none.
func TestTourFailsWhenAStepDoesNotHold(t *testing.T) {
	t.Parallel()
	srv := startDemo(t)
	for _, steps := range [][]step{
		{{typed: `Get-Mailbox nobody@contoso.com`}},
		{{typed: `1`, proof: `throw 'it does not hold'`}},
	} {
		var out bytes.Buffer
		if play(context.Background(), openShell(t, srv, &out), &out, steps) {
			t.Errorf("held:\n%s", out.String())
		}
	}
}

// Mission rows 19 and 27 to 31: every environment name of the article leads to a local realm in which
// the article's account exists.
func TestEveryEnvironmentNameConnects(t *testing.T) {
	t.Parallel()
	srv := startDemo(t)
	realms := srv.srv.Realms()
	if len(realms) != 5 {
		t.Fatalf("%d realms", len(realms))
	}
	for _, r := range realms {
		t.Run(r.Name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			sh := openShell(t, srv, &out)
			upn := r.Accounts[0].UPN
			text := "Connect-ExchangeOnline -UserPrincipalName " + upn + " -ExchangeEnvironmentName " + r.Name + " -ShowBanner:$false\n" +
				"(Get-ConnectionInformation).ConnectionUri; (Get-Mailbox -ResultSize 1 -WarningAction SilentlyContinue).PrimarySmtpAddress\n" +
				"Connect-IPPSSession -UserPrincipalName " + upn + " -ConnectionUri " + r.ComplianceURI + "/powershell-liveid/ -Prefix Scc -ShowBanner:$false\n" +
				"(Get-ConnectionInformation -ModulePrefix Scc | Where-Object IsEopSession).ConnectionUri; (Get-SccRoleGroup 'eDiscovery Manager').Name"
			if code := sh.Run(context.Background(), text, nil); code != 0 {
				t.Fatalf("exit code %d:\n%s", code, out.String())
			}
			_, domain, _ := strings.Cut(upn, "@")
			if !strings.Contains(out.String(), r.ConnectionURI) || !strings.Contains(out.String(), domain) ||
				!strings.Contains(out.String(), r.ComplianceURI) || !strings.Contains(out.String(), "eDiscovery Manager") {
				t.Errorf("output:\n%s", out.String())
			}
		})
	}
}

func TestDemoProgramRunsText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"-c", "(Get-Mailbox navin@contoso.com).Alias"}, 0, "navin"},
		{[]string{"-Command", "exit 7"}, 7, ""},
		{[]string{"--help"}, 0, "Nothing leaves this machine"},
		{[]string{"--nonsense"}, prog.Usage, "--nonsense"},
		{[]string{"-c"}, prog.Usage, "needs a text"},
		{[]string{"there-is-no-such-file.ps1"}, 64, "there-is-no-such-file.ps1"},
	} {
		t.Run(strings.Join(c.args, " "), func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			env := &prog.Env{Args: c.args, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out, Getenv: func(string) string { return "" }}
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			if code := run(ctx, env); code != c.code || !strings.Contains(out.String(), c.want) {
				t.Errorf("exit code %d, want %d; output:\n%s", code, c.code, out.String())
			}
		})
	}
}
