package contact_test

import (
	"testing"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/contact"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

func TestGetChooses(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, contact.Commands)
	for name, c := range map[string]struct {
		cmdlet string
		args   []any
		want   int
	}{
		"contacts":        {"Get-MailContact", nil, 2},
		"by address":      {"Get-MailContact", []any{"Identity", "nora@fabrikam.example"}, 1},
		"by ANR":          {"Get-MailContact", []any{"ANR", "print"}, 1},
		"by filter":       {"Get-MailContact", []any{"Filter", "ExternalEmailAddress -like '*fabrikam*'"}, 1},
		"by kind":         {"Get-MailContact", []any{"RecipientTypeDetails", "MailContact"}, 2},
		"of another kind": {"Get-MailContact", []any{"RecipientTypeDetails", "MailForestContact"}, 0},
		"users":           {"Get-MailUser", nil, 2},
		"one user":        {"Get-MailUser", []any{"Identity", "hugo"}, 1},
		"guests":          {"Get-MailUser", []any{"Filter", "RecipientTypeDetails -eq 'GuestMailUser'"}, 1},
		"one of two":      {"Get-MailUser", []any{"ResultSize", 1, "SortBy", "Alias"}, 1},
	} {
		if got := w.Must(c.cmdlet, c.args...); len(got) != c.want {
			t.Errorf("%s: %d objects, want %d: %v", name, len(got), c.want, cmdlettest.Column(got, "Name"))
		}
	}
	for cmdlet, identity := range map[string]string{"Get-MailContact": "hugo", "Get-MailUser": "navin"} {
		if r := w.Run(cmdlet, "Identity", identity); r.Err == nil {
			t.Errorf("%s shows %s", cmdlet, identity)
		}
	}
}

func TestGetShowsTheShape(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, contact.Commands)
	for cmdlet, want := range map[string]string{"Get-MailContact": "SMTP:nora@fabrikam.example", "Get-MailUser": "SMTP:hugo.castellan@tailspin.example"} {
		o := w.Must(cmdlet)[0]
		shape, _ := catalog.ObjectFor(cmdlet)
		for i, p := range shape.Props {
			if o.Props[i].Name != p.Name {
				t.Errorf("%s: property %d is %s, want %s", cmdlet, i, o.Props[i].Name, p.Name)
			}
		}
		if v, _ := o.Get("ExternalEmailAddress"); object.String(v) != want {
			t.Errorf("%s: address is %v", cmdlet, v)
		}
	}
}

type hidden struct{}

func (hidden) CanRead(e *org.Entry) bool { return directory.Text(e, "Alias") != "hugo" }
func (hidden) CanWrite(*org.Entry) bool  { return false }

// S-49.
func TestScope(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, contact.Commands)
	w.Scope = hidden{}
	if got := w.Must("Get-MailUser"); len(got) != 1 {
		t.Errorf("%v", cmdlettest.Column(got, "Name"))
	}
	if r := w.Run("Get-MailUser", "Identity", "hugo"); !org.IsNotFound(r.Err) {
		t.Errorf("%v", r.Err)
	}
}
