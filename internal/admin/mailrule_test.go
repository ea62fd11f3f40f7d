package admin

import (
	"context"
	"strings"
	"testing"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail/limit"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/password"
)

// home reads the organisation's own entry.
func home(t *testing.T, d *Desk) *org.Entry {
	t.Helper()
	var e *org.Entry
	err := d.view(context.Background(), func(tx org.Tx) error {
		o, err := directory.Load(tx)
		if err == nil {
			e = o.Entry
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestAppPasswords(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	const upn = "navin@contoso.test"
	out := do(t, d, "user", "app-password", "add", upn, "Printer, floor 3")
	_, rest, _ := strings.Cut(out, "Printer, floor 3: ")
	secret, _, _ := strings.Cut(rest, "\n")
	id, ok := password.AppID(secret)
	a := read(t, d, upn)
	if !ok || len(a.AppPasswords) != 1 || a.AppPasswords[0].ID != id || a.AppPasswords[0].Added.IsZero() {
		t.Fatalf("%q: %+v", out, a.AppPasswords)
	}
	if right, err := d.Hasher.Verify(context.Background(), a.AppPasswords[0].Hash, secret); !right || err != nil {
		t.Errorf("the app password does not fit: %v", err)
	}
	do(t, d, "user", "app-password", "add", upn, "Scanner")
	list := do(t, d, "user", "app-password", "list", upn)
	if !strings.Contains(list, id) || !strings.Contains(list, "never used") || strings.Contains(list, secret) {
		t.Errorf("list: %s", list)
	}
	refuse(t, d, "already", "user", "app-password", "add", upn, "SCANNER")
	refuse(t, d, "1 to 64", "user", "app-password", "add", upn, "a\tb")
	refuse(t, d, "no account", "user", "app-password", "add", "nobody@contoso.test", "x")
	do(t, d, "policy", "forbid", "app-password")
	refuse(t, d, "forbids app passwords", "user", "app-password", "add", upn, "Third")
	do(t, d, "policy", "allow", "app-password")
	do(t, d, "user", "app-password", "remove", upn, id)
	do(t, d, "user", "app-password", "remove", upn, "scanner")
	refuse(t, d, "has no app password", "user", "app-password", "remove", upn, "scanner")
	if got := do(t, d, "user", "app-password", "list", upn); !strings.Contains(got, "no app passwords") {
		t.Errorf("list: %s", got)
	}
	if n := audited(t, d, "exosh admin user app-password add"); n != 2 {
		t.Errorf("%d additions on record", n)
	}
	err := d.view(context.Background(), func(tx org.Tx) error {
		for r, err := range tx.AuditLog(org.AuditQuery{}) {
			if err != nil {
				return err
			}
			for _, c := range r.Changes {
				if c.Property == "AppPasswords" && (c.New != org.Masked && c.New != nil || c.Old != org.Masked && c.Old != nil) {
					t.Errorf("the trail shows app passwords: %v -> %v", c.Old, c.New)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestMailLimits(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	if out := do(t, d, "mail", "limits"); !strings.Contains(out, "MessagesPerMinute") || !strings.Contains(out, "Exchange Team Blog") {
		t.Errorf("limits: %s", out)
	}
	if out := do(t, d, "mail", "limits", "messagesperminute", "60"); !strings.Contains(out, "60 (documented: 30)") {
		t.Errorf("set: %s", out)
	}
	if got := limit.Of(home(t, d)).Get(limit.MessagesPerMinute); got != 60 {
		t.Errorf("it is %d", got)
	}
	refuse(t, d, "0 to 1", "mail", "limits", "Trial", "2")
	refuse(t, d, "is a number", "mail", "limits", "Trial", "yes")
	refuse(t, d, "no limit", "mail", "limits", "Speed")
	do(t, d, "mail", "limits", "MessagesPerMinute", "default")
	if got := limit.Of(home(t, d)); got.Own(limit.MessagesPerMinute) {
		t.Error("it is still the organisation's own")
	}
	if n := audited(t, d, "exosh admin mail limits"); n != 2 {
		t.Errorf("%d changes on record", n)
	}
}

func TestBasicAuth(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for line, want := range map[string]string{
		"": "possible", "percentage 7": "7 of 100", "gone": "refused for good", "default-off": "enable` switches", "kept": "possible", "schedule": "schedule",
	} {
		if out := do(t, d, append([]string{"mail", "basic-auth"}, strings.Fields(line)...)...); !strings.Contains(out, want) {
			t.Errorf("%q: %s", line, out)
		}
	}
	do(t, d, "mail", "basic-auth", "default-off")
	if out := do(t, d, "mail", "basic-auth", "enable"); !strings.Contains(out, "switched on again") {
		t.Errorf("enable: %s", out)
	}
	refuse(t, d, "no setting", "mail", "basic-auth", "never")
	refuse(t, d, "no setting", "mail", "basic-auth", "percentage", "101")
}

func TestBlockedSenders(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	do(t, d, "user", "create", "sofia@contoso.test", "--licence", "Exchange Online (Plan 1)")
	do(t, d, "mail", "block-sender", "sofia@contoso.test", "sent a thousand lottery tickets")
	if out := do(t, d, "mail", "blocked-senders"); !strings.Contains(out, "sofia@contoso.test") || !strings.Contains(out, "lottery") {
		t.Errorf("list: %s", out)
	}
	refuse(t, d, "blocked already", "mail", "block-sender", "sofia")
	refuse(t, d, "couldn't be found", "mail", "block-sender", "nobody")
	if list := directory.BlockedSenders(home(t, d)); len(list) != 1 || list[0].At.IsZero() {
		t.Errorf("blocked: %+v", list)
	}
	do(t, d, "mail", "unblock-sender", "sofia")
	refuse(t, d, "is not blocked", "mail", "unblock-sender", "sofia")
	if out := do(t, d, "mail", "blocked-senders"); !strings.Contains(out, "Every mailbox may send") {
		t.Errorf("list: %s", out)
	}
}
