package server

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/prog"
)

// until waits for something that the worker of the mail queue, or another process, does by itself.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(60 * time.Second); !holds(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: it does not happen", what)
		}
	}
}

// What waits is seen, tried again and given up beside the running server, which tells the sender.
func TestMailQueueBesideTheServer(t *testing.T) {
	t.Parallel()
	s := start(t, func(o *Options) { o.Outbound, o.OutboundPrivate = "127.0.0.1:9", true }) // nobody answers at the port of discard
	sendMail(t, s, "pat@tailspin.example")
	queue := func(args ...string) string {
		t.Helper()
		code, out := administrate(t, append([]string{"--data", s.dir, "mail", "queue"}, args...)...)
		if code != prog.OK {
			t.Fatalf("%v: exit code %d: %s", args, code, out)
		}
		return out
	}
	var list string
	until(t, "the first try", func() bool {
		list = queue("list")
		return strings.Contains(list, "connection refused")
	})
	id, _, _ := strings.Cut(list, " ")
	if !strings.Contains(list, "host:127.0.0.1:9") || !strings.Contains(list, "-> pat@tailspin.example: Quarterly figures") {
		t.Errorf("the list is %s", list)
	}
	if out := queue("show", id); !strings.Contains(out, "Recipient    pat@tailspin.example") {
		t.Errorf("it is shown as %s", out)
	}
	if out := queue("retry", "all"); out != "1 item: tried at once.\n" {
		t.Errorf("retry says %q", out)
	}
	until(t, "the second try", func() bool { return !strings.Contains(queue("show", id), "Tries        1\n") })
	until(t, "to give it up", func() bool {
		code, out := administrate(t, "--data", s.dir, "mail", "queue", "remove", id)
		return code == prog.OK && strings.Contains(out, "is given up") // not while it is being tried
	})
	amara := account(t, s, "amara")
	bearer := token(t, s, amara)
	until(t, "the notice", func() bool {
		status, answer := invoke(t, s, bearer, s.Realms()[0].TenantID, "Get-MessageTrace", map[string]any{"RecipientAddress": amara.UPN, "Status": "Delivered"})
		rows, _ := answer["value"].([]any)
		return status == http.StatusOK && len(rows) == 1
	})
	if out := queue("list"); out != "The queue is empty.\n" {
		t.Errorf("left: %s", out)
	}
}
