package mailbox_test

import (
	"testing"

	"example.org/exosh/command"
)

// P-10, P-12: a page of an unlimited listing with all properties has fewer objects than one of few
// properties, so that neither side holds much; together the pages are everything, each object once. A
// listing with a limit has whole pages.
func TestPagesAreBounded(t *testing.T) {
	t.Parallel()
	w := world(t)
	if err := w.Store.Update(w.Context("fill"), fillMailboxes(300)); err != nil {
		t.Fatal(err)
	}
	seen, after, pages := map[string]bool{}, "", 0
	for {
		r := w.Page(&command.Page{Limit: 1000, After: after}, "Get-Mailbox", "ResultSize", "Unlimited")
		if r.Err != nil || len(r.Objects)*len(r.Objects[0].Props) > 50_000 {
			t.Fatalf("a page of %d objects, %v", len(r.Objects), r.Err)
		}
		for _, o := range r.Objects {
			id, _ := o.Get("Alias")
			seen[id.(string)] = true
		}
		if pages, after = pages+1, r.Next; after == "" {
			break
		}
	}
	few := w.Page(&command.Page{Limit: 1000, Select: []string{"Alias", "Name"}}, "Get-Mailbox", "ResultSize", "Unlimited")
	if pages < 2 || len(few.Objects) != len(seen) || few.Next != "" {
		t.Errorf("%d mailboxes on %d pages; %d of few properties on one, then %q", len(seen), pages, len(few.Objects), few.Next)
	}
	if limited := w.Page(&command.Page{Limit: 1000}, "Get-Mailbox"); len(limited.Objects) != len(seen) {
		t.Errorf("%d mailboxes on the page of a listing with a limit, want %d", len(limited.Objects), len(seen))
	}
}
