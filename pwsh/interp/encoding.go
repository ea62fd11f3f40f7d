package interp

import (
	"encoding/base64"
	"errors"
	"strings"
	"unicode/utf16"

	"example.org/exosh/object"
)

// An Encoding turns text into bytes and back.
type Encoding struct{ name string }

// TypeNames, PropertyNames and Property implement object.Properties.
func (e *Encoding) TypeNames() []string { return []string{"System.Text.Encoding", "System.Object"} }

// PropertyNames lists what an encoding shows.
func (e *Encoding) PropertyNames() []string { return []string{"WebName", "EncodingName"} }

// Property returns one of them.
func (e *Encoding) Property(name string) (object.Value, bool) {
	return e.name, strings.EqualFold(name, "WebName") || strings.EqualFold(name, "EncodingName")
}

func (e *Encoding) method(name string) method {
	switch name {
	case "getbytes":
		return func(a *arguments) (object.Value, error) { return e.encode(a.text(0)), nil }
	case "getstring":
		return func(a *arguments) (object.Value, error) {
			b, ok := a.convert(0, "byte[]").([]byte)
			if !ok {
				return nil, nil
			}
			return e.decode(b), nil
		}
	case "getbytecount":
		return func(a *arguments) (object.Value, error) { return int32(len(e.encode(a.text(0)))), nil }
	}
	return nil
}

func encodingOf(name string) (*Encoding, bool) {
	switch n := strings.ToLower(name); n {
	case "utf8", "utf-8", "default", "utf8nobom":
		return &Encoding{"utf-8"}, true
	case "ascii", "us-ascii":
		return &Encoding{"us-ascii"}, true
	case "unicode", "utf-16", "utf16":
		return &Encoding{"utf-16"}, true
	case "latin1", "iso-8859-1":
		return &Encoding{"iso-8859-1"}, true
	}
	return nil, false
}

func (e *Encoding) encode(s string) []byte {
	switch e.name {
	case "utf-16":
		var b []byte
		for _, u := range utf16.Encode([]rune(s)) {
			b = append(b, byte(u), byte(u>>8))
		}
		return b
	case "us-ascii", "iso-8859-1":
		limit := map[string]rune{"us-ascii": 0x80, "iso-8859-1": 0x100}[e.name]
		var b []byte
		for _, r := range s {
			if r >= limit {
				r = '?'
			}
			b = append(b, byte(r))
		}
		return b
	}
	return []byte(s)
}

func (e *Encoding) decode(b []byte) string {
	switch e.name {
	case "utf-16":
		var units []uint16
		for i := 0; i+1 < len(b); i += 2 {
			units = append(units, uint16(b[i])|uint16(b[i+1])<<8)
		}
		return string(utf16.Decode(units))
	case "us-ascii", "iso-8859-1":
		var s strings.Builder
		for _, c := range b {
			if e.name == "us-ascii" && c >= 0x80 {
				c = '?'
			}
			s.WriteRune(rune(c))
		}
		return s.String()
	}
	return strings.ToValidUTF8(string(b), "\uFFFD")
}

func fromBase64(s string) (object.Value, error) {
	b, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(s), ""))
	if err != nil {
		return nil, errors.New("The input is not a valid Base-64 string as it contains a non-base 64 character, more than two padding characters, or an illegal character among the padding characters.")
	}
	return b, nil
}

func toBase64(b []byte) string { return base64.StdEncoding.EncodeToString(b) }
