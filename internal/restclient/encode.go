package restclient

import (
	"fmt"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

const (
	hashType   = `"@odata.type":"#Exchange.GenericHashTable"`
	bytesType  = `"@odata.type":"#Exchange.ByteArrayType"`
	hashesType = `"#Collection(Exchange.GenericHashTable)"`
	maxNesting = 64
)

// An encoder writes the body of InvokeCommand, protocol sections 4.5 and 4.6.
type encoder struct {
	buf  []byte
	seal func(plain string) (string, error) // of a SecureString
}

// body returns {"CmdletInput":{"CmdletName":...,"Parameters":{...}}}. extra are parameters that the
// person did not type: Confirm and WhatIf.
func (e *encoder) body(cmdlet string, args command.Args, extra ...object.Property) ([]byte, error) {
	e.raw(`{"CmdletInput":{"CmdletName":`)
	e.text(cmdlet)
	e.raw(`,"Parameters":{`)
	first := true
	add := func(name string, v object.Value) error {
		if !first {
			e.raw(`,`)
		}
		first = false
		if err := e.parameter(name, v); err != nil {
			return fmt.Errorf("parameter %s: %w", name, err)
		}
		return nil
	}
	for name, v := range args.All() {
		if err := add(name, v); err != nil {
			return nil, err
		}
	}
	for _, p := range extra {
		if err := add(p.Name, p.Value); err != nil {
			return nil, err
		}
	}
	e.raw(`}}}`)
	return e.buf, nil
}

func (e *encoder) raw(s string) { e.buf = append(e.buf, s...) }

func (e *encoder) text(s string) {
	e.buf, _ = jsontext.AppendQuote(e.buf, s) // broken UTF-8 is replaced
}

// parameter writes a name and a value. A filter is text whose bare $true and $false are quoted, and an
// object from the pipeline is the property that has the parameter's name, else its text.
func (e *encoder) parameter(name string, v object.Value) error {
	v = plain(name, v)
	if items, ok := v.([]any); ok && len(items) > 0 && isHash(items[0]) {
		e.text(name + "@odata.type")
		e.raw(`:` + hashesType + `,`)
	}
	e.text(name)
	e.raw(`:`)
	return e.value(v, 0)
}

func plain(name string, v object.Value) object.Value {
	switch x := v.(type) {
	case *object.List:
		return plain(name, x.Items)
	case command.Block:
		v = x.Source()
	case *object.Object:
		if p, ok := x.Get(name); ok {
			return plain(name, p)
		}
		return object.String(x)
	case []any:
		items := make([]any, len(x))
		for i := range x {
			items[i] = plain(name, x[i])
		}
		return items
	}
	if s, ok := v.(string); ok && isFilter(name) {
		return quoteBooleans(s)
	}
	return v
}

func isHash(v object.Value) bool { _, ok := v.(*object.Dict); return ok }

func (e *encoder) value(v object.Value, depth int) error {
	if depth > maxNesting {
		return fmt.Errorf("values are nested more than %d deep", maxNesting)
	}
	switch x := v.(type) {
	case nil:
		e.raw("null")
	case bool:
		e.buf = strconv.AppendBool(e.buf, x)
	case object.Switch:
		e.buf = strconv.AppendBool(e.buf, bool(x))
	case int, uint8, int16, int32, int64, uint32, uint64: // int: programs write plain numbers
		e.buf = fmt.Appendf(e.buf, "%d", x)
	case float32:
		return e.float(float64(x), 32)
	case float64:
		return e.float(x, 64)
	case string:
		e.text(x)
	case time.Time:
		e.text(x.UTC().Format("2006-01-02T15:04:05.0000000Z"))
	case []byte:
		e.bytes(x)
	case []any:
		return e.array(x, depth)
	case *object.List:
		return e.array(x.Items, depth)
	case *object.Dict:
		return e.hash(x, depth)
	case *object.SecureString:
		return e.secret(x)
	default:
		e.text(object.String(x))
	}
	return nil
}

func (e *encoder) float(f float64, bits int) error {
	if f != f || f-f != 0 {
		return fmt.Errorf("%v cannot be sent", f)
	}
	e.buf = strconv.AppendFloat(e.buf, f, 'g', -1, bits)
	return nil
}

func (e *encoder) bytes(b []byte) {
	e.raw(`{` + bytesType + `,"Data":[`)
	for i, n := range b {
		if i > 0 {
			e.raw(`,`)
		}
		e.buf = strconv.AppendUint(e.buf, uint64(n), 10)
	}
	e.raw(`]}`)
}

func (e *encoder) array(items []any, depth int) error {
	e.raw(`[`)
	for i, item := range items {
		if i > 0 {
			e.raw(`,`)
		}
		if err := e.value(item, depth+1); err != nil {
			return err
		}
	}
	e.raw(`]`)
	return nil
}

func (e *encoder) hash(d *object.Dict, depth int) error {
	e.raw(`{` + hashType)
	for k, v := range d.All() {
		e.raw(`,`)
		e.text(object.String(k))
		e.raw(`:`)
		if err := e.value(v, depth+1); err != nil {
			return err
		}
	}
	e.raw(`}`)
	return nil
}

func (e *encoder) secret(s *object.SecureString) error {
	sealed, err := e.seal(s.Plain)
	if err != nil {
		return err
	}
	e.text(sealed)
	return nil
}
