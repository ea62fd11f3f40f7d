package builtin

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"example.org/exosh/command"
)

const encodings = "{utf8|utf8BOM|utf8NoBOM|ascii|unicode|bigendianunicode|utf32|ansi|oem|default|utf7|byte|string|unknown}"

// decode turns the bytes of a file to text. A byte order mark wins over the name.
func decode(b []byte, encoding string) (string, error) {
	switch {
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		return string(b[3:]), nil
	case bytes.HasPrefix(b, []byte("\xff\xfe\x00\x00")):
		return fromUTF32(b[4:]), nil
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		return fromUTF16(b[2:], binary.LittleEndian), nil
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		return fromUTF16(b[2:], binary.BigEndian), nil
	}
	switch strings.ToLower(encoding) {
	case "unicode", "string", "unknown":
		return fromUTF16(b, binary.LittleEndian), nil
	case "bigendianunicode":
		return fromUTF16(b, binary.BigEndian), nil
	case "utf32":
		return fromUTF32(b), nil
	case "ansi", "oem", "default":
		return fromWindows(b)
	case "utf7", "byte":
		return "", unsupportedEncoding(encoding)
	}
	if !utf8.Valid(b) && encoding == "" {
		return fromWindows(b)
	}
	return strings.ToValidUTF8(string(b), "\ufffd"), nil
}

func unsupportedEncoding(name string) error {
	return &command.Error{Category: command.NotImplemented, ID: "EncodingNotSupported", Type: "System.Management.Automation.PSNotSupportedException",
		Message: "The encoding " + name + " is not supported.", Advice: "Use utf8, utf8BOM, unicode, bigendianunicode, utf32, ascii or ansi."}
}

func fromWindows(b []byte) (string, error) {
	text, err := charmap.Windows1252.NewDecoder().Bytes(b)
	return string(text), err
}

func fromUTF16(b []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = order.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units))
}

func fromUTF32(b []byte) string {
	runes := make([]rune, len(b)/4)
	for i := range runes {
		runes[i] = rune(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return string(runes)
}

// encode turns text to the bytes of a file; mark says whether it starts the file.
func encode(text, encoding string, mark bool) ([]byte, error) {
	switch strings.ToLower(encoding) {
	case "", "utf8", "utf8nobom":
		return []byte(text), nil
	case "utf8bom":
		return marked(mark, "\xef\xbb\xbf", []byte(text)), nil
	case "ascii":
		return asciiOnly(text), nil
	case "unicode", "string", "unknown":
		return marked(mark, "\xff\xfe", toUTF16(text, binary.LittleEndian)), nil
	case "bigendianunicode":
		return marked(mark, "\xfe\xff", toUTF16(text, binary.BigEndian)), nil
	case "utf32":
		var b []byte
		for _, r := range text {
			b = binary.LittleEndian.AppendUint32(b, uint32(r))
		}
		return marked(mark, "\xff\xfe\x00\x00", b), nil
	case "ansi", "oem", "default":
		var b []byte
		for _, r := range text {
			c, ok := charmap.Windows1252.EncodeRune(r)
			if !ok {
				c = '?'
			}
			b = append(b, c)
		}
		return b, nil
	}
	return nil, unsupportedEncoding(encoding)
}

func marked(mark bool, bom string, b []byte) []byte {
	if !mark {
		return b
	}
	return append([]byte(bom), b...)
}

func asciiOnly(text string) []byte {
	b := make([]byte, 0, len(text))
	for _, r := range text {
		if r > 0x7f {
			r = '?'
		}
		b = append(b, byte(r))
	}
	return b
}

func toUTF16(text string, order binary.ByteOrder) []byte {
	units := utf16.Encode([]rune(text))
	b := make([]byte, 2*len(units))
	for i, u := range units {
		order.PutUint16(b[2*i:], u)
	}
	return b
}
