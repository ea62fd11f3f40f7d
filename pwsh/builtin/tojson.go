package builtin

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/object"
	"example.org/exosh/object/decimal"
)

func toJSON() *command.Command {
	return staged("ConvertTo-Json [-InputObject] <object>{ByValue Null} [-Depth <int>] [-Compress] [-EnumsAsStrings] [-AsArray] [-EscapeHandling <StringEscapeHandling>{Default|EscapeNonAscii|EscapeHtml}]", func() command.Stage {
		var all []object.Value
		piped := false
		return command.Stage{
			Process: func(_ context.Context, c *command.Call) error {
				if c.HasInput {
					piped = true
					all = append(all, c.Input)
				}
				return nil
			},
			End: func(_ context.Context, c *command.Call) error {
				if !piped {
					v, _ := c.Args.Get("InputObject")
					all = []object.Value{v}
				}
				return writeJSON(c, all)
			},
		}
	})
}

func writeJSON(c *command.Call, all []object.Value) error {
	w := &jsonWriter{most: integer(c.Args, "Depth", 2), compress: c.Args.Flag("Compress"), escape: c.Args.Text("EscapeHandling")}
	if w.most < 0 || w.most > 100 {
		return invalid("ReachedMaximumDepthAllowed", "The maximum depth allowed for serialization is 100, and the least is 0, not %d.", w.most)
	}
	v := object.Value(all)
	if len(all) == 1 && !c.Args.Flag("AsArray") {
		v = all[0]
	}
	if len(all) == 0 {
		return nil
	}
	w.value(v, 0)
	if w.cut {
		if err := c.Warn(fmt.Sprintf("Resulting JSON is truncated as serialization has exceeded the set depth of %d.", w.most)); err != nil {
			return err
		}
	}
	return c.Output(w.b.String())
}

// A jsonWriter writes a value as PowerShell does: two blanks of indent, text beyond the depth.
type jsonWriter struct {
	b        strings.Builder
	most     int
	compress bool
	escape   string
	cut      bool // something was beyond the depth
}

func (w *jsonWriter) value(v object.Value, depth int) {
	if w.scalar(v) {
		return
	}
	if depth > w.most {
		w.cut = true
		w.text(object.String(v))
		return
	}
	switch t := v.(type) {
	case *object.Dict:
		var fields []object.Property
		for k, e := range t.All() {
			fields = append(fields, object.Property{Name: object.String(k), Value: e})
		}
		w.object(fields, depth)
	case *object.Object:
		w.object(t.Props, depth)
	default:
		if object.IsCollection(v) {
			w.array(object.Unroll(v), depth)
			return
		}
		w.object(propertyList(v), depth)
	}
}

func propertyList(v object.Value) []object.Property {
	var fields []object.Property
	for _, name := range object.Names(v) {
		got, _ := object.Get(v, name)
		fields = append(fields, object.Property{Name: name, Value: got})
	}
	return fields
}

// scalar writes what has no parts.
func (w *jsonWriter) scalar(v object.Value) bool {
	switch t := v.(type) {
	case nil:
		w.b.WriteString("null")
	case bool:
		w.b.WriteString(strconv.FormatBool(t))
	case int32, int64, int, int16, uint8, uint32, uint64:
		w.b.WriteString(object.String(v))
	case float64:
		w.float(t)
	case float32:
		w.float(float64(t))
	case *decimal.Decimal:
		w.b.WriteString(decimalText(t))
	case time.Time:
		w.text(jsonTime(t))
	case string:
		w.text(t)
	case object.Switch, object.TimeSpan, object.Version:
		return false
	case *object.SecureString:
		w.text(object.String(t))
	case command.Block:
		w.text(t.Source())
	case *object.Dict, *object.Object, *object.Credential:
		return false
	default:
		if object.IsCollection(v) {
			return false
		}
		if _, ok := v.(object.Properties); ok {
			return false
		}
		w.text(object.String(v))
	}
	return true
}

func (w *jsonWriter) array(items []object.Value, depth int) {
	if len(items) == 0 {
		w.b.WriteString("[]")
		return
	}
	w.b.WriteByte('[')
	for i, e := range items {
		if i > 0 {
			w.b.WriteByte(',')
		}
		w.indent(depth + 1)
		w.value(e, depth+1)
	}
	w.indent(depth)
	w.b.WriteByte(']')
}

func (w *jsonWriter) object(fields []object.Property, depth int) {
	if len(fields) == 0 {
		w.b.WriteString("{}")
		return
	}
	w.b.WriteByte('{')
	for i, f := range fields {
		if i > 0 {
			w.b.WriteByte(',')
		}
		w.indent(depth + 1)
		w.text(f.Name)
		w.b.WriteByte(':')
		if !w.compress {
			w.b.WriteByte(' ')
		}
		w.value(f.Value, depth+1)
	}
	w.indent(depth)
	w.b.WriteByte('}')
}

func (w *jsonWriter) indent(depth int) {
	if w.compress {
		return
	}
	w.b.WriteByte('\n')
	for range depth {
		w.b.WriteString("  ")
	}
}
