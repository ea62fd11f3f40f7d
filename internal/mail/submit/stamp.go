package submit

import (
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"time"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/message"
	"example.org/exosh/internal/org"
)

// A stamp is what a message is given when it is accepted.
type stamp struct {
	id        org.ID
	at        time.Time
	messageID string
	changes   message.Changes
}

// fromOutside are the fields that a client must not set: they are ours, or nobody's.
func fromOutside() []string {
	return []string{"Return-Path", "Bcc", "Resent-Bcc", "X-MS-Exchange-*", "X-MS-Has-Attach", "X-Originating-IP", "Authentication-Results"}
}

// stamp makes what the header of a message becomes: a line of trace (RFC 5321, 4.4), what is missing
// (RFC 6409, 8), and nothing that only servers may say.
func (x *Sender) stamp(e *mail.Envelope, c *Content, v *Verdict, b *mailbox) (*stamp, error) {
	now := x.service.now()
	id, err := newID(x.service.random(), now)
	if err != nil {
		return nil, err
	}
	s := &stamp{id: id, at: now, messageID: c.Message.Header.MessageID()}
	s.changes.Remove = fromOutside()
	s.changes.Prepend = append(s.changes.Prepend, x.received(e, c, s))
	s.add("X-MS-Exchange-Organization-Network-Message-Id", org.IDText(id))
	s.add("X-MS-Exchange-Organization-AuthAs", "Internal")
	s.add("X-MS-Exchange-Organization-AuthSource", x.service.host())
	if s.messageID == "" {
		s.messageID = "<" + org.IDText(id) + "@" + x.service.host() + ">"
		s.replace("Message-ID", s.messageID)
	}
	if !c.Message.Header.Has("Date") {
		s.add("Date", message.DateText(now))
	}
	if v.From != "" {
		s.changes.Remove = append(s.changes.Remove, "From")
		s.changes.Prepend = append(s.changes.Prepend, addresses("From", v.From))
	}
	if v.Sender {
		own := message.Address{Name: directory.Text(b.entry, "DisplayName"), Address: directory.Primary(b.entry)}
		s.changes.Prepend = append(s.changes.Prepend, addresses("Sender", own.String()))
	}
	return s, nil
}

func (s *stamp) add(name, value string) {
	s.changes.Prepend = append(s.changes.Prepend, message.NewField(name, value))
}

func (s *stamp) replace(name, value string) {
	s.changes.Remove = append(s.changes.Remove, name)
	s.add(name, value)
}

// addresses returns a field of addresses, which hold no line ends, a line for each.
func addresses(name, list string) message.Field {
	return message.Field{Name: name, Raw: []byte(name + ": " + strings.ReplaceAll(list, ", ", ",\r\n ") + "\r\n")}
}

// received returns the trace field, a clause to a line.
func (x *Sender) received(e *mail.Envelope, c *Content, s *stamp) message.Field {
	with, tls := "ESMTPA", ""
	if c.Cipher != "" {
		with, tls = "ESMTPSA", " ("+c.Cipher+")"
	}
	if e.UTF8 {
		with = "UTF8" + strings.TrimPrefix(with, "E") // RFC 6531, 4.3
	}
	raw := fmt.Sprintf("Received: from %s (%s)\r\n by %s with %s%s\r\n id %s;\r\n %s\r\n",
		hello(c.Hello), x.from(), x.service.host(), with, tls, org.IDText(s.id), message.DateText(s.at))
	return message.Field{Name: "Received", Raw: []byte(raw)}
}

// from is the client's address as trace fields have it.
func (x *Sender) from() string {
	switch {
	case !x.Address.IsValid():
		return "unknown"
	case x.Address.Is6():
		return "[IPv6:" + x.Address.String() + "]"
	}
	return "[" + x.Address.String() + "]"
}

// hello is how a client called itself, if that can be shown.
func hello(name string) string {
	strange := func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.:-_[]", r)
	}
	if name == "" || len(name) > 255 || strings.ContainsFunc(name, strange) {
		return "unknown"
	}
	return name
}

// newID returns a UUID of version 7 (RFC 9562, 5.7): milliseconds, 12 bits of their fraction, randomness.
func newID(random io.Reader, now time.Time) (id org.ID, err error) {
	if _, err := io.ReadFull(random, id[8:]); err != nil {
		return id, fmt.Errorf("make a message's id: %w", err)
	}
	us := uint64(now.UnixMicro())
	binary.BigEndian.PutUint64(id[:8], us/1000<<16|7<<12|us%1000*4096/1000)
	id[8] = id[8]&0x3f | 0x80
	return id, nil
}
