package outbound

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emersion/go-smtp"

	"example.org/exosh/internal/mail/queue"
)

func TestMessageGoesToSmartHost(t *testing.T) {
	t.Parallel()
	sink := newSink(t, nil)
	got := send(t, dial(t, relay(sink)), outgoing(plainMessage, "sam@tailspin.example", "kim@tailspin.example"))
	for i, o := range got {
		if o.Status == nil || !o.Status.OK() || o.Status.Remote != "127.0.0.1" || o.Address != "127.0.0.1" || o.Relayed {
			t.Errorf("recipient %d: %+v", i, o)
		}
	}
	m := sink.messages()
	if len(m) != 1 || m[0].raw != plainMessage || m[0].from != "amara@contoso.example" || len(m[0].to) != 2 || m[0].hello != "mail.contoso.example" {
		t.Errorf("the sink got %+v", m)
	}
	if m[0].options.Size != int64(len(plainMessage)) || m[0].options.Body != smtp.Body8BitMIME || m[0].options.UTF8 {
		t.Errorf("MAIL had %+v", m[0].options)
	}
}

func reply(code int, enhanced smtp.EnhancedCode, text string) *smtp.SMTPError {
	return &smtp.SMTPError{Code: code, EnhancedCode: enhanced, Message: text}
}

// TestEveryRecipientHasItsOutcome: F-25, 4xx and 5xx beside 250.
func TestEveryRecipientHasItsOutcome(t *testing.T) {
	t.Parallel()
	sink := newSink(t, func(s *sink) {
		s.refuse = func(to string) *smtp.SMTPError {
			switch {
			case strings.HasPrefix(to, "gone"):
				return reply(550, smtp.EnhancedCode{5, 1, 10}, "no such mailbox")
			case strings.HasPrefix(to, "busy"):
				return reply(450, smtp.EnhancedCode{4, 2, 1}, "come back later")
			case strings.HasPrefix(to, "old"):
				return reply(552, smtp.NoEnhancedCode, "too many recipients")
			case strings.HasPrefix(to, "lies"):
				return reply(550, smtp.EnhancedCode{2, 1, 5}, "fine")
			}
			return nil
		}
	})
	got := send(t, dial(t, relay(sink)), outgoing(plainMessage,
		"old@a.example", "gone@a.example", "sam@a.example", "busy@a.example", "lies@a.example", "kim@a.example"))
	want := []string{"452 4.5.3", "550 5.1.10 no such mailbox", "250 2.0.0", "450 4.2.1 come back later", "550", "250 2.0.0"}
	for i, o := range got {
		if !strings.HasPrefix(o.Status.Error(), want[i]) {
			t.Errorf("recipient %d: %v, want %s", i, o.Status, want[i])
		}
	}
	if m := sink.messages(); len(m) != 1 || !slices.Equal(m[0].to, []string{"sam@a.example", "kim@a.example"}) {
		t.Errorf("the sink got %+v", m)
	}
}

func TestWhatTheServerSaysOfTheMessageCountsForAll(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*sink)
		want   string
	}{
		"sender refused": {func(s *sink) {
			s.mail = func(int) error { return reply(553, smtp.EnhancedCode{5, 1, 8}, "who are you") }
		}, "553 5.1.8 who are you"},
		"sender deferred": {func(s *sink) {
			s.mail = func(int) error { return reply(451, smtp.EnhancedCode{4, 7, 1}, "greylisted") }
		}, "451 4.7.1 greylisted"},
		"content refused": {func(s *sink) { s.final = func() error { return reply(554, smtp.EnhancedCode{5, 7, 1}, "spam") } }, "554 5.7.1 spam"},
		"disk full":       {func(s *sink) { s.final = func() error { return reply(452, smtp.EnhancedCode{4, 3, 1}, "no room") } }, "452 4.3.1 no room"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sink := newSink(t, c.change)
			l := dial(t, relay(sink))
			for range 2 { // and the connection stays of use
				for i, o := range send(t, l, outgoing(plainMessage, "sam@a.example", "kim@a.example")) {
					if o.Status.Error() != c.want {
						t.Errorf("recipient %d: %v", i, o.Status)
					}
				}
			}
			if sink.conns != 1 || len(sink.got) != 0 {
				t.Errorf("%d connections, %d messages", sink.conns, len(sink.got))
			}
		})
	}
}

