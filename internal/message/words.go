package message

import (
	"fmt"
	"io"
	"mime"
	"strings"
)

// decodeWords decodes encoded words (RFC 2047). What cannot be decoded stays as it is.
func decodeWords(s string) string {
	d := mime.WordDecoder{CharsetReader: charsetReader}
	text, err := d.DecodeHeader(s)
	if err != nil {
		text = s
	}
	return strings.ToValidUTF8(text, "\uFFFD")
}

// charsetReader reads what is written in a character set as UTF-8; one that is not known as UTF-8 itself.
func charsetReader(charset string, r io.Reader) (io.Reader, error) {
	return encodingOf(charset).NewDecoder().Reader(r), nil
}

// encodedWord is how many bytes of an encoded word hold text, so that it fits a line behind a field's name.
const encodedWord = 45

// encodeWords writes text as encoded words (RFC 2047, 4.2), all of it, so that it comes back as it was.
func encodeWords(s string) string {
	var b, word strings.Builder
	end := func() {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString("=?utf-8?q?" + word.String() + "?=")
		word.Reset()
	}
	for _, r := range s {
		q := quoted(r)
		if word.Len()+len(q) > encodedWord {
			end()
		}
		word.WriteString(q)
	}
	end()
	return b.String()
}

// quoted writes a character as encoded words have it.
func quoted(r rune) string {
	if r == ' ' {
		return "_"
	}
	if r < 0x80 && (r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || strings.ContainsRune("!*+-/", r)) {
		return string(r)
	}
	var b strings.Builder
	for _, c := range []byte(string(r)) {
		fmt.Fprintf(&b, "=%02X", c)
	}
	return b.String()
}
