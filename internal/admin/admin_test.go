package admin

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/idp"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/password"
	"example.org/exosh/internal/seed"
	"example.org/exosh/internal/sqlstore"
)

// newDesk returns a desk in a fresh organisation contoso.test with the administrator navin.
func newDesk(t *testing.T) *Desk {
	t.Helper()
	ctx := context.Background()
	store, err := sqlstore.Open(ctx, sqlstore.Options{Path: filepath.Join(t.TempDir(), "exosh.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	hasher := &password.Hasher{Cost: password.Cheap()}
	made, err := seed.Fresh(ctx, seed.Deps{Store: store, Directory: store, Passwords: hasher, Random: rand.Reader},
		seed.Organization{Name: "contoso", Display: "Contoso", Domain: "contoso.test", Admin: "navin@contoso.test"})
	if err != nil {
		t.Fatal(err)
	}
	return &Desk{
		Store: store, Directory: store, Tenant: made.Tenant.ID, Actor: "tester", Hasher: hasher,
		Roles:             []string{"Global Administrator", "Exchange Administrator", "Helpdesk Administrator"},
		Unlock:            func(org.Tx, org.ID, string) error { return nil },
		AppPasswordUsed:   idp.AppPasswordUsed,
		ForgetAppPassword: idp.ForgetAppPassword,
		EndSessions:       func(org.Tx, org.ID) error { return nil },
	}
}

func do(t *testing.T, d *Desk, line ...string) string {
	t.Helper()
	var out bytes.Buffer
	if err := d.Run(context.Background(), line, &out); err != nil {
		t.Fatalf("%v: %v", line, err)
	}
	return out.String()
}

func refuse(t *testing.T, d *Desk, want string, line ...string) {
	t.Helper()
	var out bytes.Buffer
	err := d.Run(context.Background(), line, &out)
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v: error %v, want one that says %q", line, err, want)
	}
}

func read(t *testing.T, d *Desk, upn string) *org.Account {
	t.Helper()
	var a *org.Account
	err := d.view(context.Background(), func(tx org.Tx) (err error) {
		a, err = account(tx, upn)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func audited(t *testing.T, d *Desk, operation string) int {
	t.Helper()
	n := 0
	err := d.view(context.Background(), func(tx org.Tx) error {
		for r, err := range tx.AuditLog(org.AuditQuery{Operations: []string{operation}}) {
			if err != nil {
				return err
			}
			if r.Actor != "tester" || r.Result != "True" {
				t.Errorf("%s is on record as by %q with result %q", operation, r.Actor, r.Result)
			}
			n++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAccountFromCreationToBlock(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	out := do(t, d, "user", "create", "sofia@contoso.test", "--name", "Sofia Lindgren", "--require-mfa", "--role", "Exchange Administrator")
	_, secret, found := strings.Cut(strings.TrimSpace(out), "One-time password: ")
	if !found {
		t.Fatalf("no one-time password in %q", out)
	}
	a := read(t, d, "SOFIA@contoso.test")
	if ok, err := d.Hasher.Verify(context.Background(), a.PasswordHash, secret); !ok || err != nil {
		t.Errorf("the one-time password does not fit: %v", err)
	}
	if !a.Enabled || !a.MustChange || !a.MFARequired || a.DisplayName != "Sofia Lindgren" || len(a.DirectoryRoles) != 1 {
		t.Errorf("account %+v", a)
	}
	refuse(t, d, "sofia@contoso.test", "user", "create", "sofia@contoso.test")

	do(t, d, "user", "require-mfa", "sofia@contoso.test", "--off")
	do(t, d, "role", "remove", "sofia@contoso.test", "exchange administrator")
	again := do(t, d, "user", "reset-password", "sofia@contoso.test")
	do(t, d, "user", "block", "sofia@contoso.test")
	a = read(t, d, "sofia@contoso.test")
	if a.Enabled || a.MFARequired || len(a.DirectoryRoles) != 0 || a.TokensValidFrom.IsZero() || time.Since(a.TokensValidFrom) > time.Minute {
		t.Errorf("account %+v", a)
	}
	if strings.Contains(again, secret) {
		t.Error("the one-time password was used twice")
	}
	for _, op := range []string{"user create", "user require-mfa", "role remove", "user reset-password", "user block"} {
		if n := audited(t, d, "exosh admin "+op); n != 1 {
			t.Errorf("%s has %d audit records, want 1", op, n)
		}
	}
}

// S-60: secrets are in no audit record.
func TestS60OneTimePasswordIsNotOnRecord(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	out := do(t, d, "user", "reset-password", "navin@contoso.test")
	secret := strings.TrimSpace(out[strings.LastIndex(out, " "):])
	err := d.view(context.Background(), func(tx org.Tx) error {
		for r, err := range tx.AuditLog(org.AuditQuery{Text: secret}) {
			return errors.Join(err, errors.New("found in "+r.Operation))
		}
		for r, err := range tx.AuditLog(org.AuditQuery{}) {
			for _, c := range r.Changes {
				if s, ok := c.New.(string); ok && (strings.Contains(s, secret) || strings.Contains(s, "argon2id")) {
					return errors.New("a change of " + c.Property + " shows it")
				}
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// S-50: the last administrator cannot be locked out.
func TestS50LastAdministratorStays(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	refuse(t, d, "last administrator", "user", "block", "navin@contoso.test")
	refuse(t, d, "last administrator", "role", "remove", "navin@contoso.test", "Global Administrator")
	do(t, d, "user", "create", "amara@contoso.test", "--role", "Global Administrator")
	do(t, d, "user", "block", "navin@contoso.test")
	refuse(t, d, "last administrator", "user", "block", "amara@contoso.test")
}

func TestLicenceMakesAMailbox(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	do(t, d, "user", "create", "sofia@contoso.test")
	do(t, d, "licence", "assign", "sofia@contoso.test", "Exchange Online (Plan 1)")
	if got := strings.TrimSpace(do(t, d, "licence", "list", "sofia@contoso.test")); got != "Exchange Online (Plan 1)" {
		t.Errorf("licences %q", got)
	}
	err := d.view(context.Background(), func(tx org.Tx) error {
		e, err := recipient(tx, read(t, d, "sofia@contoso.test"))
		if err == nil {
			if v, _ := e.Props.Get("RecipientTypeDetails"); v != "UserMailbox" {
				t.Errorf("RecipientTypeDetails %v", v)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	refuse(t, d, "already", "licence", "assign", "sofia@contoso.test", "exchange online (plan 1)")
	refuse(t, d, "there are", "licence", "assign", "sofia@contoso.test", "Unlimited Everything")
	do(t, d, "licence", "remove", "sofia@contoso.test", "Exchange Online (Plan 1)")
}

func TestDomains(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	do(t, d, "domain", "add", "Example.Test")
	do(t, d, "domain", "default", "example.test")
	do(t, d, "user", "create", "sofia@example.test")
	if out := do(t, d, "domain", "list"); strings.Count(out, "default") != 1 || !strings.Contains(out, "example.test") {
		t.Errorf("domains:\n%s", out)
	}
	refuse(t, d, "default", "domain", "remove", "example.test")
	do(t, d, "domain", "default", "contoso.test")
	refuse(t, d, "have an address", "domain", "remove", "example.test")
	refuse(t, d, "already", "domain", "add", "contoso.test")
	refuse(t, d, "not an accepted domain", "domain", "remove", "nowhere.test")
	do(t, d, "domain", "add", "spare.test")
	do(t, d, "domain", "remove", "spare.test")
	if out := do(t, d, "domain", "list"); strings.Contains(out, "spare.test") {
		t.Errorf("domains:\n%s", out)
	}
}

func TestPolicies(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	do(t, d, "policy", "forbid", "device-code")
	if out := do(t, d, "policy", "list"); !strings.Contains(out, "device-code  forbidden") || !strings.Contains(out, "password     allowed") {
		t.Errorf("policies:\n%s", out)
	}
	do(t, d, "policy", "allow", "device-code")
	if out := do(t, d, "policy", "list"); strings.Contains(out, "forbidden") {
		t.Errorf("policies:\n%s", out)
	}
	if n := audited(t, d, "exosh admin policy forbid"); n != 1 {
		t.Errorf("%d audit records, want 1", n)
	}
	refuse(t, d, "password, device-code and app-password", "policy", "allow", "magic")
}

func TestUsage(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for _, c := range []struct{ want, line string }{
		{"user, role, licence, policy, domain, mail", "mailbox list"},
		{"say what to do with a user", "user"},
		{"say what to do with a role", "role grant"},
		{"usage: exosh admin user create", "user create"},
		{"usage: exosh admin user create", "user create a@contoso.test b@contoso.test"},
		{"not defined: -nonsense", "user create a@contoso.test --nonsense"},
		{"usage: exosh admin user block", "user block --help"},
	} {
		var usage *UsageError
		err := d.Run(context.Background(), strings.Fields(c.line), &bytes.Buffer{})
		if !errors.As(err, &usage) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: error %v, want %q", c.line, err, c.want)
		}
	}
	refuse(t, d, "there is no account", "user", "block", "nobody@contoso.test")
	refuse(t, d, "there is no directory role", "role", "add", "navin@contoso.test", "Emperor")
	if out := do(t, d, "--help"); !strings.Contains(out, "licence assign UPN LICENCE") {
		t.Errorf("help:\n%s", out)
	}
}