func TestRecipientsBeyondTheServersLimitGoWithAnotherCopy(t *testing.T) {
	t.Parallel()
	for name, limit := range map[string]int{"100 of RFC 5321": 0, "30 of the server": 30} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sink := newSink(t, func(s *sink) { s.MaxRecipients = limit })
			var to []string
			for i := range 250 {
				to = append(to, fmt.Sprintf("r%d@tailspin.example", i))
			}
			for i, o := range send(t, dial(t, relay(sink)), outgoing(plainMessage, to...)) {
				if o.Status == nil || !o.Status.OK() {
					t.Errorf("recipient %d: %+v", i, o)
				}
			}
			var got []string
			for _, m := range sink.messages() {
				got = append(got, m.to...)
			}
			if slices.Sort(got); len(got) != 250 || len(slices.Compact(got)) != 250 {
				t.Errorf("%d recipients got it", len(got))
			}
		})
	}
}

func TestMessagesThatAServerCannotTake(t *testing.T) {
	t.Parallel()
	utf8 := func(o *queue.Outgoing) { o.Envelope.UTF8 = true }
	for name, c := range map[string]struct {
		change  func(*sink)
		raw, to string
		message func(*queue.Outgoing)
		want    string // enhanced code
	}{
		"too large":                       {change: func(s *sink) { s.MaxMessageBytes = 50 }, raw: plainMessage, want: "5.3.4"},
		"not too large":                   {change: func(s *sink) { s.MaxMessageBytes = 5000 }, raw: plainMessage, want: "2.0.0"},
		"bytes beyond ASCII":              {raw: "Subject: x\r\n\r\nTöner\r\n", want: "2.0.0"},
		"header beyond ASCII":             {raw: "Subject: Töner\r\n\r\n", message: utf8, want: "2.0.0"},
		"header beyond ASCII, no UTF8":    {change: noUTF8, raw: "Subject: Töner\r\n\r\n", message: utf8, want: "5.6.7"},
		"UTF8 that nothing needs":         {change: noUTF8, raw: plainMessage, message: utf8, want: "2.0.0"},
		"local part beyond ASCII":         {raw: plainMessage, to: "jürgen@tailspin.example", message: utf8, want: "2.0.0"},
		"local part beyond ASCII, no":     {change: noUTF8, raw: plainMessage, to: "jürgen@tailspin.example", message: utf8, want: "5.6.7"},
		"only the domain is beyond ASCII": {change: noUTF8, raw: plainMessage, to: "sam@bücher.example", message: utf8, want: "2.0.0"},
		"binary":                          {raw: plainMessage, message: func(o *queue.Outgoing) { o.Envelope.Body = "BINARYMIME" }, want: "5.6.1"},
		"bare LF (S-75)":                  {raw: "Subject: x\r\n\r\na\n.\nb\r\n", want: "5.6.0"},
		"bare CR (S-75)":                  {raw: "Subject: x\r\n\r\na\r.\rb\r\n", want: "5.6.0"},
		"CR at the end (S-75)":            {raw: "Subject: x\r\n\r\na\r", want: "5.6.0"},
		"line of 998":                     {raw: "Subject: x\r\n\r\n" + strings.Repeat("x", 998) + "\r\n", want: "2.0.0"},
		"line of 999":                     {raw: "Subject: x\r\n\r\n" + strings.Repeat("x", 999) + "\r\n", want: "5.6.0"},
		"no line end at the end":          {raw: "Subject: x\r\n\r\na", want: "2.0.0"},
		"nothing":                         {raw: "", want: "2.0.0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sink := newSink(t, c.change)
			if c.to == "" {
				c.to = "sam@tailspin.example"
			}
			o := outgoing(c.raw, c.to)
			if c.message != nil {
				c.message(o)
			}
			got := send(t, dial(t, relay(sink)), o)
			if s := got[0].Status; s == nil || s.Enhanced != c.want || s.Temporary() {
				t.Errorf("got %v, want %s", s, c.want)
			}
			if c.want != "2.0.0" && len(sink.messages()) > 0 {
				t.Errorf("the sink got %+v", sink.messages())
			}
		})
	}
}

