package message

import (
	"errors"
	"io"
	"mime"
	"strings"
	"unicode/utf8"

	gomessage "github.com/emersion/go-message"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/unicode"
)

// Raw returns a part's body as it was sent.
func (m *Received) Raw(p *Part) io.Reader {
	return io.NewSectionReader(&m.spool, p.Body, p.End-p.Body)
}

// Content returns a part's body with its transfer encoding undone; one that is not known is left as it is.
func (m *Received) Content(p *Part) io.Reader {
	if plainEncoding(p.encoding()) {
		return m.Raw(p)
	}
	var h gomessage.Header
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Transfer-Encoding", p.encoding())
	e, err := gomessage.New(h, m.Raw(p))
	if err != nil {
		return m.Raw(p)
	}
	return e.Body
}

// Text returns the text of a part in UTF-8, at most so many bytes of it, and whether that is all. What cannot be
// decoded is replaced or left out; a character set that is not known is read as the bytes allow.
func (m *Received) Text(p *Part, limit int64) (text string, all bool) {
	r := encodingOf(p.Params["charset"]).NewDecoder().Reader(m.Content(p))
	var b strings.Builder
	_, err := io.CopyN(&b, r, limit+1)
	all = errors.Is(err, io.EOF)
	text = b.String()
	if int64(len(text)) > limit {
		for limit > 0 && !utf8.RuneStart(text[limit]) {
			limit--
		}
		text, all = text[:limit], false
	}
	return strings.ToValidUTF8(text, "\uFFFD"), all
}

// encodingOf returns the encoding of a character set by its name in MIME or HTML; Windows-1252 for bytes that
// are not UTF-8 where the name says nothing.
func encodingOf(charset string) encoding.Encoding {
	charset = strings.TrimSpace(charset)
	if e, err := ianaindex.MIME.Encoding(charset); err == nil && e != nil {
		return e
	}
	if e, err := htmlindex.Get(charset); err == nil {
		return e
	}
	return unicode.UTF8
}

// Inline says whether the part is meant to be shown with the message and not as a file of its own
// (RFC 2183, 2.1).
func (p *Part) Inline() bool {
	d, params, _ := mime.ParseMediaType(p.Header.Get("Content-Disposition"))
	return d != "attachment" && params["filename"] == ""
}

// Filename returns the name that a part gives its file, decoded, "" without one. It is text and no path.
func (p *Part) Filename() string {
	_, params, _ := mime.ParseMediaType(p.Header.Get("Content-Disposition"))
	name := params["filename"]
	if name == "" {
		name = p.Params["name"]
	}
	return decodeWords(name)
}

// ContentID returns the part's Content-ID without brackets, "" without one (RFC 2392).
func (p *Part) ContentID() string {
	id := strings.TrimSpace(p.Header.Get("Content-ID"))
	return strings.TrimSuffix(strings.TrimPrefix(id, "<"), ">")
}

// A View is what a mail program shows of a message.
type View struct {
	Text, HTML  *Part   // the words, as plain text and as HTML; nil without
	Attachments []*Part // all other parts, inline images too
}

// View sorts the parts of a message.
func (m *Received) View() View {
	var v View
	for _, p := range m.Root.Leaves() {
		switch {
		case v.Text == nil && p.Type == "text/plain" && p.Inline():
			v.Text = p
		case v.HTML == nil && p.Type == "text/html" && p.Inline():
			v.HTML = p
		default:
			v.Attachments = append(v.Attachments, p)
		}
	}
	return v
}
