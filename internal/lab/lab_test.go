package lab

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

var people = []Account{
	{UPN: "navin@contoso.com", Password: "pw-1", TOTPSecret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", Note: "administrator"},
	{UPN: "adele@contoso.com", Password: "pw-2", Phone: "+15550100"},
}

// The secret and the code are the example of RFC 6238, appendix B, cut to six digits.
func TestCodeIsThatOfRFC6238(t *testing.T) {
	t.Parallel()
	code, left, ok := people[0].Code(time.Unix(59, 0))
	if !ok || code != "287082" || left != time.Second {
		t.Errorf("got %q, %v, %v", code, left, ok)
	}
	if _, _, ok := people[1].Code(time.Unix(59, 0)); ok {
		t.Error("an account without an app has a code")
	}
}

func TestFindTakesUPNOrLocalPart(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"NAVIN", "navin@contoso.com"} {
		if a, err := Find(people, name); err != nil || a.UPN != "navin@contoso.com" {
			t.Errorf("Find(%q) = %v, %v", name, a.UPN, err)
		}
	}
	if _, err := Find(people, "nobody"); err == nil || !strings.Contains(err.Error(), "adele@contoso.com") {
		t.Errorf("err = %v", err)
	}
}

func TestInboxWaitsForAMessage(t *testing.T) {
	t.Parallel()
	now := time.Unix(1000, 0)
	b := &Inbox{Now: func() time.Time { return now }}
	got := make(chan Message, 1)
	go func() {
		m, _ := b.Last(context.Background(), "+15550100", now)
		got <- m
	}()
	_ = b.Send(context.Background(), "+15550199", "for somebody else")
	_ = b.Send(context.Background(), "+15550100", "123456")
	if m := <-got; m.Text != "123456" {
		t.Errorf("got %q", m.Text)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := b.Last(ctx, "+15550100", now.Add(time.Second)); !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v", err)
	}
}

func TestInboxForgetsTheOldest(t *testing.T) {
	t.Parallel()
	b := &Inbox{}
	for range inboxLimit + 5 {
		_ = b.Send(context.Background(), "+1", "x")
	}
	if n := len(b.Messages()); n != inboxLimit {
		t.Errorf("%d messages", n)
	}
}

// S-40: what people wrote is text, never markup.
func TestS40PageEscapes(t *testing.T) {
	t.Parallel()
	b := &Inbox{}
	_ = b.Send(context.Background(), "+1", "<script>alert(1)</script>")
	p := &Page{Organization: "<b>Contoso", Accounts: people, Inbox: b, Now: func() time.Time { return time.Unix(59, 0) }}
	w := httptest.NewRecorder()
	p.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/lab", nil))
	body := w.Body.String()
	for _, bad := range []string{"<script>", "<b>Contoso"} {
		if strings.Contains(body, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	if !strings.Contains(body, "287082") {
		t.Error("the page does not show the live code")
	}
	if csp := w.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "frame-ancestors 'none'") {
		t.Errorf("CSP %q", csp)
	}
	w = httptest.NewRecorder()
	p.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/lab", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST answers %d", w.Code)
	}
}
