package shell_test

import (
	"context"
	"strings"
	"testing"

	"example.org/exosh"
	"example.org/exosh/command"
	"example.org/exosh/internal/server"
	"example.org/exosh/internal/shell"
)

// A person gives one answer to every question.
type person struct {
	answer bool
	asked  []string
}

func (p *person) Confirm(_ context.Context, q command.Question) (bool, error) {
	p.asked = append(p.asked, q.Message)
	return p.answer, nil
}

func (p *person) ReadLine(context.Context, string, bool) (string, error) { return "", nil }

// Mission rows 38 and 39: at the limit a person may give up the session that was used least lately. Who
// says no, or cannot be asked, gets the refusal.
func TestFullOffersToEndOne(t *testing.T) {
	t.Parallel()
	srv, err := server.Start(t.Context(), server.Options{Ephemeral: true, Listen: "127.0.0.1:0", Seed: "contoso", Pages: true, SessionLimit: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = srv.Close(context.Background()) })
	at := func(p *person) *session {
		return open(t, func(o *shell.Options) {
			if p != nil {
				o.Host, o.NonInteractive = p, false
			}
			o.OpenURL, o.Hostname = drive(t, srv.Accounts()), "desk"
			r := srv.Realms()[0]
			o.Environments = []exosh.Environment{{Name: r.Name, ConnectionURI: r.ConnectionURI, AuthorizationURI: r.AuthorityURI, RootCAs: srv.RootCAs()}}
		})
	}
	const connect = "Connect-ExchangeOnline -UserPrincipalName amara@contoso.com -ShowBanner:$false"
	first := at(nil)
	first.run(connect)
	if _, errs, code := at(nil).try(connect); code == 0 || !strings.Contains(errs, "1 of 1") {
		t.Errorf("with nobody to ask: exit code %d\n%s", code, errs)
	}
	no := &person{}
	if _, errs, code := at(no).try(connect); code == 0 || len(no.asked) != 1 || !strings.Contains(errs, "1 of 1") {
		t.Errorf("after no: exit code %d, asked %q\n%s", code, no.asked, errs)
	}
	yes := &person{answer: true}
	second := at(yes)
	second.run(connect)
	if len(yes.asked) != 1 || !strings.Contains(yes.asked[0], "on desk, opened ") {
		t.Errorf("asked %q", yes.asked)
	}
	second.has(second.run("(Get-Mailbox navin).Alias"), "navin")
	if _, errs, code := first.try("Get-Mailbox navin"); code == 0 || !strings.Contains(errs, "1 of 1") {
		t.Errorf("the session that was given up: exit code %d\n%s", code, errs)
	}
}
