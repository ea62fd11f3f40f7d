package queue_test

import (
	"testing"
)

// A message goes into its recipients' inboxes and the sender's Sent Items, and its trace says so.
func TestLocal(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	m := w.send("amara", "jonas@contoso.com", "nobody@contoso.com")
	if got := w.inbox("jonas"); got != "Message 1" {
		t.Errorf("inbox: %s", got)
	}
	if got := w.sent("amara"); got != "Message 1" {
		t.Errorf("sent: %s", got)
	}
	if got := w.traces(m); got != "jonas@contoso.com Delivered, nobody@contoso.com Failed" {
		t.Error(got)
	}
	if got := w.inbox("amara"); got != "Undeliverable: Message 1" {
		t.Errorf("inbox: %s", got)
	}
	t.Log(w.notice("amara"))
	if q := w.queued(); len(q) != 0 {
		t.Errorf("%d left", len(q))
	}
}
