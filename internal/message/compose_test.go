package message

import (
	"bytes"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"time"
)

// zeros is randomness that is not any.
type zeros struct{ n byte }

func (z *zeros) Read(p []byte) (int, error) {
	z.n++
	for i := range p {
		p[i] = z.n
	}
	return len(p), nil
}

func compose(t testing.TB, d Draft) *Received {
	t.Helper()
	var b bytes.Buffer
	if err := Compose(&b, d, &zeros{}); err != nil {
		t.Fatal(err)
	}
	if _, err := mail.ReadMessage(bytes.NewReader(b.Bytes())); err != nil {
		t.Errorf("the standard library reads it not: %v", err)
	}
	return receive(t, b.String(), func(l *Limits) { l.Line = 998 })
}

func names(h Header) string {
	var list []string
	for _, f := range h {
		list = append(list, f.Name)
	}
	return strings.Join(list, " ")
}

func TestComposePlain(t *testing.T) {
	t.Parallel()
	m := compose(t, Draft{
		From: []Address{{Name: "Amara Nwosu", Address: "amara@contoso.com"}}, To: []Address{{Address: "olivia@contoso.com"}, {Name: "Jörg, Dr.", Address: "joerg@x.de"}},
		Subject: "grüße", Date: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), MessageID: "<1@contoso.com>", Text: "one\n.\nFrom two ü\r\nthree" + strings.Repeat(" x", 2000),
		Extra: []Field{NewField("Importance", "high")},
	})
	if got := names(m.Header); got != "From To Subject Date Message-ID Importance MIME-Version Content-Type Content-Transfer-Encoding" {
		t.Errorf("fields: %s", got)
	}
	if got, _ := m.Text(m.View().Text, 1<<20); got != "one\r\n.\r\nFrom two ü\r\nthree"+strings.Repeat(" x", 2000) {
		t.Errorf("text: %q", got)
	}
	to, err := m.Header.Addresses("To")
	if err != nil || len(to) != 2 || to[1].Name != "Jörg, Dr." || m.Header.Subject() != "grüße" || m.Header.MessageID() != "<1@contoso.com>" {
		t.Errorf("to %v, %v, subject %q", to, err, m.Header.Subject())
	}
	if d, ok := m.Header.Date(); !ok || d.Hour() != 9 {
		t.Errorf("date %v", d)
	}
	if m.EightBit {
		t.Error("it is not 7-bit")
	}
}

func TestComposeParts(t *testing.T) {
	t.Parallel()
	file := strings.Repeat("0123456789", 1000)
	m := compose(t, Draft{
		From: []Address{{Address: "a@x.com"}}, To: []Address{{Address: "b@x.com"}}, Text: "words", HTML: `<p>words <img src="cid:i@x">`,
		Attachments: []Attachment{
			{Name: "Bericht ü \"1\".pdf", Type: "application/pdf", Data: strings.NewReader(file)}, {Name: "i.png", Type: "image/png", ContentID: "i@x", Data: strings.NewReader("pixels")},
		},
	})
	var kinds []string
	for _, p := range m.Root.Leaves() {
		kinds = append(kinds, p.Type)
	}
	if got := strings.Join(kinds, " "); m.Root.Type != "multipart/mixed" || m.Root.Parts[0].Type != "multipart/related" || got != "text/plain text/html image/png application/pdf" {
		t.Fatalf("parts: %s", got)
	}
	v := m.View()
	if len(v.Attachments) != 2 || v.Attachments[0].ContentID() != "i@x" || v.Attachments[1].Filename() != "Bericht ü \"1\".pdf" || all(t, m.Content(v.Attachments[1])) != file {
		t.Errorf("attachments: %v", v.Attachments)
	}
}

// S-77: whatever a name, a subject or a file name holds, it begins no header line.
func TestS77NothingBeginsAHeaderLine(t *testing.T) {
	t.Parallel()
	for _, evil := range []string{"x\r\nBcc: all@contoso.com", "x\nBcc: y", "x\rBcc: y", "x\x00\x0b\x0c\u0085Bcc: y", "x\u2028Bcc: y", "=?utf-8?q?x=0D=0ABcc:_y?=", "x\r\n\r\n<script>", strings.Repeat("x", 5000) + "\r\nBcc: y", "\xff\xfe\r\nBcc: y"} {
		m := compose(t, Draft{
			From: []Address{{Name: evil, Address: "a@x.com"}}, To: []Address{{Name: evil, Address: "b@x.com"}}, Subject: evil, Text: evil,
			Extra: []Field{NewField("X-Priority", evil)}, Attachments: []Attachment{{Name: evil[:min(len(evil), 60)] + "\r\nBcc: y", Data: strings.NewReader("x")}},
		})
		if got := names(m.Header); got != "From To Subject X-Priority MIME-Version Content-Type" {
			t.Errorf("%q: fields %s", evil, got)
		}
		p := m.Root.Parts[1]
		if got := names(p.Header); len(m.Root.Parts) != 2 || strings.Contains(got, "Bcc") {
			t.Errorf("%q: fields of the attachment %s", evil, got)
		}
		for _, f := range slices.Concat(m.Header, p.Header) {
			for line := range strings.SplitSeq(string(f.Raw), "\r\n") {
				if len(line) > 998 || strings.ContainsAny(line, "\r\n\x00") {
					t.Errorf("%q: the line %.100q has %d bytes", evil, line, len(line))
				}
			}
		}
	}
}

