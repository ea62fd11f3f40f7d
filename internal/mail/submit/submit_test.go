package submit

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

const olivia = "olivia@contoso.com"

// One message, and everything that is stored of it.
func TestSubmit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	x := w.sender(olivia)
	id, err := x.send(t, olivia, "From: Olivia <olivia@contoso.com>\r\nTo: amara@contoso.com\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nBcc: hidden@contoso.com\r\nReturn-Path: <x@y.example>\r\nX-MS-Exchange-Organization-SCL: -1\r\nAuthentication-Results: contoso.com; spf=pass",
		"amara@contoso.com", "AMARA@contoso.com", "someone@tailspin.example")
	if err != nil {
		t.Fatal(err)
	}
	list := w.queued()
	if len(list) != 1 || list[0].Message != id || list[0].Stage != mail.Accepted || len(list[0].Envelope.Recipients) != 3 || list[0].Envelope.Sender != olivia {
		t.Fatalf("queued: %+v", list)
	}
	w.mail(func(m mail.Tx) error {
		got, err := m.Message(id)
		if err != nil {
			return err
		}
		if got.Subject != "Grüße" || got.From != olivia || got.Submitter != x.Mailbox || got.FromIP != "203.0.113.5" || !got.Received.Equal(w.Now) || got.Size != int64(len(w.read(id))+2) {
			t.Errorf("message: %+v", got)
		}
		total, err := m.Submitted(x.Mailbox, w.Now.Add(-time.Minute))
		if want := (mail.Total{Messages: 1, Recipients: 2, External: 1}); total != want {
			t.Errorf("counted: %+v, want %+v", total, want)
		}
		return err
	})
	raw := w.read(id)
	for _, want := range []string{
		"Received: from printer.local ([203.0.113.5])\r\n by smtp.contoso.com with ESMTPSA (TLS1.3, TLS_AES_128_GCM_SHA256)\r\n id " + org.IDText(id) + ";",
		"X-MS-Exchange-Organization-Network-Message-Id: " + org.IDText(id), "X-MS-Exchange-Organization-AuthAs: Internal",
		"Message-ID: <" + org.IDText(id) + "@smtp.contoso.com>", "\r\nDate: ", "\r\n\r\nHello.",
	} {
		if !strings.Contains(raw, want) {
			t.Errorf("no %q in\n%s", want, raw)
		}
	}
	for _, gone := range []string{"Bcc", "hidden@", "Return-Path", "SCL", "spf="} {
		if strings.Contains(raw, gone) {
			t.Errorf("%q in\n%s", gone, raw)
		}
	}
	if w.woken.Load() != 1 {
		t.Errorf("the queue was woken %d times", w.woken.Load())
	}
}

// A subject may be as long as the header: what is kept beside the message is not, and is one line (S-77).
func TestLongSubject(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, err := w.sender(olivia).send(t, olivia, "From: olivia@contoso.com\r\nSubject: =?utf-8?q?a=0D=0ABcc:_b=1B[m?=\r\n "+strings.Repeat("=?utf-8?q?"+strings.Repeat("=C3=BC", 10)+"?=\r\n ", 900)+"end", "amara@contoso.com")
	if err != nil {
		t.Fatal(err)
	}
	w.mail(func(m mail.Tx) error {
		got, err := m.Message(id)
		if err == nil && (len(got.Subject) > 1010 || !strings.HasPrefix(got.Subject, "a  Bcc: b [m") || !utf8.ValidString(got.Subject)) {
			t.Errorf("%d bytes: %q", len(got.Subject), got.Subject)
		}
		return err
	})
	if !strings.Contains(w.read(id), "end\r\n") {
		t.Error("the message's own subject was cut")
	}
}
