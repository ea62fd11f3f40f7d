package family_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/family"
	"example.org/exosh/internal/cmdlet/plain"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// changing says whether the cmdlet writes.
func changing(name string) bool {
	return !strings.HasPrefix(name, "Get-") && !strings.HasPrefix(name, "Search-") && !strings.HasPrefix(name, "Test-")
}

// built returns the shapes of the cmdlets that are built and that keep holds for, but not those of plain
// nouns: they are one implementation, which package plain holds to the same rows.
func built(keep func(name string) bool) []*catalog.Cmdlet {
	var list []*catalog.Cmdlet
	isPlain := map[string]bool{}
	for _, c := range plain.Commands(cmdlet.Deps{}) {
		isPlain[c.Meta.Name] = true
	}
	for _, c := range family.Commands(cmdlet.Deps{}) {
		if keep(c.Meta.Name) && !isPlain[c.Meta.Name] {
			list = append(list, c.Meta)
		}
	}
	return list
}

// recipientParam returns the parameter by which the cmdlet names a recipient, "" for none.
func recipientParam(meta *catalog.Cmdlet) string {
	types := []string{
		"MailboxIdParameter", "RecipientIdParameter", "DistributionGroupIdParameter", "UserIdParameter", "MailUserIdParameter", "GroupIdParameter",
		"MailContactIdParameter", "UnifiedGroupIdParameter", "DynamicGroupIdParameter", "GeneralMailboxOrMailUserIdParameter",
		"DistributionGroupMemberIdParameter", "ContactIdParameter",
	}
	for _, name := range []string{"Identity", "Mailbox", "Group"} {
		if p, ok := meta.Param(name); ok && p.Env != 0 && slices.Contains(types, p.Type) {
			return p.Name
		}
	}
	return ""
}

// hidden is a scope in which one recipient does not exist; only is one in which it can be read.
type hidden struct{ id org.ID }

func (h hidden) CanRead(e *org.Entry) bool  { return e.ID != h.id }
func (h hidden) CanWrite(e *org.Entry) bool { return e.ID != h.id }

type readOnly struct{ id org.ID }

func (readOnly) CanRead(*org.Entry) bool      { return true }
func (r readOnly) CanWrite(e *org.Entry) bool { return e.ID != r.id }

// outcome is what a caller learns of a call, with what was asked for blotted out.
func outcome(r cmdlettest.Reply, identity string) string {
	var e *command.Error
	if !errors.As(r.Err, &e) {
		return fmt.Sprintf("%d objects, error %v", len(r.Objects), r.Err)
	}
	return strings.ReplaceAll(fmt.Sprintf("%d objects, %v %s %s: %s %s", len(r.Objects), e.Category, e.ID, e.Type, e.Message, e.Advice), identity, "…")
}

// S-49: a recipient outside of the caller's scope is absent, whatever name is used for it: the answer is
// that for a name that nobody has.
func TestS49OutsideTheScopeIsAbsent(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, family.Commands)
	tried := 0
	for _, meta := range built(func(string) bool { return true }) {
		param := recipientParam(meta)
		args := slices.Clone(needed(meta.Name))
		at := slices.Index(args, any(param))
		if param == "" || at < 0 {
			continue
		}
		e := resolved(w, args[at+1].(string))
		if e == nil {
			t.Errorf("%s needs a line in written: Contoso has no recipient %v", meta.Name, args[at+1])
			continue
		}
		scopes := []org.Scope{hidden{e.ID}}
		if changing(meta.Name) {
			scopes = append(scopes, readOnly{e.ID})
		}
		for _, name := range names(e) {
			for _, scope := range scopes {
				w.Scope = scope
				args[at+1] = name.absent
				absent := outcome(w.Run(meta.Name, args...), name.absent)
				args[at+1] = name.real
				w.Unchanged(meta.Name, func() {
					if got := outcome(w.Run(meta.Name, args...), name.real); got != absent {
						t.Errorf("%s by %s %T:\n%s\nabsent: %s", meta.Name, name.form, scope, got, absent)
					}
				})
				tried++
			}
		}
		w.Scope = nil
	}
	if tried < 50 {
		t.Errorf("only %d calls were tried", tried)
	}
}

// resolved returns the recipient that a text names, nil for none.
func resolved(w *cmdlettest.World, identity string) (e *org.Entry) {
	w.View(func(tx org.Tx) error {
		e, _ = directory.Resolve(tx, identity, func(*org.Entry) bool { return true })
		return nil
	})
	return e
}

type naming struct{ form, real, absent string }

// names returns the ways to name a recipient, each with a name of the same form that nobody has.
func names(e *org.Entry) []naming {
	list := []naming{
		{"GUID", e.ID.String(), "00000000-0000-4000-8000-00000000dead"},
		{"Alias", directory.Text(e, "Alias"), "nobody.here"},
	}
	if address := directory.Primary(e); address != "" {
		list = append(list, naming{"address", address, "nobody.here@contoso.com"})
	}
	return list
}