func TestComposeRefuses(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]Draft{
		"two addresses in one":        {To: []Address{{Address: "a@x.com>, <b@x.com"}}},
		"a line end in an address":    {To: []Address{{Address: "a@x.com>\r\nBcc: <b@x.com"}}},
		"no domain":                   {From: []Address{{Address: "nobody"}}},
		"no sender":                   {Sender: &Address{}},
		"an encoded word":             {To: []Address{{Address: "=?utf-8?q?a?=@x.com"}}},
		"a line end in a message id":  {MessageID: "<1@x>\r\nBcc: y"},
		"two message ids":             {MessageID: "<1@x><2@x>"},
		"a line end in a content id":  {Attachments: []Attachment{{ContentID: "x>\r\nBcc: y"}}},
		"a name of 256 bytes":         {Attachments: []Attachment{{Name: strings.Repeat("x", 256)}}},
		"a line end in a media type":  {Attachments: []Attachment{{Type: "text/plain\r\nBcc: y"}}},
		"a multipart as a media type": {Attachments: []Attachment{{Type: "multipart/mixed"}}},
	} {
		if d.From == nil {
			d.From = []Address{{Address: "a@x.com"}}
		}
		var b bytes.Buffer
		if err := Compose(&b, d, &zeros{}); err == nil {
			t.Errorf("%s is written: %s", name, b.String())
		}
	}
}

func TestComposeReport(t *testing.T) {
	t.Parallel()
	original := crlf("Subject: lost\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nwörds\n--b--\n")
	for _, header := range []bool{false, true} {
		r := Report{
			From: Address{Name: "Microsoft Outlook", Address: "postmaster@contoso.com"}, To: Address{Address: "amara@contoso.com"}, Subject: "Undeliverable: lost", MessageID: "<2@contoso.com>",
			Text: "It could not be delivered.", HTML: "<p>It could not be delivered.", Message: []Field{NewField("Reporting-MTA", "dns;contoso.com")},
			Recipients: [][]Field{{NewField("Final-Recipient", "rfc822;x@y.z"), NewField("Action", "failed"), NewField("Status", "5.1.1")}}, Original: strings.NewReader(original), Header: header,
		}
		var b bytes.Buffer
		if err := ComposeReport(&b, r, &zeros{}); err != nil {
			t.Fatal(err)
		}
		m := receive(t, b.String())
		third := "message/rfc822"
		if header {
			third = "text/rfc822-headers"
		}
		p := m.Root.Parts
		if m.Root.Type != "multipart/report" || m.Root.Params["report-type"] != "delivery-status" || len(p) != 3 || p[1].Type != "message/delivery-status" || p[2].Type != third {
			t.Fatalf("%s", outline(t, m, m.Root))
		}
		if got := all(t, m.Raw(p[1])); got != "Reporting-MTA: dns;contoso.com\r\n\r\nFinal-Recipient: rfc822;x@y.z\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n" {
			t.Errorf("status %q", got)
		}
		if got := all(t, m.Raw(p[2])); got != original {
			t.Errorf("original %q", got)
		}
		if m.Header.Get("Auto-Submitted") != "auto-replied" {
			t.Error("Auto-Submitted is missing (RFC 3834)")
		}
	}
}

func FuzzCompose(f *testing.F) {
	f.Add("Amara", "amara@contoso.com", "Subject", "text\n.\n", "file.txt")
	f.Add("x\r\nBcc: y", `"a b"@x.com`, "=?utf-8?q?x?=", "--b\n", "ü\"\\.txt")
	f.Fuzz(func(t *testing.T, name, address, subject, text, file string) {
		d := Draft{From: []Address{{Name: name, Address: address}}, To: []Address{{Address: "b@x.com"}}, Subject: subject, Text: text, Attachments: []Attachment{{Name: file, Data: strings.NewReader(text)}}}
		var b bytes.Buffer
		if err := Compose(&b, d, &zeros{}); err != nil {
			return
		}
		l := DefaultLimits()
		l.UTF8 = !isASCII([]byte(address))
		m, err := Receive(&b, l)
		if err != nil {
			t.Fatal(err)
		}
		defer m.Close()
		if got := names(m.Header); !strings.HasPrefix(got, "From To Subject MIME-Version Content-Type") {
			t.Fatalf("fields: %s", got)
		}
		if got, want := m.Header.Subject(), strings.Trim(oneLine(subject), " "); got != want {
			t.Fatalf("the subject %q became %q", want, got)
		}
		if got := all(t, m.Content(m.View().Attachments[0])); got != text {
			t.Fatalf("the file %q became %q", text, got)
		}
		from, err := m.Header.Addresses("From")
		if err != nil || len(from) != 1 || from[0].Address != address {
			t.Fatalf("%q became %v, %v", address, from, err)
		}
	})
}
