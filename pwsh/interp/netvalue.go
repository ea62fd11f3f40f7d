package interp

import (
	"encoding/base64"
	"errors"
	"net/url"
	"strings"
	"time"
	"unicode/utf16"

	"example.org/exosh/object"
)

// A StringBuilder is System.Text.StringBuilder.
type StringBuilder struct{ text strings.Builder }

// String implements object.Stringer.
func (b *StringBuilder) String() string { return b.text.String() }

// TypeNames, PropertyNames and Property implement object.Properties.
func (b *StringBuilder) TypeNames() []string {
	return []string{"System.Text.StringBuilder", "System.Object"}
}

// PropertyNames lists what a builder shows.
func (b *StringBuilder) PropertyNames() []string { return []string{"Length"} }

// Property returns one of them.
func (b *StringBuilder) Property(name string) (object.Value, bool) {
	return int32(len(utf16.Encode([]rune(b.text.String())))), strings.EqualFold(name, "Length")
}

func (b *StringBuilder) method(name string) method {
	switch name {
	case "append", "appendline":
		return func(a *arguments) (object.Value, error) {
			if a.has(0) {
				b.text.WriteString(a.text(0))
			}
			if name == "appendline" {
				b.text.WriteString("\n")
			}
			return b, nil
		}
	case "appendformat":
		return func(a *arguments) (object.Value, error) {
			if len(a.list) == 0 {
				return nil, errors.New("a format is needed")
			}
			text, err := object.Format(a.text(0), a.list[1:])
			b.text.WriteString(text)
			return b, err
		}
	case "clear":
		return func(*arguments) (object.Value, error) { b.text.Reset(); return b, nil }
	case "tostring":
		return func(*arguments) (object.Value, error) { return b.text.String(), nil }
	case "insert", "replace", "remove":
		return func(a *arguments) (object.Value, error) {
			v, err := stringMethod(b.text.String(), name)(a)
			if err == nil && a.err == nil {
				b.text.Reset()
				b.text.WriteString(object.String(v))
			}
			return b, err
		}
	}
	return nil
}

// A Stopwatch is System.Diagnostics.Stopwatch, on the clock of the session.
type Stopwatch struct {
	started time.Time // zero while it stands still
	before  time.Duration
	now     func() time.Time
}

// TypeNames, PropertyNames and Property implement object.Properties.
func (w *Stopwatch) TypeNames() []string {
	return []string{"System.Diagnostics.Stopwatch", "System.Object"}
}

// PropertyNames lists what a stopwatch shows.
func (w *Stopwatch) PropertyNames() []string {
	return []string{"IsRunning", "Elapsed", "ElapsedMilliseconds", "ElapsedTicks"}
}

// Property returns one of them.
func (w *Stopwatch) Property(name string) (object.Value, bool) {
	d := w.elapsed()
	switch strings.ToLower(name) {
	case "isrunning":
		return !w.started.IsZero(), true
	case "elapsed":
		return object.TimeSpan(d / tick), true
	case "elapsedmilliseconds":
		return d.Milliseconds(), true
	case "elapsedticks":
		return int64(d / tick), true
	}
	return nil, false
}

func (w *Stopwatch) elapsed() time.Duration {
	if w.started.IsZero() {
		return w.before
	}
	return w.before + w.now().Sub(w.started)
}

func (w *Stopwatch) method(f *frame, name string) method {
	return map[string]method{
		"start": func(*arguments) (object.Value, error) {
			if w.started.IsZero() {
				w.started = w.now()
			}
			return nothing{}, nil
		},
		"stop": func(*arguments) (object.Value, error) {
			w.before, w.started = w.elapsed(), time.Time{}
			return nothing{}, nil
		},
		"reset": func(*arguments) (object.Value, error) {
			w.before, w.started = 0, time.Time{}
			return nothing{}, nil
		},
		"restart": func(*arguments) (object.Value, error) { w.before, w.started = 0, w.now(); return nothing{}, nil },
	}[name]
}

// An Encoding turns text into bytes and back.
type Encoding struct{ name string }

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

// A URI is System.Uri.
type URI struct {
	text string
	u    *url.URL
}

func newURI(text string) (*URI, error) {
	u, err := url.Parse(text)
	if err != nil {
		return nil, errors.New("Invalid URI: The format of the URI could not be determined.")
	}
	return &URI{text, u}, nil
}

// String implements object.Stringer.
func (u *URI) String() string { return u.text }

// TypeNames, PropertyNames and Property implement object.Properties.
func (u *URI) TypeNames() []string { return []string{"System.Uri", "System.Object"} }

// PropertyNames lists what a URI shows.
func (u *URI) PropertyNames() []string {
	return []string{"AbsolutePath", "AbsoluteUri", "Host", "Port", "Scheme", "Query", "OriginalString", "IsAbsoluteUri"}
}

// Property returns one of them.
func (u *URI) Property(name string) (object.Value, bool) {
	switch strings.ToLower(name) {
	case "absolutepath", "localpath":
		return u.u.Path, true
	case "absoluteuri":
		return u.u.String(), true
	case "host", "dnssafehost":
		return u.u.Hostname(), true
	case "port":
		if p, err := object.Convert(u.u.Port(), "int"); err == nil && u.u.Port() != "" {
			return p, true
		}
		return map[string]int32{"https": 443, "http": 80}[u.u.Scheme], true
	case "scheme":
		return u.u.Scheme, true
	case "query":
		if u.u.RawQuery == "" {
			return "", true
		}
		return "?" + u.u.RawQuery, true
	case "originalstring":
		return u.text, true
	case "isabsoluteuri":
		return u.u.IsAbs(), true
	}
	return nil, false
}