// S-55: no cmdlet takes a property that is not its parameter.
func TestS55MassAssignment(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, family.Commands)
	for _, meta := range built(changing) {
		for _, property := range []string{"Guid", "ExternalDirectoryObjectId", "OrganizationId", "DistinguishedName", "WhenChangedUTC", "ObjectClass"} {
			if p, ok := meta.Param(property); ok && strings.EqualFold(p.Name, property) {
				continue
			}
			w.Unchanged(meta.Name+" -"+property, func() {
				if r := w.Run(meta.Name, with(needed(meta.Name), property, "x")...); r.Err == nil {
					t.Errorf("%s took -%s", meta.Name, property)
				}
			})
		}
	}
}

// -WhatIf changes nothing, whatever the cmdlet.
func TestWhatIfChangesNothing(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, family.Commands)
	for _, meta := range built(changing) {
		if _, ok := meta.Param("WhatIf"); !ok {
			continue
		}
		w.Unchanged(meta.Name+" -WhatIf", func() {
			if r := w.Call(nil, command.Prefs{WhatIf: true}, meta.Name, needed(meta.Name)...); r.Err != nil && !visible(r.Err) {
				t.Errorf("%s -WhatIf: %v", meta.Name, r.Err)
			}
		})
	}
}

// F-10: what a cmdlet has answered is in the database's files. The arguments are those that change
// something; a cmdlet that fails with them needs a line in written.
func TestF10WhatIsAnsweredIsOnDisk(t *testing.T) {
	t.Parallel()
	for _, meta := range built(changing) {
		t.Run(meta.Name, func(t *testing.T) {
			t.Parallel()
			w := cmdlettest.New(t, family.Commands)
			w.As("navin@contoso.com")
			for _, call := range first(meta.Name) {
				w.Must(call[0].(string), call[1:]...)
			}
			before := len(w.Audited(meta.Name))
			if r := w.Run(meta.Name, needed(meta.Name)...); r.Err != nil {
				t.Fatal(r.Err)
			}
			if got := len(w.Audited(meta.Name)) - before; got != 1 {
				t.Errorf("%d audit records (F-12)", got)
			}
			w.Survives(meta.Name)
		})
	}
}

// A hash table of what to add and to remove is carried out or refused, never kept as its own name.
func TestHashTablesAreNotKeptAsText(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, family.Commands)
	for _, meta := range built(changing) {
		for _, p := range meta.Params {
			if p.Env == 0 || p.IsSwitch() {
				continue
			}
			r := w.Run(meta.Name, with(needed(meta.Name), p.Name, object.NewDict("Add", "hana"))...)
			if r.Err == nil && w.Keeps("Hashtable") {
				t.Errorf("%s -%s kept the name of a hash table", meta.Name, p.Name)
				w = cmdlettest.New(t, family.Commands)
			}
		}
	}
}

// scripts are texts for a filter that would do more than choose (S-52).
func scripts() []string {
	return []string{
		"{ rm }", "$(Get-Mailbox)", "Name.ToString() -eq 'x'", "[IO.File]::Delete('x')", "Name -eq $(whoami)", "& { 1 }",
		"Name -eq 'a'; Remove-Mailbox x", strings.Repeat("(", 10000) + "Name -eq 'x'" + strings.Repeat(")", 10000),
		"Name -like '" + strings.Repeat("*a", 5000) + "'", strings.Repeat("Name -eq 'x' -or ", 60000) + "Name -eq 'x'",
	}
}

// S-52: a filter is read by a parser of its own, which knows comparisons and nothing else.
func TestS52FiltersAreNotScripts(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, family.Commands)
	refused := 0
	for _, meta := range built(func(string) bool { return true }) {
		for _, p := range meta.Params {
			if p.Env == 0 || !strings.HasSuffix(p.Name, "Filter") || p.Type != "String" {
				continue
			}
			for _, text := range scripts() {
				begun := time.Now()
				before := w.Snapshot()
				r := w.Run(meta.Name, with(needed(meta.Name), p.Name, text)...)
				switch {
				case r.Err == nil && changing(meta.Name): // a comparison after all, which is kept as a text
					before = w.Snapshot()
				case r.Err != nil && !visible(r.Err):
					t.Errorf("%s -%s %.40q: %v", meta.Name, p.Name, text, r.Err)
				case r.Err != nil:
					refused++
				}
				w.Same(meta.Name+" -"+p.Name, before)
				if took := time.Since(begun); took > 20*time.Second {
					t.Errorf("%s -%s %.40q took %s", meta.Name, p.Name, text, took)
				}
			}
		}
	}
	if refused < 50 {
		t.Errorf("only %d filters were refused", refused)
	}
}

// F-10, F-11 and F-12: each cmdlet with a life of its own that changes something is broken at each of its
// writes by a test of its family ([cmdlettest.World.AllOrNothing]) in a file that says so.
func TestEveryChangeIsAllOrNothing(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("../*/*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var tests strings.Builder
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if text := string(data); strings.Contains(text, "F-11") {
			tests.WriteString(text)
		}
	}
	for _, meta := range built(changing) {
		if !strings.Contains(tests.String(), `"`+meta.Name+`"`) {
			t.Errorf("no test of F-11 breaks %s", meta.Name)
		}
	}
}
