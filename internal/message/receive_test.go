package message

import (
	"errors"
	"io"
	"strings"
	"testing"
)

func TestReceiveRefuses(t *testing.T) {
	t.Parallel()
	header := "From: a@contoso.com\r\n"
	for name, test := range map[string]struct {
		text string
		kind Kind
	}{
		"S-75 bare LF in the body":   {header + "\r\nhello\n.\nMAIL FROM:<x@y>\r\n", BareLF},
		"S-75 bare CR in the body":   {header + "\r\nhello\r.\rmore\r\n", BareCR},
		"S-75 bare CR at the end":    {header + "\r\nhello\r\n.\r", BareCR},
		"S-75 zero byte":             {header + "\r\nhello\x00.\r\n", NUL},
		"bare LF in the header":      {"From: a@contoso.com\nX: y\r\n\r\n", BareLF},
		"S-82 8-bit in a header":     {"Subject: gr\xfc\xdfe\r\n\r\n", EightBit},
		"S-82 a header of 1 MB":      {strings.Repeat("X: "+strings.Repeat("y", 997)+"\r\n", 1000) + "\r\n", LargeHeader},
		"S-82 10,000 Received":       {strings.Repeat("Received: by x\r\n", 10_000) + "\r\n", Loop},
		"no field":                   {header + "hello world\r\nFrom: b@contoso.com\r\n\r\n", BadHeader},
		"a line of a MB in the body": {header + "\r\n" + strings.Repeat("x", 1<<20) + "\r\n", LongLine},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Receive(strings.NewReader(test.text), DefaultLimits())
			var e *Error
			if !errors.As(err, &e) || e.Kind != test.kind {
				t.Errorf("got %v, want an error of kind %s", err, test.kind)
			}
		})
	}
}

func TestReceiveKeepsEveryByte(t *testing.T) {
	t.Parallel()
	text := "From: a@contoso.com\r\nSubject: =?utf-8?q?gr=C3=BC=C3=9Fe?=\r\n\r\n" + strings.Repeat("0123456789\r\n", 300_000)
	m, err := Receive(strings.NewReader(text), DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	got, err := io.ReadAll(m.Open())
	if err != nil || string(got) != text {
		t.Errorf("read back %d bytes of %d, error %v", len(got), len(text), err)
	}
	if m.Header.Subject() != "grüße" {
		t.Errorf("subject %q", m.Header.Subject())
	}
}
