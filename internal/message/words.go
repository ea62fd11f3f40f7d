package message

import (
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
