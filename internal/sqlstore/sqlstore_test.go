package sqlstore_test

import (
	"context"
	"path/filepath"
	"testing"

	"example.org/exosh/internal/org"
	"example.org/exosh/internal/sqlstore"
	"example.org/exosh/object"
)

func open(t testing.TB, o sqlstore.Options) *sqlstore.Store {
	t.Helper()
	if o.Path == "" {
		o.Path = filepath.Join(t.TempDir(), "exosh.db")
	}
	s, err := sqlstore.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

var tenant = org.SeedID(org.ID{}, "contoso")

func caller(ctx context.Context, operation string) context.Context {
	return org.WithCaller(ctx, &org.Caller{Tenant: tenant, Actor: "navin@contoso.com", Cause: &org.Cause{Operation: operation}})
}

func mailbox(name string) *org.Entry {
	props := &object.Object{}
	props.Set("Name", name)
	props.Set("Alias", name)
	props.Set("Guid", org.SeedID(tenant, name))
	props.Set("PrimarySmtpAddress", object.SmtpAddress(name+"@contoso.com"))
	return &org.Entry{
		Kind: org.KindRecipient, ID: org.SeedID(tenant, name), Sort: name, Props: props, Keys: org.RecipientKeys(props),
	}
}

func TestPutGet(t *testing.T) {
	t.Parallel()
	s := open(t, sqlstore.Options{})
	ctx := caller(t.Context(), "New-Mailbox")
	if err := s.Update(ctx, func(tx org.Tx) error { return tx.Put(mailbox("navin")) }); err != nil {
		t.Fatal(err)
	}
	err := s.View(ctx, func(tx org.Tx) error {
		e, err := org.Resolve(tx, []string{org.KindRecipient}, "NAVIN@contoso.com")
		if err != nil {
			return err
		}
		if e.Version != 1 || object.String(e.Props.Props[0].Value) != "navin" {
			t.Errorf("got %+v", e)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.VerifyAudit(ctx, tenant); err != nil {
		t.Error(err)
	}
	if err := s.Health(ctx); err != nil {
		t.Error(err)
	}
}
