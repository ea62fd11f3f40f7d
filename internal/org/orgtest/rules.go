package orgtest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.org/exosh/command"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

var recipients = []string{org.KindRecipient}

func (s suite) resolve(t *testing.T) {
	st, _ := s.one(t)
	a, b := Mailbox(contoso, "Navin Rao"), Mailbox(contoso, "Ünïcode")
	for _, e := range []*org.Entry{a, b} {
		e.Props.Set("DisplayName", "Same Name")
		e.Props.Set("ExternalDirectoryObjectId", org.SeedID(contoso, "oid"+e.Sort))
		e.Keys = org.RecipientKeys(e.Props)
	}
	Put(t, st, contoso, a, b)
	dn, _ := a.Props.Get("DistinguishedName")
	legacy, _ := a.Props.Get("LegacyExchangeDN")
	canonical, _ := a.Props.Get("Identity")
	view(t, st, As(t.Context(), contoso, ""), func(tx org.Tx) error {
		for _, id := range []string{
			"navin rao", " Navin Rao ", "NAVIN.RAO@CONTOSO.COM", "smtp:Navin.Rao@contoso.onmicrosoft.com", org.IDText(a.ID), "{" + org.IDText(a.ID) + "}",
			strings.ReplaceAll(strings.ToUpper(org.IDText(a.ID)), "-", ""), org.IDText(org.SeedID(contoso, "oidNavin Rao")),
			object.String(dn), object.String(legacy), object.String(canonical),
		} {
			e, err := org.Resolve(tx, recipients, id)
			if err != nil {
				t.Errorf("%q: %v", id, err)
			} else if e.ID != a.ID {
				t.Errorf("%q is %s", id, e.Sort)
			}
		}
		if e, err := org.Resolve(tx, recipients, "U\u0308NÏCODE"); err != nil || e.ID != b.ID {
			t.Errorf("Ünïcode: %v", err)
		}
		for _, id := range []string{"", "nobody", "nobody@contoso.com", org.IDText(contoso), strings.Repeat("x", 1<<20)} {
			var e *command.Error
			_, err := org.Resolve(tx, recipients, id)
			if !errors.As(err, &e) || e.Category != command.ObjectNotFound || !org.IsNotFound(err) || len(id) < 100 && !strings.Contains(e.Message, "'"+id+"'") {
				t.Errorf("%.40q: %v", id, err)
			}
		}
		if _, err := org.Resolve(tx, []string{org.KindRole}, "Navin Rao"); !org.IsNotFound(err) {
			t.Errorf("of another kind: %v", err)
		}
		var e *command.Error
		if _, err := org.Resolve(tx, recipients, "same name"); !errors.As(err, &e) || org.IsNotFound(err) || !strings.Contains(e.Message, org.IDText(b.ID)) {
			t.Errorf("ambiguous: %v", err)
		}
		return nil
	})
}

// A scope that shows whose names begin with "r" or "w" and lets those with "w" be written.
type letters struct{}

func (letters) CanRead(e *org.Entry) bool  { return strings.ContainsAny(e.Sort[:1], "rw") }
func (letters) CanWrite(e *org.Entry) bool { return e.Sort[0] == 'w' }

