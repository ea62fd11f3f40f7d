package restclient

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"example.org/exosh/object"
)

// A page is one successful answer of InvokeCommand, protocol section 4.7.
type page struct {
	values   []object.Value
	warnings []string
	errors   []string // of a cmdlet that went on
	confirm  string   // the question that has to be answered first
	next     string   // address of the next page
}

// A decoder reads a page. Annotations stand before the property that they belong to.
type decoder struct {
	in    *jsontext.Decoder
	types []string       // type names of the objects
	zone  *time.Location // times with an offset are shown in it
	props int            // of the object before
}

func decodePage(body []byte, types []string, zone *time.Location) (*page, error) {
	d := decoder{in: jsontext.NewDecoder(bytes.NewReader(body), jsontext.AllowInvalidUTF8(true)), types: types, zone: zone}
	p := &page{}
	err := d.members(func(name string) error {
		switch name {
		case "value":
			return d.elements(func() error { return d.item(p) })
		case "@adminapi.warnings":
			return d.texts(&p.warnings)
		case "@adminapi.errors":
			return d.texts(&p.errors)
		case "@adminapi.confirmationmessage":
			return d.textInto(&p.confirm)
		case "@odata.nextLink":
			return d.textInto(&p.next)
		}
		return d.in.SkipValue()
	})
	if err != nil {
		return nil, fmt.Errorf("read answer: %w", err)
	}
	return p, nil
}

var errShape = errors.New("not of the form that the protocol has")

// members calls f with each name of an object, which then reads the value.
func (d *decoder) members(f func(name string) error) error {
	t, err := d.in.ReadToken()
	if err != nil {
		return err
	}
	if t.Kind() != '{' {
		return errShape
	}
	for d.in.PeekKind() != '}' {
		t, err := d.in.ReadToken()
		if err != nil {
			return err
		}
		if err := f(t.String()); err != nil {
			return err
		}
	}
	_, err = d.in.ReadToken()
	return err
}

// elements calls f before each element of an array; null counts as an empty one.
func (d *decoder) elements(f func() error) error {
	t, err := d.in.ReadToken()
	if err != nil || t.Kind() == 'n' {
		return err
	}
	if t.Kind() != '[' {
		return errShape
	}
	for k := d.in.PeekKind(); k != ']'; k = d.in.PeekKind() {
		if err := f(); err != nil {
			return err
		}
	}
	_, err = d.in.ReadToken()
	return err
}

func (d *decoder) item(p *page) error {
	v, err := d.value("", 0)
	if err != nil {
		return err
	}
	if o, ok := v.(*object.Object); ok && len(o.Types) == 0 {
		o.Types = d.types
	}
	p.values = append(p.values, v)
	return nil
}

func (d *decoder) textInto(s *string) error {
	v, err := d.value("", 0)
	if text, ok := v.(string); ok {
		*s = text
	}
	return err
}

// texts reads an array of strings; anything else in it is shown as text.
func (d *decoder) texts(list *[]string) error {
	return d.elements(func() error {
		v, err := d.value("", 0)
		if v != nil {
			*list = append(*list, object.String(v))
		}
		return err
	})
}

// value reads one value; kind is the type of its annotation, "" for none.
func (d *decoder) value(kind string, depth int) (object.Value, error) {
	if depth > maxNesting {
		return nil, fmt.Errorf("values are nested more than %d deep", maxNesting)
	}
	switch d.in.PeekKind() {
	case '{':
		return d.object(depth)
	case '[':
		return d.array(depth)
	}
	t, err := d.in.ReadToken()
	if err != nil {
		return nil, err
	}
	switch t.Kind() {
	case 'n':
		return nil, nil
	case 't', 'f':
		return t.Bool(), nil
	case '0':
		return number(t.String(), kind)
	}
	return typed(t.String(), kind, d.zone), nil
}

func (d *decoder) array(depth int) (object.Value, error) {
	items := []any{}
	err := d.elements(func() error {
		v, err := d.value("", depth+1)
		items = append(items, v)
		return err
	})
	return items, err
}

// object reads an object of named properties and drops its annotations once they have been used.
func (d *decoder) object(depth int) (object.Value, error) {
	room := 4
	if depth == 0 {
		room = max(room, d.props)
	}
	o := &object.Object{Props: make([]object.Property, 0, room)}
	annotated, kind := "", ""
	err := d.members(func(name string) error {
		if owner, which, ok := strings.Cut(name, "@"); ok {
			v, err := d.value("", depth+1)
			if text, isText := v.(string); isText && (which == "data.type" || which == "odata.type") {
				// Both may be given; the one of the platform says more.
				if annotated != owner || which == "data.type" {
					annotated, kind = owner, text
				}
			}
			return err
		}
		k := ""
		if annotated == name {
			k = kind
		}
		v, err := d.value(k, depth+1)
		o.Props = append(o.Props, object.Property{Name: name, Value: v})
		return err
	})
	if depth == 0 {
		d.props = len(o.Props)
	}
	return o, err
}

// number reads a JSON number by its annotation; without one an integer is the smallest of int32 and
// int64 that holds it, and anything else a double.
func number(s, kind string) (object.Value, error) {
	if strings.ContainsAny(s, ".eE") || strings.HasSuffix(kind, "Double") || strings.HasSuffix(kind, "Single") {
		f, err := strconv.ParseFloat(s, 64)
		return f, err
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return strconv.ParseFloat(s, 64)
	}
	switch {
	case strings.HasSuffix(kind, "Int64"):
		return n, nil
	case strings.HasSuffix(kind, "Int16") && n == int64(int16(n)):
		return int16(n), nil
	case n == int64(int32(n)):
		return int32(n), nil
	}
	return n, nil
}

// typed gives text the type of its annotation; text that does not fit it stays text.
func typed(s, kind string, zone *time.Location) object.Value {
	switch strings.TrimPrefix(strings.TrimPrefix(kind, "#"), "System.") {
	case "Guid":
		if g, err := object.ParseGUID(s); err == nil {
			return g
		}
	case "DateTime", "DateTimeOffset":
		if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
			return inZone(t, s, zone)
		}
	case "TimeSpan", "Duration":
		if t, err := object.ParseTimeSpan(s); err == nil {
			return t
		}
	case "Int64", "Int32", "Int16", "Double", "Single":
		if n, err := number(s, kind); err == nil {
			return n
		}
	case "Decimal":
		if n, err := object.Convert(s, "decimal"); err == nil {
			return n
		}
	}
	return s
}

// inZone keeps a time that was written in UTC and turns one with an offset into local time, as
// PowerShell does.
func inZone(t time.Time, s string, zone *time.Location) time.Time {
	if strings.HasSuffix(s, "Z") {
		return t.UTC()
	}
	return t.In(zone)
}
