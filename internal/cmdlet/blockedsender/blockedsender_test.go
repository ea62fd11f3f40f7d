package blockedsender_test

import (
	"testing"

	"example.org/exosh/internal/cmdlet/blockedsender"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

const kofi = "kofi@contoso.com"

func TestGetAndRemove(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, blockedsender.Commands)
	for name, c := range map[string]struct {
		args []any
		want int
	}{
		"all": {nil, 1}, "by address": {[]any{"SenderAddress", "KOFI@contoso.com"}, 1}, "another": {[]any{"SenderAddress", "olivia@contoso.com"}, 0},
	} {
		if got := w.Must("Get-BlockedSenderAddress", c.args...); len(got) != c.want {
			t.Errorf("%s: %d senders, want %d", name, len(got), c.want)
		}
	}
	o := w.Must("Get-BlockedSenderAddress")[0]
	for property, want := range map[string]string{"SenderAddress": kofi, "Reason": "OutboundSpamLast24Hours=212;OutboundMailLast24Hours=240"} {
		if v, _ := o.Get(property); object.String(v) != want {
			t.Errorf("%s is %v, want %s", property, v, want)
		}
	}
	for name, args := range map[string][]any{
		"not blocked":    {"SenderAddress", "olivia@contoso.com"},
		"another reason": {"SenderAddress", kofi, "Reason", "x"},
	} {
		if r := w.Run("Remove-BlockedSenderAddress", args...); !org.IsNotFound(r.Err) {
			t.Errorf("%s: %v", name, r.Err)
		}
	}
	w.Must("Remove-BlockedSenderAddress", "SenderAddress", kofi)
	if left := w.Must("Get-BlockedSenderAddress"); len(left) != 0 {
		t.Errorf("%d senders are left", len(left))
	}
	if rows := w.Audited("Remove-BlockedSenderAddress"); len(rows) != 1 {
		t.Errorf("%d audit records of one change (F-12)", len(rows))
	}
}

// F-11 and F-12.
func TestEveryWriteIsAllOrNothing(t *testing.T) {
	t.Parallel()
	f := &cmdlettest.Fragile{}
	w := cmdlettest.New(t, f.Over(blockedsender.Commands))
	w.AllOrNothing(f, cmdlettest.Change{Cmdlet: "Remove-BlockedSenderAddress", Args: []any{"SenderAddress", kofi}, Writes: 1})
}

type limit struct{}

func (limit) CanRead(e *org.Entry) bool  { return directory.Text(e, "Alias") != "kofi" }
func (limit) CanWrite(e *org.Entry) bool { return true }

// S-49: who is out of sight is not on the list.
func TestScope(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, blockedsender.Commands)
	w.Scope = limit{}
	if got := w.Must("Get-BlockedSenderAddress"); len(got) != 0 {
		t.Errorf("%d senders are seen", len(got))
	}
	if r := w.Run("Remove-BlockedSenderAddress", "SenderAddress", kofi); !org.IsNotFound(r.Err) {
		t.Error(r.Err)
	}
}
