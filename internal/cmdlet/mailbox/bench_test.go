package mailbox_test

import (
	"fmt"
	"testing"

	"example.org/exosh/command"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// P-07 and P-11: one mailbox, and a page of a thousand of many.
func BenchmarkGetMailbox(b *testing.B) {
	w := world(b)
	if err := w.Store.Update(w.Context("fill"), fillMailboxes(5000)); err != nil {
		b.Fatal(err)
	}
	for name, f := range map[string]func(){
		"one":    func() { w.Must("Get-Mailbox", "Identity", "navin@contoso.com") },
		"page":   func() { w.Page(&command.Page{Limit: 1000}, "Get-Mailbox", "ResultSize", "Unlimited") },
		"filter": func() { w.Must("Get-Mailbox", "Filter", "CustomAttribute1 -eq 'CC-1000'") },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				f()
			}
		})
	}
}

func fillMailboxes(n int) func(org.Tx) error {
	return func(tx org.Tx) error {
		home, err := directory.Load(tx)
		if err != nil {
			return err
		}
		plan, err := directory.PlanFor(tx, directory.UserMailbox, "")
		if err != nil {
			return err
		}
		for i := range n {
			alias := fmt.Sprintf("bulk%05d", i)
			id := func(kind string) org.ID { return org.SeedID(home.Tenant, kind+alias) }
			e, a, err := directory.MakeMailbox(tx, home, directory.NewMailbox{
				Details: directory.UserMailbox, Name: "Bulk " + alias, Alias: alias, UPN: alias + "@contoso.com", Plan: plan,
				ID: id("r"), Account: id("a"), Mailbox: id("m"), ArchiveID: id("x"),
			})
			if err != nil {
				return err
			}
			if err := org.PutAccount(tx, a); err != nil {
				return err
			}
			if err := directory.Save(tx, e); err != nil {
				return err
			}
		}
		return nil
	}
}
