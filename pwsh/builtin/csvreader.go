package builtin

import (
	"strings"
	"unicode"
)

// A csvReader reads rows. A quoted field may hold delimiters, line ends and doubled quotes; blanks
// before a field are not part of it.
type csvReader struct {
	text      string
	delimiter string
	at        int
}

type csvField struct{ text string }

// next returns the fields of the next row that is not blank.
func (r *csvReader) next() ([]csvField, bool) {
	for r.at < len(r.text) {
		start := r.at
		row, quoted := r.row()
		if len(row) == 1 && row[0].text == "" && !quoted && strings.TrimSpace(r.text[start:r.at]) == "" {
			continue
		}
		return row, true
	}
	return nil, false
}

func (r *csvReader) row() (row []csvField, quoted bool) {
	for {
		text, q, more := r.field()
		row = append(row, csvField{text})
		quoted = quoted || q
		if !more {
			return row, quoted
		}
	}
}

// field reads up to the delimiter (more is true) or the end of the row.
func (r *csvReader) field() (text string, quoted, more bool) {
	for r.at < len(r.text) && r.text[r.at] == ' ' && r.delimiter != " " {
		r.at++
	}
	var b strings.Builder
	if r.at < len(r.text) && r.text[r.at] == '"' {
		quoted = true
		r.at++
		r.inQuotes(&b)
	}
	for r.at < len(r.text) {
		rest := r.text[r.at:]
		switch {
		case strings.HasPrefix(rest, r.delimiter):
			r.at += len(r.delimiter)
			return fieldText(&b, quoted), quoted, true
		case rest[0] == '\n' || rest[0] == '\r':
			r.at++
			if strings.HasPrefix(rest, "\r\n") {
				r.at++
			}
			return fieldText(&b, quoted), quoted, false
		}
		b.WriteByte(rest[0])
		r.at++
	}
	return fieldText(&b, quoted), quoted, false
}

func fieldText(b *strings.Builder, quoted bool) string {
	if quoted {
		return b.String()
	}
	return strings.TrimRightFunc(b.String(), unicode.IsSpace)
}

// inQuotes reads up to the closing quote.
func (r *csvReader) inQuotes(b *strings.Builder) {
	for r.at < len(r.text) {
		i := strings.IndexByte(r.text[r.at:], '"')
		if i < 0 {
			b.WriteString(r.text[r.at:])
			r.at = len(r.text)
			return
		}
		b.WriteString(r.text[r.at : r.at+i])
		r.at += i + 1
		if r.at == len(r.text) || r.text[r.at] != '"' {
			return
		}
		b.WriteByte('"')
		r.at++
	}
}
