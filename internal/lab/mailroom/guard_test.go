package mailroom

import (
	"strings"
	"testing"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/message"
	"example.org/exosh/internal/org"
)

// S-21: what happens in other organisations of the server is no concern of the room.
func TestS21OtherOrganisations(t *testing.T) {
	t.Parallel()
	r := &Room{Tenant: org.ID{1}}
	x, err := r.waiting.join()
	if err != nil {
		t.Fatal(err)
	}
	r.Arrived(org.ID{2}, []org.ID{{9}})
	if ids, all, _ := r.waiting.take(x); len(ids) != 0 || all || len(x.wake) != 0 {
		t.Errorf("woken for %v", ids)
	}
	r.Arrived(r.Tenant, []org.ID{{8}})
	if ids, _, _ := r.waiting.take(x); len(ids) != 1 {
		t.Errorf("woken for %v", ids)
	}
	for i, tenant := range []org.ID{{}, {1}, {2}} {
		r.Record(mail.Conversation{ID: org.ID{byte(i)}, Tenant: tenant})
	}
	if list := r.recorded.newest(); len(list) != 2 || list[0].Tenant != r.Tenant {
		t.Errorf("kept %+v", list)
	}
}

// One who waits keeps no more arrivals than that many; then everything is looked at.
func TestPendingIsBounded(t *testing.T) {
	t.Parallel()
	var w waiting
	x, err := w.join()
	if err != nil {
		t.Fatal(err)
	}
	for range mostPending {
		w.tell([]org.ID{{1}})
	}
	if len(x.pending) != mostPending || x.all {
		t.Errorf("%d are kept", len(x.pending))
	}
	w.tell([]org.ID{{1}})
	w.tell([]org.ID{{1}})
	if len(x.pending) != 0 || !x.all {
		t.Errorf("%d are kept beyond the bound", len(x.pending))
	}
}

// A part's name leads to no other folder, whatever it says.
func TestFileNames(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`../../etc/passwd`: "_.._etc_passwd", `..\..\x.exe`: "_.._x.exe", `a:b*c?d`: "a_b_c_d", "..": "part-3", "": "part-3",
	} {
		raw := "Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"" + strings.ReplaceAll(in, `\`, `\\`) + "\"\r\n\r\nx\r\n"
		m, err := message.Read(strings.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if got := fileName(m.Root, 3); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
		m.Close()
	}
}
