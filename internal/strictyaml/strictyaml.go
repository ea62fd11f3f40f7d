// Package strictyaml decodes YAML that people write into Go values, in one way only: unknown keys,
// duplicate keys, values of a wrong type, second documents, anchors and aliases are errors, and every
// error says in which line and column it is and what to write instead. Files have limits of size and
// depth.
//
// Fields are named by the tag yaml:"name"; an embedded struct's fields belong to the mapping around
// it. A string takes any single value as it is written, but for true, false and null, so that dates and
// numbers need no quotes. A type with UnmarshalText reads itself.
package strictyaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// The limits of a file.
const (
	MaxSize  = 4 << 20 // bytes
	MaxDepth = 16      // of nesting
	maxTold  = 10      // faults of one file that are told
)

// An Error is one thing that is wrong with a file.
type Error struct {
	File         string // as people know it
	Line, Column int    // from 1; 0 where it is not known
	Message      string // what is wrong, and what to do
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Message
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
}

// A Document is a decoded file. It knows where the values in it were written.
type Document struct {
	file string
	at   map[any]mark // by pointer to the value
	last error
	told int
	errs []error
}

type mark struct{ line, column int }

// Decode reads the file's text into a pointer to a struct, which should be empty. Where the file is
// wrong, the error is made of one or several *Error.
func Decode(file string, text []byte, into any) (*Document, error) {
	d := &Document{file: file, at: map[any]mark{}}
	if len(text) > MaxSize {
		return nil, &Error{File: file, Message: fmt.Sprintf("the file has %d bytes, and at most %d are read", len(text), MaxSize)}
	}
	root, err := d.parse(text)
	if err != nil {
		return nil, err
	}
	d.value(root, reflect.ValueOf(into).Elem())
	return d, d.Err()
}

// parse makes nodes of the text, which is one document.
func (d *Document) parse(text []byte) (*yaml.Node, error) {
	l, err := yaml.NewLoader(bytes.NewReader(text), yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(MaxDepth))))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", d.file, err)
	}
	var doc, second yaml.Node
	if err := l.Load(&doc); err != nil {
		return nil, d.unread(err)
	}
	switch err := l.Load(&second); {
	case err == nil:
		return nil, &Error{File: d.file, Line: second.Line, Column: second.Column, Message: "a second document begins here: one file holds one"}
	case !errors.Is(err, io.EOF):
		return nil, d.unread(err)
	case len(doc.Content) == 0:
		return nil, d.unread(io.EOF)
	}
	return doc.Content[0], nil
}

// unread returns the error of a text that is no YAML.
func (d *Document) unread(err error) error {
	var bad *yaml.LoadError
	switch {
	case errors.Is(err, io.EOF):
		return &Error{File: d.file, Message: "the file is empty"}
	case errors.As(err, &bad):
		return &Error{File: d.file, Line: bad.Mark.Line, Column: bad.Mark.Column, Message: bad.Message}
	}
	return &Error{File: d.file, Message: err.Error()}
}

// Fault notes that a decoded value is wrong; it is given as a pointer to it. Err returns what was noted.
func (d *Document) Fault(value any, format string, args ...any) {
	d.fault(d.at[value], format, args...)
}

func (d *Document) fault(at mark, format string, args ...any) {
	if d.told++; d.told > maxTold {
		return
	}
	d.errs = append(d.errs, &Error{File: d.file, Line: at.line, Column: at.column, Message: fmt.Sprintf(format, args...)})
}

// Err returns everything that is wrong, nil if nothing is. After ten faults it only counts.
func (d *Document) Err() error {
	if d.told > maxTold {
		return errors.Join(append(d.errs, fmt.Errorf("%s: %d more faults", d.file, d.told-maxTold))...)
	}
	return errors.Join(d.errs...)
}

func where(n *yaml.Node) mark { return mark{n.Line, n.Column} }
