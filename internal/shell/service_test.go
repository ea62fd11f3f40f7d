package shell_test

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/exosh"
	"example.org/exosh/internal/demo/driver"
	"example.org/exosh/internal/lab"
	"example.org/exosh/internal/server"
	"example.org/exosh/internal/shell"
)

// The organisation that the tests of this file connect to; TestMain ends it.
type organisation struct {
	once sync.Once
	srv  *server.Server
	err  error
}

var demo organisation

func TestMain(m *testing.M) {
	code := m.Run()
	if demo.srv != nil {
		_ = demo.srv.Close(context.Background())
	}
	os.Exit(code)
}

func (o *organisation) start(t *testing.T) *server.Server {
	t.Helper()
	o.once.Do(func() {
		o.srv, o.err = server.Start(context.Background(), server.Options{Ephemeral: true, Listen: "127.0.0.1:0", Seed: "contoso", Lab: true, Pages: true, Realms: true, SessionLimit: 100})
	})
	if o.err != nil {
		t.Fatal(o.err)
	}
	return o.srv
}

// A session is a shell on the demo's organisation, whose sign-in pages a driver fills in.
type session struct {
	t        *testing.T
	sh       *shell.Shell
	out, err strings.Builder
	infos    []exosh.Info
}

func open(t *testing.T, change func(*shell.Options)) *session {
	t.Helper()
	srv := demo.start(t)
	s := &session{t: t}
	o := shell.Options{
		Streams:        shell.Streams{In: strings.NewReader(""), Out: &s.out, Err: &s.err},
		OpenURL:        drive(t, srv.Accounts()),
		NonInteractive: true, HideHost: true, Hostname: "pc1", Getenv: func(string) string { return "" },
		Connected: func(i exosh.Info) { s.infos = append(s.infos, i) },
	}
	for _, r := range srv.Realms() {
		o.Environments = append(o.Environments, exosh.Environment{Name: r.Name, ConnectionURI: r.ConnectionURI, ComplianceURI: r.ComplianceURI, AuthorizationURI: r.AuthorityURI, RootCAs: srv.RootCAs()})
	}
	if change != nil {
		change(&o)
	}
	var err error
	if s.sh, err = shell.New(o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.sh.Close(context.Background()); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

// drive fills in the sign-in pages, beside the shell as a browser would.
func drive(t *testing.T, accounts []lab.Account) func(string) error {
	d := &driver.Driver{Accounts: accounts, Inbox: demo.srv.Inbox(), Default: "amara@contoso.com"}
	return func(address string) error {
		go func() {
			if err := d.SignIn(t.Context(), address); err != nil && t.Context().Err() == nil {
				t.Errorf("sign in: %v", err)
			}
		}()
		return nil
	}
}

// run runs a text and returns what it wrote to the output.
func (s *session) run(text string) string {
	s.t.Helper()
	out, err, code := s.try(text)
	if code != 0 {
		s.t.Fatalf("%s\nexit code %d\n%s%s", text, code, out, err)
	}
	return out
}

func (s *session) try(text string) (out, errs string, code int) {
	ctx, stop := context.WithTimeout(s.t.Context(), 20*time.Second)
	defer stop()
	s.out.Reset()
	s.err.Reset()
	code = s.sh.Run(ctx, text, nil)
	return s.out.String(), s.err.String(), code
}

func (s *session) has(text string, wants ...string) {
	s.t.Helper()
	for _, want := range wants {
		if !strings.Contains(text, want) {
			s.t.Errorf("no %q in\n%s", want, text)
		}
	}
}

// The article's quick test: connect with a second factor, look, disconnect.
func TestArticle(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	s.run("Import-Module ExchangeOnlineManagement")
	s.run("Connect-ExchangeOnline -UserPrincipalName navin@contoso.com -ShowProgress $true")
	if len(s.infos) != 1 || s.infos[0].UserPrincipalName != "navin@contoso.com" || s.infos[0].Service == "" {
		t.Errorf("connected to %+v", s.infos)
	}
	s.has(s.err.String(), "Connected to") // the banner
	s.has(s.run("Get-Mailbox -ResultSize 3"), "Name", "Alias", "ProhibitSendQuota")
	s.has(s.run("(Get-Mailbox navin).PrimarySmtpAddress"), "navin@contoso.com")
	s.has(s.run("Get-ConnectionInformation"), "State", "Connected", "navin@contoso.com", "TokenStatus", "Active", s.infos[0].ConnectionID)
	s.run("Disconnect-ExchangeOnline -Confirm:$false")
	_, errs, code := s.try("Get-Mailbox navin")
	if code != 1 {
		t.Errorf("exit code %d after disconnect", code)
	}
	s.has(errs, "Connect-ExchangeOnline first")
	if out := s.run("Get-ConnectionInformation"); out != "" {
		t.Errorf("still connected: %s", out)
	}
}

// Mission rows 19, 27 to 31: each of the five names leads to a realm of its own.
func TestEnvironmentNames(t *testing.T) {
	t.Parallel()
	for _, r := range demo.start(t).Realms() {
		t.Run(r.Name, func(t *testing.T) {
			t.Parallel()
			who := r.Accounts[0]
			if r.Name == "O365Default" { // its code is used up by another test
				who = r.Accounts[1]
			}
			s := open(t, func(o *shell.Options) { o.OpenURL = drive(t, r.Accounts) })
			s.run("Connect-ExchangeOnline -UserPrincipalName " + who.UPN + " -ExchangeEnvironmentName " + r.Name + " -ShowBanner:$false")
			if s.infos[0].Environment != r.Name || s.infos[0].ConnectionURI != r.ConnectionURI || s.err.String() != "" {
				t.Errorf("connected to %+v, said %q", s.infos[0], s.err.String())
			}
		})
	}
}

// Two connections at once: a prefix tells them apart, without one the latest wins.
func TestPrefix(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	s.run("Connect-ExchangeOnline -UserPrincipalName amara@contoso.com -Prefix Contoso -ShowBanner:$false")
	s.has(s.run("(Get-ContosoMailbox navin).Alias"), "navin")
	if _, _, code := s.try("Get-Mailbox navin"); code == 0 {
		t.Error("the cmdlet answers without its prefix")
	}
	s.run("Connect-ExchangeOnline -UserPrincipalName amara@contoso.com -CommandName Get-Mailbox,Get-*User -ShowBanner:$false")
	s.has(s.run("(Get-Mailbox navin).Alias"), "navin")
	s.has(s.run("(Get-ContosoMailbox navin).Alias"), "navin")
	_, errs, code := s.try("Get-AcceptedDomain")
	if code == 0 {
		t.Error("-CommandName did not leave out Get-AcceptedDomain")
	}
	s.has(errs, "It is Get-ContosoAcceptedDomain here")
	_, errs, _ = s.try("Get-Label")
	s.has(errs, "Get-Label is a cmdlet of Security & Compliance: Connect-IPPSSession first.")
	_, errs, _ = s.try("Start-ContosoHistoricalSearch")
	s.has(errs, "has not built Start-HistoricalSearch")
	_, errs, _ = s.try("Get-ContosoLabel")
	s.has(errs, "Get-Label is a cmdlet of Security & Compliance")
	s.has(s.run("@(Get-ConnectionInformation).Count"), "2")
	s.run("Disconnect-ExchangeOnline -ModulePrefix Contoso -Confirm:$false")
	s.has(s.run("@(Get-ConnectionInformation).Count"), "1")
	_, errs, _ = s.try("Get-AcceptedDomain")
	s.has(errs, "-CommandName")
	if _, errs, code = s.try("Disconnect-ExchangeOnline -ConnectionId 00000000-0000-0000-0000-000000000000 -Confirm:$false"); code == 0 {
		t.Error("a connection that is not there was ended")
	}
	s.has(errs, "00000000-0000-0000-0000-000000000000", "Get-ConnectionInformation lists")
	s.run("Disconnect-ExchangeOnline -ConnectionId (Get-ConnectionInformation).ConnectionId -Confirm:$false")
}

// Without a person there, Disconnect-ExchangeOnline names what avoids its question.
func TestDisconnectAsks(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	s.run("Connect-ExchangeOnline -UserPrincipalName amara@contoso.com -ShowBanner:$false")
	_, errs, code := s.try("Disconnect-ExchangeOnline")
	if code == 0 {
		t.Error("it did not ask")
	}
	s.has(errs, "-Confirm:$false")
	s.has(s.run("Disconnect-ExchangeOnline -WhatIf"), "What if:")
	s.has(s.run("@(Get-ConnectionInformation).Count"), "1")
}

// Mission rows 25, 26, 49, 53: what a password alone gets, and what to do about it.
func TestCredentialRefused(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	password := ""
	for _, a := range demo.srv.Accounts() {
		if a.UPN == "navin@contoso.com" {
			password = a.Password
		}
	}
	s.run("$good = New-Object PSCredential 'navin@contoso.com', (ConvertTo-SecureString '" + password + "' -AsPlainText -Force)")
	_, errs, code := s.try("Connect-ExchangeOnline -Credential $good")
	if code != 1 {
		t.Errorf("exit code %d", code)
	}
	s.has(errs, "AADSTS50076", "-UserPrincipalName navin@contoso.com and without -Credential")
	out, _, code := s.try("Connect-ExchangeOnline -Credential $good; 'went on'") // a connect that fails ends the script
	if code != 1 || out != "" {
		t.Errorf("exit code %d, output %q", code, out)
	}
	s.has(s.run("try { Connect-ExchangeOnline -Credential $good } catch { 'caught' }"), "caught")
	s.run("$bad = New-Object PSCredential 'navin@contoso.com', (ConvertTo-SecureString 'wrong' -AsPlainText -Force)")
	_, errs, _ = s.try("Connect-ExchangeOnline -Credential $bad")
	s.has(errs, "AADSTS50126")
	if strings.Contains(errs, "wrong'") {
		t.Error("the password is shown")
	}
}

// Mission row 21: there are no partner relations yet, and a partner never lands in the home organisation.
func TestDelegatedRefused(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	password := ""
	for _, a := range demo.srv.Accounts() {
		if a.UPN == "amara@contoso.com" {
			password = a.Password
		}
	}
	s.run("$c = New-Object PSCredential 'amara@contoso.com', (ConvertTo-SecureString '" + password + "' -AsPlainText -Force)")
	_, errs, code := s.try("Connect-ExchangeOnline -Credential $c -DelegatedOrganization adatum.onmicrosoft.com")
	if code != 1 || len(s.infos) != 0 {
		t.Errorf("connected to %+v", s.infos)
	}
	s.has(errs, "AADSTS90002", "adatum.onmicrosoft.com")
}

// Errors of the service are error records, and -ErrorAction and $Error work on them.
func TestRemoteErrors(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	s.run("Connect-ExchangeOnline -UserPrincipalName amara@contoso.com -ShowBanner:$false")
	out, errs, code := s.try("Get-Mailbox nobody; 'went on'")
	if code != 0 || !strings.Contains(out, "went on") {
		t.Errorf("exit code %d, %s", code, out)
	}
	s.has(errs, "Get-Mailbox", "nobody")
	s.has(s.run("$Error[0].CategoryInfo.Category"), "ObjectNotFound")
	s.has(s.run("$Error[0].FullyQualifiedErrorId"), "RequestId=", ",Get-Mailbox")
	s.has(s.run("try { Get-Mailbox nobody -ErrorAction Stop } catch { \"caught $($_.CategoryInfo.TargetName)\" }"), "caught nobody")
	if out, errs, _ := s.try("Get-Mailbox nobody -ErrorAction SilentlyContinue"); out+errs != "" {
		t.Errorf("not silent: %s%s", out, errs)
	}
	_, errs, _ = s.try("Get-Mailbox -Identty navin")
	s.has(errs, "Identty")
}

// Pages are asked for as they are needed, and a reader that has enough ends them.
func TestPipeline(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	s.run("Connect-ExchangeOnline -UserPrincipalName amara@contoso.com -ShowBanner:$false -PageSize 5")
	s.has(s.run("@(Get-Mailbox -ResultSize Unlimited).Count -gt 10"), "True")
	s.has(s.run("@(Get-Mailbox -ResultSize Unlimited | Select-Object -First 7).Count"), "7")
	s.has(s.run("@('navin', 'amara' | Get-Mailbox).Count"), "2")
	s.has(s.run("try { Get-Mailbox -ResultSize 1 -WarningAction Stop | Out-Null } catch { 'stopped by ' + $_.FullyQualifiedErrorId }"), "stopped by ActionPreferenceStop")
	s.has(s.run("Get-Mailbox -ResultSize 1 -WarningAction SilentlyContinue -WarningVariable kept | Out-Null; $kept.Count"), "1")
	// The preference is no parameter: what only reads runs, what changes says what it would do.
	s.has(s.run("$WhatIfPreference = $true; Get-Mailbox amara | Set-Mailbox -CustomAttribute1 x; (Get-Mailbox amara).Alias"), "What if: Performing the operation \"Set-Mailbox\"", "amara")
}

// Help and completion know the cmdlets of the connection and of the catalog.
func TestHelpAndCommands(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	s.has(s.run("Get-Help Get-Mailbox"), "Get-Mailbox [[-Identity] <", "Not available here now")
	s.run("Connect-ExchangeOnline -UserPrincipalName amara@contoso.com -ShowBanner:$false")
	if out := s.run("Get-Help Get-Mailbox -Full"); strings.Contains(out, "Not available") || !strings.Contains(out, "-ResultSize <") {
		t.Error(out)
	}
	s.has(s.run("(Get-Command Get-Mailbox).CommandType"), "Function")
	s.has(s.run("@(Get-Command -Module ExchangeOnlineManagement -Noun Mailbox).Name -join ','"), "Get-Mailbox")
	s.has(s.run("Get-Command Get-Mailbox -Syntax"), "Get-Mailbox [[-Identity]")
	_, errs, code := s.try("Get-Malbox")
	if code != 1 {
		t.Errorf("exit code %d", code)
	}
	s.has(errs, "Is Get-Mailbox meant?")
	_, errs, _ = s.try("Start-HistoricalSearch")
	s.has(errs, "has not built Start-HistoricalSearch")
}

// Closing the shell ends its sessions on the service, which shows by its list.
func TestCloseEndsSessions(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	s.run("Connect-ExchangeOnline -UserPrincipalName hana@contoso.com -ShowBanner:$false")
	ctx := t.Context()
	watch := open(t, nil)
	watch.run("Connect-ExchangeOnline -UserPrincipalName hana@contoso.com -ShowBanner:$false")
	count := func() int {
		list, err := watch.sh.Sessions(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	if n := count(); n != 2 {
		t.Errorf("%d sessions", n)
	}
	if err := s.sh.Close(ctx); err != nil {
		t.Fatal(err)
	}
	if n := count(); n != 1 {
		t.Errorf("%d sessions after closing one", n)
	}
}

// Clear-History forgets everything, and takes no parameter that would mean less.
func TestClearHistory(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	if _, errs, code := s.try("Clear-History -Id 3"); code == 0 || !strings.Contains(errs, "'Id'") {
		t.Errorf("exit code %d\n%s", code, errs)
	}
	s.run("Clear-History")
}

// An account with roles of Exchange Online alone is told that they do not count in Security & Compliance.
func TestComplianceWithoutRoles(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	s.has(s.run("Connect-IPPSSession -UserPrincipalName amara@contoso.com -ShowBanner:$false 3>&1"), "Roles of Exchange Online do not count there")
	s.has(s.run("(Get-ConnectionInformation).IsEopSession"), "True")
	s.has(s.run("(Get-ConnectionInformation).ConnectionUsedForInbuiltCmdlets"), "False")
	_, errs, _ := s.try("Get-Mailbox")
	s.has(errs, "Get-Mailbox is a cmdlet of Exchange Online", "Connect-ExchangeOnline first")
}