func (s suite) scoped(t *testing.T) {
	st, _ := s.one(t)
	Put(t, st, contoso, Mailbox(contoso, "readable"), Mailbox(contoso, "writable"), Mailbox(contoso, "hidden"), thing("hidden"))
	sc := org.Scoped(st)
	ctx := org.WithCaller(t.Context(), &org.Caller{Tenant: contoso, Actor: "a", Scope: letters{}, Cause: &org.Cause{Operation: "x"}})
	view(t, sc, ctx, func(tx org.Tx) error {
		if got := names(t, tx.Find(org.Query{Kind: org.KindRecipient})); !slices.Equal(got, []string{"readable", "writable"}) {
			t.Errorf("find: %v", got)
		}
		if got := names(t, tx.Find(org.Query{Kind: "thing"})); len(got) != 1 {
			t.Errorf("find of a kind without scopes: %v", got)
		}
		if _, err := tx.Get(org.KindRecipient, Mailbox(contoso, "hidden").ID); !errors.Is(err, org.ErrNotFound) {
			t.Errorf("get: %v", err)
		}
		return nil
	})
	change := func(identity string) error {
		return sc.Update(ctx, func(tx org.Tx) error {
			e, err := org.Resolve(tx, recipients, identity)
			if err != nil {
				return err
			}
			e.Props.Set("CustomAttribute1", "x")
			return tx.Put(e)
		})
	}
	remove := func(identity string) error {
		return sc.Update(ctx, func(tx org.Tx) error {
			e, err := org.Resolve(tx, recipients, identity)
			if err != nil {
				return err
			}
			return tx.Delete(e.Kind, e.ID)
		})
	}
	for _, identity := range []string{"NOBODY", "%s@contoso.com", "smtp:%s@contoso.onmicrosoft.com", " %s"} {
		absent := strings.ReplaceAll(identity, "%s", "absent")
		for _, present := range []string{strings.ReplaceAll(identity, "%s", "hidden"), strings.ReplaceAll(identity, "%s", "readable")} {
			for verb, do := range map[string]func(string) error{"change": change, "remove": remove} {
				want := strings.ReplaceAll(fmt.Sprintf("%+v", facts(do(absent))), absent, present)
				if got := fmt.Sprintf("%+v", facts(do(present))); got != want {
					t.Errorf("%s %q\n got %s\nwant %s", verb, present, got, want)
				}
			}
		}
	}
	if err := change("writable"); err != nil {
		t.Errorf("within scope: %v", err)
	}
	err := sc.Update(ctx, func(tx org.Tx) error {
		e, err := org.Resolve(tx, recipients, "writable")
		if err != nil {
			return err
		}
		e.Sort = "readable2"
		return tx.Put(e)
	})
	var e *command.Error
	if !errors.As(err, &e) || e.Category != command.PermissionDenied {
		t.Errorf("moved out of scope: %v", err)
	}
	if err := sc.Update(ctx, func(tx org.Tx) error { return tx.Put(Mailbox(contoso, "new")) }); !errors.As(err, &e) {
		t.Errorf("created out of scope: %v", err)
	}
	if err := sc.Update(ctx, func(tx org.Tx) error { return tx.Put(Mailbox(contoso, "wnew")) }); err != nil {
		t.Errorf("created within scope: %v", err)
	}
}

// What a caller sees of an error.
func facts(err error) command.Error {
	var e *command.Error
	if !errors.As(err, &e) {
		return command.Error{Message: fmt.Sprint(err)}
	}
	f := *e
	f.Err = nil
	return f
}

// S-53: text that would be SQL is text.
func (s suite) injection(t *testing.T) {
	st, clock := s.one(t)
	Put(t, st, contoso, thing("victim"))
	ctx := As(t.Context(), contoso, "x")
	for i, text := range payloads() {
		update(t, st, ctx, func(tx org.Tx) error {
			e := thing(fmt.Sprint("p", i), org.Key{Space: text, Value: text, Unique: true})
			e.Kind, e.Sort, e.Props = text, text, props(text, text)
			k := &org.Ticket{Class: text, Key: text, Owner: text, Expires: clock.Now().Add(1e9)}
			if err := errors.Join(tx.Put(e), tx.PutTicket(k)); err != nil {
				return fmt.Errorf("%q: %w", text, err)
			}
			n := 0
			for range tx.ByKey(text, text) {
				n++
			}
			for range tx.Find(org.Query{Kind: text, Prefix: text}) {
				n++
			}
			for range tx.Tickets(text, text) {
				n++
			}
			for range tx.AuditLog(org.AuditQuery{Text: text, Actors: []string{text}, Operations: []string{text}}) {
				n += 100
			}
			if n != 3 {
				t.Errorf("%q: %d found", text, n)
			}
			return errors.Join(tx.Delete(text, e.ID), tx.DeleteTicket(text, text))
		})
	}
	view(t, st, ctx, func(tx org.Tx) error {
		if got := names(t, tx.Find(org.Query{Kind: "thing"})); !slices.Equal(got, []string{"victim"}) {
			t.Errorf("entries: %v", got)
		}
		return nil
	})
	if err := st.VerifyAudit(t.Context(), contoso); err != nil {
		t.Error(err)
	}
}

// Makes about two hundred texts out of the ways to leave a string and the ways to go on.
func payloads() []string {
	var list []string
	for _, quote := range []string{"'", `"`, "`", "''", `\'`, "')", "'))", "\x00'", "%'", "$1", "?1", ":x", "]", "ʼ"} {
		for _, rest := range []string{
			"", " OR 1=1 --", "; DROP TABLE entry; --", " UNION SELECT * FROM ticket --", "/*", "||(SELECT hash FROM audit)||",
			" OR tenant <> '' --", "; DELETE FROM entry WHERE 1=1; --", "; PRAGMA writable_schema=1; --", "; ROLLBACK; --", "; RELEASE one; --",
		} {
			list = append(list, "x"+quote+rest)
		}
	}
	return append(list, "_", "%", "*", "x' AND randomblob(1000000000) --", "victim")
}
