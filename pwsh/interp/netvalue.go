package interp

import (
	"errors"
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
