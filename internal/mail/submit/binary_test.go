package submit

import (
	"strings"
	"testing"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/message"
)

// S-75: what came as binary is stored and goes on as lines, which every server takes.
func TestS75BinaryGoesOnAsLines(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	x := w.sender(olivia)
	limits := message.DefaultLimits()
	limits.Binary = true
	m, err := message.Receive(strings.NewReader("From: olivia@contoso.com\r\nContent-Transfer-Encoding: binary\r\n\r\nbare\nline\r\n.\r\n\x00"), limits)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	e := &mail.Envelope{Sender: olivia, Recipients: []mail.Recipient{{Address: "guest@tailspin.example"}}, Body: "BINARYMIME"}
	if err := x.Mail(t.Context(), e, 0); err != nil {
		t.Fatal(err)
	}
	id, err := x.Submit(t.Context(), e, &Content{Message: m})
	if err != nil {
		t.Fatal(err)
	}
	if list := w.queued(); len(list) != 1 || list[0].Envelope.Body != "8BITMIME" {
		t.Errorf("queued: %+v", list)
	}
	if raw := w.read(id); !strings.HasSuffix(raw, "Content-Transfer-Encoding: base64\r\n\r\nYmFyZQpsaW5lDQouDQoA") {
		t.Errorf("stored: %q", raw)
	}
}
