package outbound

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/emersion/go-smtp"
	"golang.org/x/net/idna"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/queue"
)

// maxRecipients is how many recipients a server has to take at a time (RFC 5321, 4.5.3.1.8).
const maxRecipients = 100

// A delivery is one message on its way over a session.
type delivery struct {
	*session
	envelope *mail.Envelope
	content  *content
	outcomes []queue.Outcome
}

// errStale says that a server had enough of a connection before it heard of the message.
var errStale = errors.New("the server had enough of the connection")

// run sends the message to the recipients that have no outcome yet, in as many transactions as that takes.
func (d *delivery) run() error {
	if s := d.unfit(); s != nil {
		d.all(s)
		return nil
	}
	var waiting []int
	for i := range d.outcomes {
		if d.outcomes[i].Status == nil {
			waiting = append(waiting, i)
		}
	}
	for len(waiting) > 0 {
		n := min(len(waiting), maxRecipients)
		left, err := d.transaction(waiting[:n])
		if err != nil {
			return err
		}
		waiting = append(left, waiting[n:]...)
	}
	return nil
}

// unfit returns why the server can not take the message at all; nil where it may.
func (d *delivery) unfit() *mail.Status {
	has := func(extension string) bool { ok, _ := d.client.Extension(extension); return ok }
	why := func(enhanced, text string) *mail.Status {
		s := refuse(554, enhanced, d.host+" "+text)
		return s
	}
	if most, ok := d.client.MaxMessageSize(); ok && most > 0 && d.content.size > int64(most) {
		return why("5.3.4", fmt.Sprintf("takes messages of %d bytes at most, and this one has %d", most, d.content.size))
	}
	if d.envelope.Body == "BINARYMIME" {
		return why("5.6.1", "would get a binary message, which is not supported: send it with base64 encoding")
	}
	if d.content.eightBit && !has("8BITMIME") {
		return why("5.6.3", "does not take messages with bytes beyond ASCII: send it with quoted-printable or base64 encoding")
	}
	if d.needsUTF8() && !has("SMTPUTF8") {
		return why("5.6.7", "does not take addresses and headers in UTF-8")
	}
	return nil
}

// needsUTF8 says whether the envelope or the header has what only SMTPUTF8 allows (RFC 6531).
func (d *delivery) needsUTF8() bool {
	beyond := func(r mail.Recipient) bool { return !ascii(asciiAddress(r.Address)) }
	return d.content.header8Bit || !ascii(asciiAddress(d.envelope.Sender)) || slices.ContainsFunc(d.envelope.Recipients, beyond)
}

// transaction sends the message to some recipients. It returns those that the server takes with another copy
// only. With an error the connection is broken.
func (d *delivery) transaction(to []int) (left []int, err error) {
	if err := d.client.Mail(asciiAddress(d.envelope.Sender), d.mailOptions()); err != nil {
		if s := statusOf(err, d.host); d.sent > 0 && (s == nil || s.Temporary()) {
			return nil, fmt.Errorf("%s: %w: %w", d.host, errStale, err)
		}
		return nil, d.note(to, err)
	}
	d.sent++
	accepted, left, err := d.recipients(to)
	if err != nil {
		return nil, err
	}
	if len(accepted) == 0 {
		return left, d.client.Reset()
	}
	return left, d.data(accepted)
}

// recipients names the recipients to the server.
func (d *delivery) recipients(to []int) (accepted, left []int, err error) {
	for n, i := range to {
		r := &d.envelope.Recipients[i]
		err := d.client.Rcpt(asciiAddress(r.Address), d.rcptOptions(r))
		switch s := statusOf(err, d.host); {
		case err == nil:
			accepted = append(accepted, i)
		case ends(s):
			return nil, nil, d.note(append(accepted, to[n:]...), err)
		case s == nil:
			return nil, nil, d.note(nil, err)
		case tooMany(s) && len(accepted) > 0:
			return accepted, slices.Clone(to[n:]), nil
		default:
			if s.Code == 552 { // RFC 5321, 4.5.3.1.10: what old servers say for 452
				s.Code, s.Enhanced = 452, "4.5.3"
			}
			d.outcomes[i] = d.outcome(s)
		}
	}
	return accepted, nil, nil
}