func noUTF8(s *sink) { s.EnableSMTPUTF8 = false }
func noDSN(s *sink)  { s.EnableDSN = false }

// TestNotificationsArePassedOn: RFC 3461, 5.2.1.
func TestNotificationsArePassedOn(t *testing.T) {
	t.Parallel()
	o := outgoing(plainMessage, "sam@tailspin.example", "kim@tailspin.example")
	o.Envelope.Return, o.Envelope.ID = "HDRS", "order+1=x"
	o.Envelope.Recipients[0].Notify, o.Envelope.Recipients[0].Original = []string{"SUCCESS", "DELAY"}, "rfc822;Sam+1@old.example"
	o.Envelope.Recipients[1].Notify, o.Envelope.Recipients[1].Original = []string{"NEVER"}, "x-fax;49"
	sink := newSink(t, nil)
	send(t, dial(t, relay(sink)), o)
	m := sink.messages()[0]
	if m.options.Return != smtp.DSNReturnHeaders || m.options.EnvelopeID != "order+1=x" {
		t.Errorf("MAIL had %+v", m.options)
	}
	if r := m.rcpt[0]; r.OriginalRecipient != "Sam+1@old.example" || !slices.Equal(r.Notify, []smtp.DSNNotify{"SUCCESS", "DELAY"}) {
		t.Errorf("RCPT had %+v", r)
	}
	if r := m.rcpt[1]; r.OriginalRecipient != "" || !slices.Equal(r.Notify, []smtp.DSNNotify{"NEVER"}) {
		t.Errorf("RCPT had %+v", r)
	}
	deaf := newSink(t, noDSN)
	if got := send(t, dial(t, relay(deaf)), o); !got[0].Relayed {
		t.Errorf("the server knows no notifications: %+v", got[0])
	}
}

// TestConnectionIsUsedAgain: P-20 needs it.
func TestConnectionIsUsedAgain(t *testing.T) {
	t.Parallel()
	sink := newSink(t, nil)
	l := dial(t, relay(sink))
	for range 2*maxMessages + 1 {
		if got := send(t, l, outgoing(plainMessage, "sam@tailspin.example")); !got[0].Status.OK() {
			t.Fatal(got[0].Status)
		}
	}
	if sink.conns != 3 || len(sink.messages()) != 2*maxMessages+1 {
		t.Errorf("%d connections for %d messages", sink.conns, len(sink.messages()))
	}
}

// TestServerHadEnoughOfTheConnection: it is made anew, and nobody waits for the next try.
func TestServerHadEnoughOfTheConnection(t *testing.T) {
	t.Parallel()
	for name, enough := range map[string]error{
		"421": reply(421, smtp.EnhancedCode{4, 7, 0}, "enough for this connection"),
		"452": reply(452, smtp.EnhancedCode{4, 5, 3}, "enough for this connection"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sink := newSink(t, func(s *sink) {
				s.mail = func(n int) error {
					if n == 3 {
						return enough
					}
					return nil
				}
			})
			l := dial(t, relay(sink))
			for range 5 {
				if got := send(t, l, outgoing(plainMessage, "sam@tailspin.example")); !got[0].Status.OK() {
					t.Fatal(got[0].Status)
				}
			}
			if sink.conns != 2 || len(sink.messages()) != 5 {
				t.Errorf("%d connections for %d messages", sink.conns, len(sink.messages()))
			}
		})
	}
}

func TestWordsOfServersAreOneLine(t *testing.T) {
	t.Parallel()
	got := oneLine("a\r\nb\x00\x1b[31m\xff" + strings.Repeat("ü", maxText))
	if strings.ContainsAny(got, "\r\n\x00\x1b") || len(got) > maxText+3 || !strings.HasPrefix(got, "a b [31m?") {
		t.Errorf("got %q", got)
	}
}
