package shell

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/internal/message"
	"example.org/exosh/internal/smtpclient"
	"example.org/exosh/object"
)

// A mailLetter collects the arguments of Send-MailMessage: those of each object of the pipeline add to it.
type mailLetter struct {
	to, cc, bcc, replyTo []string
	from, subject, body  string
	html                 bool
	priority, encoding   string
	files                []string
	notify               []string
}

// add takes the arguments of one object.
func (m *mailLetter) add(a command.Args, absolute func(string) string) error {
	for _, l := range []struct {
		name string
		list *[]string
	}{{"To", &m.to}, {"Cc", &m.cc}, {"Bcc", &m.bcc}, {"ReplyTo", &m.replyTo}} {
		for _, text := range texts(a, l.name) {
			if !slices.Contains(*l.list, text) {
				*l.list = append(*l.list, text)
			}
		}
	}
	for _, path := range texts(a, "Attachments") {
		path = absolute(strings.TrimPrefix(path, `Microsoft.PowerShell.Core\FileSystem::`))
		if !slices.Contains(m.files, path) {
			m.files = append(m.files, path)
		}
	}
	m.from, m.subject, m.body = a.Text("From"), a.Text("Subject"), a.Text("Body")
	m.html, m.priority, m.encoding = a.Flag("BodyAsHtml"), a.Text("Priority"), encodingName(a)
	var err error
	m.notify, err = notifyOf(texts(a, "DeliveryNotificationOption"))
	return err
}

// encodingName is the name of -Encoding, which may be an object such as [System.Text.Encoding]::UTF8.
func encodingName(a command.Args) string {
	v, _ := a.Get("Encoding")
	if name, ok := object.Get(v, "WebName"); ok {
		return object.String(name)
	}
	return a.Text("Encoding")
}

// notifyOf reads System.Net.Mail.DeliveryNotificationOptions, which are flags: 'OnSuccess, OnFailure'.
func notifyOf(list []string) ([]string, error) {
	words := map[string]string{"none": "", "onsuccess": "SUCCESS", "onfailure": "FAILURE", "delay": "DELAY", "never": "NEVER"}
	var out []string
	for word := range strings.SplitSeq(strings.Join(list, ","), ",") {
		word = strings.TrimSpace(word)
		notify, ok := words[strings.ToLower(word)]
		if !ok && word != "" {
			return nil, invalid("CannotConvertArgumentNoMessage", word, "-DeliveryNotificationOption has %q; it can have None, OnSuccess, OnFailure, Delay and Never.", word)
		}
		if notify != "" && !slices.Contains(out, notify) {
			out = append(out, notify)
		}
	}
	if len(out) > 1 && slices.Contains(out, "NEVER") {
		return nil, invalid("InvalidNotification", nil, "-DeliveryNotificationOption Never goes with nothing else.")
	}
	return out, nil
}

// draft is the letter that the arguments make.
func (m *mailLetter) draft(now time.Time) (*smtpclient.Letter, error) {
	l := &smtpclient.Letter{Subject: m.subject, Priority: m.priority, Files: m.files, Date: now}
	if strings.ContainsAny(m.subject, "\r\n") {
		return nil, invalid("InvalidSubject", m.subject, "-Subject holds the end of a line, which a subject cannot.")
	}
	from, err := mailAddresses("From", []string{m.from})
	if err != nil {
		return nil, err
	}
	if len(from) != 1 {
		return nil, invalid("FormatException", m.from, "-From is %q; it has to be one address.", m.from)
	}
	l.From = from[0]
	for _, x := range []struct {
		name string
		from []string
		to   *[]message.Address
	}{{"To", m.to, &l.To}, {"Cc", m.cc, &l.Cc}, {"Bcc", m.bcc, &l.Bcc}, {"ReplyTo", m.replyTo, &l.ReplyTo}} {
		if *x.to, err = mailAddresses(x.name, x.from); err != nil {
			return nil, err
		}
	}
	if len(l.To)+len(l.Cc)+len(l.Bcc) == 0 {
		return nil, &command.Error{Category: command.InvalidOperation, ID: "InvalidOperationException", Type: "System.InvalidOperationException",
			Message: "A recipient must be specified.", Advice: "Add -To, -Cc or -Bcc."}
	}
	return l, m.words(l)
}

// words puts the body into the letter. Messages are written in UTF-8, which holds what the encodings of scripts
// hold; ASCII loses the rest, as it does in PowerShell.
func (m *mailLetter) words(l *smtpclient.Letter) error {
	body := m.body
	switch strings.ToLower(m.encoding) {
	case "", "utf8", "utf8nobom", "utf8bom", "utf-8", "default":
	case "ascii", "us-ascii":
		body, l.Subject = onlyASCII(body), onlyASCII(l.Subject)
	default:
		return &command.Error{Category: command.NotImplemented, ID: "NotSupported", Type: "System.NotSupportedException", Target: m.encoding,
			Message: fmt.Sprintf("-Encoding %s is not supported: messages are written in UTF-8.", m.encoding), Advice: "Leave -Encoding out; UTF8 holds every character."}
	}
	if m.html {
		l.HTML = body
	} else {
		l.Text = body
	}
	return nil
}

func onlyASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x80 {
			return '?'
		}
		return r
	}, s)
}

// mailAddresses reads the addresses of a parameter.
func mailAddresses(parameter string, list []string) ([]message.Address, error) {
	var out []message.Address
	for _, text := range list {
		parsed, err := message.ParseAddresses(text)
		if err != nil || len(parsed) == 0 {
			return nil, &command.Error{Category: command.InvalidType, ID: "FormatException", Type: "System.FormatException", Target: text,
				Message: fmt.Sprintf("-%s has %q, which is not an e-mail address.", parameter, text), Advice: "Write olivia@contoso.com, or 'Olivia Martin <olivia@contoso.com>'."}
		}
		out = append(out, parsed...)
	}
	return out, nil
}

// unreadable is the error of an attachment.
func unreadable(err error) error {
	var p *fs.PathError
	if !errors.As(err, &p) {
		return err
	}
	e := &command.Error{Category: command.ReadError, ID: "AttachmentUnreadable", Type: "System.IO.IOException", Target: p.Path, Err: err,
		Message: fmt.Sprintf("The attachment %s cannot be read: %v.", p.Path, p.Err)}
	if errors.Is(err, fs.ErrNotExist) {
		e.Category, e.ID, e.Type = command.ObjectNotFound, "PathNotFound", "System.IO.FileNotFoundException"
		e.Message, e.Advice = fmt.Sprintf("There is no file %s to attach.", p.Path), "Check the path, and where the session is (Get-Location)."
	}
	return e
}