// tooMany says whether a server may mean that it takes no more recipients with this copy.
func tooMany(s *mail.Status) bool { return s.Code == 452 || s.Code == 552 }

// data sends the message itself. What the server says of it at the end is said of all that it accepted.
func (d *delivery) data(to []int) error {
	d.client.CommandTimeout = d.times.Data
	w, err := d.client.Data()
	d.client.CommandTimeout = d.times.Command
	if err != nil {
		if err := d.note(to, err); err != nil {
			return err
		}
		return d.client.Reset()
	}
	if err := d.content.copyTo(w); err != nil {
		return fmt.Errorf("the connection to %s broke in the middle of the message: %w", d.host, err)
	}
	reply, err := w.CloseWithResponse()
	if err == nil {
		d.each(to, accepted(reply.StatusText, d.host))
		return nil
	}
	if statusOf(err, d.host) == nil {
		return fmt.Errorf("%s did not say whether it took the message, which may arrive twice now: %w", d.host, err)
	}
	return d.note(to, err)
}

// note keeps what the server said of some recipients. It returns an error if the connection can not be used any
// more: it broke, the server closes it, or it says what makes no sense.
func (d *delivery) note(to []int, err error) error {
	s := statusOf(err, d.host)
	if s == nil {
		return fmt.Errorf("the connection to %s broke: %w", d.host, err)
	}
	d.each(to, s)
	if ends(s) {
		return fmt.Errorf("%s: %w", d.host, s)
	}
	return nil
}

func (d *delivery) each(to []int, s *mail.Status) {
	for _, i := range to {
		d.outcomes[i] = d.outcome(s)
	}
}

func (d *delivery) all(s *mail.Status) {
	for i := range d.outcomes {
		d.outcomes[i] = d.outcome(s)
	}
}

func (d *delivery) outcome(s *mail.Status) queue.Outcome {
	knows, _ := d.client.Extension("DSN")
	return queue.Outcome{Status: s, Address: d.ip, TLS: d.tls, Relayed: s.OK() && !knows}
}

func (d *delivery) mailOptions() *smtp.MailOptions {
	o := &smtp.MailOptions{Size: d.content.size, UTF8: d.needsUTF8(), Return: smtp.DSNReturn(d.envelope.Return)}
	if printable(d.envelope.ID) {
		o.EnvelopeID = d.envelope.ID
	}
	return o
}

// rcptOptions passes on what was asked for of notifications (RFC 3461, 5.2.1).
func (d *delivery) rcptOptions(r *mail.Recipient) *smtp.RcptOptions {
	o := &smtp.RcptOptions{}
	for _, n := range r.Notify {
		o.Notify = append(o.Notify, smtp.DSNNotify(n))
	}
	kind, address, _ := strings.Cut(r.Original, ";")
	switch kind := smtp.DSNAddressType(strings.ToUpper(kind)); {
	case kind == smtp.DSNAddressTypeRFC822 && printable(address), kind == smtp.DSNAddressTypeUTF8 && address != "":
		o.OriginalRecipientType, o.OriginalRecipient = kind, address
	}
	return o
}

func printable(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
}

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > '~' })
}

// asciiAddress returns an address with its domain in A-labels where that makes it ASCII (RFC 6531, 3.2).
func asciiAddress(address string) string {
	at := strings.LastIndexByte(address, '@')
	if at < 0 || ascii(address) || !ascii(address[:at]) {
		return address
	}
	domain, err := idna.Lookup.ToASCII(address[at+1:])
	if err != nil {
		return address
	}
	return address[:at+1] + domain
}
