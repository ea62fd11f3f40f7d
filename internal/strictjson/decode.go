// Package strictjson decodes JSON from outside into one value that everything after it reads. It
// refuses what two readers could read differently: duplicate keys, keys that differ in case only (with
// Unicode's foldings, so that U+017F is an s and U+212A a k), invalid UTF-8, a second document, and
// numbers that fit no Go number. Depth and the length of numbers are bounded; the size of the document
// is for the caller to bound.
package strictjson

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// The limits of a document.
const (
	MaxDepth  = 64 // nested arrays and objects
	MaxNumber = 64 // characters of a number
)

// An Object is a JSON object in the order of its text. No two names of it are equal under folding.
type Object struct{ Members []Member }

// A Member is one name and value of an Object.
type Member struct {
	Name  string
	Value any // nil, bool, int32, int64, float64, string, []any or *Object
}

// Get returns the member of that name, ignoring case, and whether there is one.
func (o *Object) Get(name string) (any, bool) {
	if o == nil {
		return nil, false
	}
	for i := range o.Members {
		if strings.EqualFold(o.Members[i].Name, name) {
			return o.Members[i].Value, true
		}
	}
	return nil, false
}

// An Error says what was wrong with a document, and where.
type Error struct {
	Path   string // JSON pointer of the value, "" for the document
	Offset int64  // in bytes
	Reason string
}

func (e *Error) Error() string {
	where := e.Path
	if where == "" {
		where = "the document"
	}
	return fmt.Sprintf("invalid JSON at byte %d, in %s: %s", e.Offset, where, e.Reason)
}

// Decode returns the one value of a document: nil, bool, int32, int64, float64, string, []any or
// *Object. The error is an [*Error].
func Decode(data []byte) (any, error) {
	d := decoder{jsontext.NewDecoder(bytes.NewReader(data), jsontext.AllowDuplicateNames(true))}
	v, err := d.value(0)
	if err != nil {
		return nil, d.wrap(err)
	}
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, d.refuse("something follows the document")
	}
	return v, nil
}

// DecodeObject is Decode for a document that must be an object.
func DecodeObject(data []byte) (*Object, error) {
	v, err := Decode(data)
	if err != nil {
		return nil, err
	}
	o, ok := v.(*Object)
	if !ok {
		return nil, &Error{Reason: "an object was expected"}
	}
	return o, nil
}

type decoder struct{ *jsontext.Decoder }

func (d decoder) value(depth int) (any, error) {
	t, err := d.ReadToken()
	if err != nil {
		return nil, err
	}
	switch t.Kind() {
	case 'n':
		return nil, nil
	case 't', 'f':
		return t.Bool(), nil
	case '"':
		return t.String(), nil
	case '0':
		return d.number(t.String())
	case '[':
		return d.array(depth + 1)
	default:
		return d.object(depth + 1)
	}
}

func (d decoder) array(depth int) (any, error) {
	if depth > MaxDepth {
		return nil, d.tooDeep()
	}
	items := []any{}
	for d.PeekKind() != ']' {
		v, err := d.value(depth)
		if err != nil {
			return nil, err
		}
		items = append(items, v)
	}
	_, err := d.ReadToken()
	return items, err
}

func (d decoder) object(depth int) (any, error) {
	if depth > MaxDepth {
		return nil, d.tooDeep()
	}
	o, seen := &Object{}, names{}
	for d.PeekKind() != '}' {
		t, err := d.ReadToken()
		if err != nil {
			return nil, err
		}
		name := t.String()
		if first, twice := seen.add(name); twice {
			return nil, d.refuse("the name " + quote(name) + " is there twice" + spelled(first, name))
		}
		v, err := d.value(depth)
		if err != nil {
			return nil, err
		}
		o.Members = append(o.Members, Member{name, v})
	}
	_, err := d.ReadToken()
	return o, err
}

// Turns the text of a number into the smallest Go number that holds it.
func (d decoder) number(s string) (any, error) {
	if len(s) > MaxNumber {
		return nil, d.refuse("a number is longer than " + strconv.Itoa(MaxNumber) + " characters")
	}
	if !strings.ContainsAny(s, ".eE") {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return nil, d.refuse("the number " + s + " is out of range")
		}
		if n >= math.MinInt32 && n <= math.MaxInt32 {
			return int32(n), nil
		}
		return n, nil
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(f, 0) {
		return nil, d.refuse("the number " + s + " is out of range")
	}
	return f, nil
}

func (d decoder) tooDeep() error {
	return d.refuse("it nests deeper than " + strconv.Itoa(MaxDepth) + " levels")
}

func (d decoder) refuse(reason string) error {
	return &Error{Path: clip(string(d.StackPointer())), Offset: d.InputOffset(), Reason: reason}
}

// Gives errors of the tokenizer our shape.
func (d decoder) wrap(err error) error {
	var own *Error
	if errors.As(err, &own) {
		return own
	}
	reason := "it is not JSON"
	var syn *jsontext.SyntacticError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		reason = "it ends too early"
	case errors.As(err, &syn) && syn.Err != nil:
		reason = syn.Err.Error()
	}
	return d.refuse(reason)
}

func spelled(first, second string) string {
	if first == second {
		return ""
	}
	return ", once as " + quote(first)
}

func quote(s string) string { return strconv.QuoteToASCII(clip(s)) }

// Bounds what of the input an error repeats.
func clip(s string) string {
	const most = 80
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "..."
}
