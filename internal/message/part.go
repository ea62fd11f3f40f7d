package message

import (
	"mime"
	"strings"
)

// A Part is a message or a part of one (RFC 2045, 2.4 and 2.5): an entity.
type Part struct {
	Header Header
	Type   string            // of Content-Type in lower case, "text/plain" where there is none or it cannot be read
	Params map[string]string // of Content-Type
	Parts  []*Part           // of a multipart; the message inside a message/rfc822

	Start int64 // where its header begins in the message
	Body  int64 // where its body begins
	End   int64 // where its body ends
}

func (p *Part) setType(inherited string) {
	value := p.Header.Get("Content-Type")
	t, params, err := mime.ParseMediaType(value)
	if value == "" || err != nil && t == "" || !strings.Contains(t, "/") {
		t, params = inherited, nil
	}
	p.Type, p.Params = t, params
}

// encoding is the Content-Transfer-Encoding in lower case.
func (p *Part) encoding() string {
	return strings.ToLower(strings.TrimSpace(p.Header.Get("Content-Transfer-Encoding")))
}

func (p *Part) multipart() bool {
	return strings.HasPrefix(p.Type, "multipart/") && p.Params["boundary"] != ""
}

// embedded says whether the part's body is a message that can be read in place.
func (p *Part) embedded() bool {
	return (p.Type == "message/rfc822" || p.Type == "message/global") && plainEncoding(p.encoding())
}

func plainEncoding(e string) bool {
	return e == "" || e == "7bit" || e == "8bit" || e == "binary"
}

// Leaves returns the parts that hold content, in order: neither multiparts nor what is inside attached messages.
func (p *Part) Leaves() []*Part {
	if !p.multipart() {
		return []*Part{p}
	}
	var list []*Part
	for _, c := range p.Parts {
		list = append(list, c.Leaves()...)
	}
	return list
}
