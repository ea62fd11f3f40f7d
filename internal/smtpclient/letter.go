package smtpclient

import (
	"crypto/rand"
	"fmt"
	"io"
	"mime"
	"path/filepath"
	"strings"
	"time"

	"example.org/exosh/internal/message"
)

// A Letter is a message that a person writes, with the files that go with it.
type Letter struct {
	From        message.Address
	ReplyTo     []message.Address
	To, Cc, Bcc []message.Address
	Subject     string
	Text, HTML  string // one of them, or both
	Priority    string // "High", "Low"; "" and "Normal" say nothing
	Files       []string
	Date        time.Time
	// Open opens a file by its path.
	Open func(path string) (io.ReadCloser, error)
	// Random is where boundaries come from; nil means the system's.
	Random io.Reader

	most int64 // bytes of the message; 0 means maxLetter
}

// maxLetter is the largest message that is written, in bytes: what Exchange Online takes at the very most.
const maxLetter = 150 << 20

// Envelope is the letter's envelope, with the size of the message. It reads the files once.
func (l *Letter) Envelope() (Envelope, error) {
	size := counter{}
	if err := l.Write(&size); err != nil {
		return Envelope{}, err
	}
	e := Envelope{From: l.From.Address, Size: size.n, Wide: size.wide}
	for _, list := range [][]message.Address{l.To, l.Cc, l.Bcc} {
		for _, a := range list {
			if !holds(e.To, a.Address) {
				e.To = append(e.To, a.Address)
			}
		}
	}
	return e, nil
}

func holds(list []string, address string) bool {
	for _, a := range list {
		if strings.EqualFold(a, address) {
			return true
		}
	}
	return false
}

// Reader returns the message. Errors of files come from it.
func (l *Letter) Reader() io.Reader {
	r, w := io.Pipe()
	return &lazy{r: r, start: func() {
		go func() { w.CloseWithError(l.Write(w)) }()
	}}
}

// lazy begins to write with the first read, so that a letter which nobody reads leaves nothing behind.
type lazy struct {
	r     *io.PipeReader
	start func()
}

func (l *lazy) Read(p []byte) (int, error) {
	if l.start != nil {
		l.start()
		l.start = nil
	}
	return l.r.Read(p)
}

// Close ends a letter that was not read to its end.
func (l *lazy) Close() error { return l.r.Close() }

// Write writes the message.
func (l *Letter) Write(w io.Writer) error {
	random := l.Random
	if random == nil {
		random = rand.Reader
	}
	d := message.Draft{From: []message.Address{l.From}, ReplyTo: l.ReplyTo, To: l.To, Cc: l.Cc, Subject: l.Subject, Date: l.Date,
		Extra: priority(l.Priority), Text: l.Text, HTML: l.HTML}
	for _, path := range l.Files {
		f, err := l.Open(path)
		if err != nil {
			return fmt.Errorf("attach %s: %w", path, err)
		}
		defer f.Close()
		d.Attachments = append(d.Attachments, message.Attachment{Name: filepath.Base(path), Type: mediaType(path), Data: f})
	}
	limit := l.most
	if limit == 0 {
		limit = maxLetter
	}
	return message.Compose(&bounded{w: w, left: limit}, d, random)
}

// mediaType is the type of a file by its name.
func mediaType(path string) string {
	kind, _, err := mime.ParseMediaType(mime.TypeByExtension(filepath.Ext(path)))
	if err != nil || strings.HasPrefix(kind, "multipart/") || strings.HasPrefix(kind, "message/") {
		return "application/octet-stream"
	}
	return kind
}

// priority are the fields that mail programs show a priority by.
func priority(p string) []message.Field {
	switch strings.ToLower(p) {
	case "high":
		return []message.Field{message.NewField("X-Priority", "1"), message.NewField("Priority", "urgent"), message.NewField("Importance", "high")}
	case "low":
		return []message.Field{message.NewField("X-Priority", "5"), message.NewField("Priority", "non-urgent"), message.NewField("Importance", "low")}
	}
	return nil
}

// bounded refuses to write more than a message may have.
type bounded struct {
	w    io.Writer
	left int64
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.left -= int64(len(p)); b.left < 0 {
		return 0, ErrTooLarge
	}
	return b.w.Write(p)
}

// counter measures a message.
type counter struct {
	n    int64
	wide bool
}

func (c *counter) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	c.wide = c.wide || !ascii(string(p))
	return len(p), nil
}
