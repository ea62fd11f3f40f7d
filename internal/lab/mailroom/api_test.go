package mailroom

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

const plain = "From: Amara <amara@contoso.com>\nTo: olivia@contoso.com\nSubject: Lunch =?utf-8?q?gr=C3=BC=C3=9Fe?=\nMessage-ID: <1@contoso.com>\n\nAt noon, https://contoso.com/menu.\n"

func TestListSelects(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(plain, "olivia@contoso.com")
	w.deliver(strings.Replace(plain, "Lunch", "Dinner", 1), "hana@contoso.com", "guest@tailspin.example")
	for query, want := range map[string]string{
		"":                               "Dinner grüße, Lunch grüße",
		"?to=olivia@contoso.com":         "Lunch grüße",
		"?to=OLIVIA@CONTOSO.COM":         "Lunch grüße",
		"?to=guest@tailspin.example":     "Dinner grüße",
		"?to=nobody@contoso.com":         "",
		"?from=amara@contoso.com":        "Dinner grüße, Lunch grüße",
		"?from=hana@contoso.com":         "",
		"?subject=GRÜSSE":                "",
		"?subject=lUNCH":                 "Lunch grüße",
		"?mailbox=hana@contoso.com":      "Dinner grüße",
		"?mailbox=outbox":                "Dinner grüße",
		"?mailbox=jonas@contoso.com":     "",
		"?q=tailspin":                    "Dinner grüße",
		"?limit=1":                       "Dinner grüße",
		"?since=1h&subject=dinner":       "Dinner grüße",
		"?since=2100-01-01T00:00:00Z":    "",
		"?to=olivia@contoso.com&q=lunch": "Lunch grüße",
	} {
		var got []string
		for _, m := range read[listJSON](w, "/lab/api/messages"+query).Messages {
			got = append(got, m.Subject)
		}
		if s := strings.Join(got, ", "); s != want {
			t.Errorf("%q: got %q, want %q", query, s, want)
		}
	}
}

func TestGroupMailboxHasItsName(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(plain, "lighthouse@contoso.com")
	for _, query := range []string{"", "?mailbox=lighthouse@contoso.com", "?to=lighthouse@contoso.com"} {
		list := read[listJSON](w, "/lab/api/messages"+query).Messages
		if len(list) != 1 || len(list[0].Deliveries) != 1 {
			t.Fatalf("%q: %+v", query, list)
		}
		if d := list[0].Deliveries[0]; d.Mailbox != "lighthouse@contoso.com" || d.Folder != "Inbox" {
			t.Errorf("%q: in %s of %s", query, d.Folder, d.Mailbox)
		}
	}
}

func TestEqualRefusalsAreShownOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	said := func(text string) mail.Line { return mail.Line{From: "S", Text: text} }
	w.room.Record(mail.Conversation{ID: org.ID{7}, Lines: []mail.Line{
		said("452 4.5.3 Too many recipients"), said("250 2.1.5 Recipient OK"), said("452 4.5.3 Too many recipients"), said("421 4.4.2 Too fast"),
	}})
	page := w.body("/lab/connections")
	if strings.Count(page, "452 4.5.3") != 1 || !strings.Contains(page, "2 times") || !strings.Contains(page, "421 4.4.2 Too fast") {
		t.Errorf("page: %s", page)
	}
}

func TestQueriesAreChecked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for query, want := range map[string]string{
		"messages?too=x": `no parameter \"too\"`, "messages?limit=0": "from 1 to 500", "messages?limit=501": "from 1 to 500",
		"messages?since=yesterday": "since is a time", "messages?to=a&to=b": "given 2 times", "messages?timeout=3s": "no parameter",
		"wait?timeout=3h": "at most 2m0s", "wait?timeout=-1s": "timeout is a duration", "wait?timeout=999999999999": "timeout is",
	} {
		rec := w.get("/lab/api/" + query)
		if rec.Code != http.StatusBadRequest || !strings.Contains(rec.Body.String(), want) {
			t.Errorf("%s: got %d %s", query, rec.Code, rec.Body)
		}
	}
	for _, path := range []string{"messages/x", "messages/00000000-0000-0000-0000-000000000000", "messages/x/raw", "connections/x"} {
		if rec := w.get("/lab/api/" + path); rec.Code != http.StatusNotFound {
			t.Errorf("%s: got %d %s", path, rec.Code, rec.Body)
		}
	}
}

func TestMessageAsJSON(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := org.IDText(w.deliver(plain, "olivia@contoso.com"))
	m := read[detailJSON](w, "/lab/api/messages/"+id)
	if m.Text == nil || !strings.HasPrefix(m.Text.Content, "At noon") || !m.Text.Complete || m.HTML != nil {
		t.Errorf("text %+v, html %+v", m.Text, m.HTML)
	}
	if m.Envelope.From != "amara@contoso.com" || len(m.Envelope.Recipients) != 1 || m.Envelope.Recipients[0].Status != "Delivered" {
		t.Errorf("envelope %+v", m.Envelope)
	}
	if len(m.Deliveries) != 1 || m.Deliveries[0] != (deliveryJSON{"olivia@contoso.com", "Inbox", "olivia@contoso.com", false}) {
		t.Errorf("deliveries %+v", m.Deliveries)
	}
	if len(m.Headers) != 4 || m.Headers[2].Value != "Lunch grüße" || len(m.Links) != 1 || m.Links[0] != "https://contoso.com/menu" {
		t.Errorf("headers %+v, links %q", m.Headers, m.Links)
	}
	if raw := w.body("/lab/api/messages/" + id + "/raw"); raw != strings.ReplaceAll(plain, "\n", "\r\n") {
		t.Errorf("raw %q", raw)
	}
}

func TestEmptyTakesEverythingOutOfOneMailbox(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(plain, "olivia@contoso.com", "hana@contoso.com", "guest@tailspin.example")
	remove := func(query, origin string) int {
		rec, q := httptest.NewRecorder(), httptest.NewRequest(http.MethodDelete, "/lab/api/messages"+query, nil)
		if origin != "" {
			q.Header.Set("Origin", origin)
		}
		w.room.ServeHTTP(rec, q)
		return rec.Code
	}
	for _, x := range []struct {
		query, origin string
		want          int
	}{
		{"", "", 400}, {"?mailbox=nobody@contoso.com", "", 404}, {"?mailbox=hana@contoso.com", "https://evil.example", 403},
		{"?mailbox=hana@contoso.com", "", 204}, {"?mailbox=outbox", "http://example.com", 204},
	} {
		if got := remove(x.query, x.origin); got != x.want {
			t.Errorf("DELETE %s: %d, want %d", x.query, got, x.want)
		}
	}
	list := read[listJSON](w, "/lab/api/messages").Messages
	if len(list) != 1 || len(list[0].Deliveries) != 1 || list[0].Deliveries[0].Mailbox != "olivia@contoso.com" {
		t.Errorf("left: %+v", list)
	}
}
