package wire_test

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/adminapi/wire"
	"example.org/exosh/object"
)

// mailboxes returns objects with all properties of Get-Mailbox. A sixth of them differs from one to the
// next, as in an organisation: names, addresses, ids, dates, places.
func mailboxes(n int) []*object.Object {
	shape, _ := catalog.ObjectFor("Get-Mailbox")
	list := make([]*object.Object, n)
	for i := range list {
		o := &object.Object{Types: shape.Types}
		for at, p := range shape.Props {
			o.Props = append(o.Props, object.Property{Name: p.Name, Value: sampleValue(at, i)})
		}
		list[i] = o
	}
	return list
}

func sampleValue(at, n int) object.Value {
	if at%6 == 0 {
		switch at / 6 % 5 {
		case 0:
			return fmt.Sprintf("someone.%d@contoso.com", n)
		case 1:
			return object.GUID{byte(at), byte(n), byte(n >> 8), 3}
		case 2:
			return time.Unix(int64(1_700_000_000+n*61), 0).UTC()
		case 3:
			return []any{fmt.Sprintf("SMTP:someone.%d@contoso.com", n), fmt.Sprintf("smtp:someone.%d@contoso.onmicrosoft.com", n)}
		}
		return fmt.Sprintf("exosh.local/Microsoft Exchange Hosted Organizations/contoso.onmicrosoft.com/Someone %d", n)
	}
	return []object.Value{nil, false, "", "None", []any{}, true, int32(500), object.Unlimited{}, object.EnhancedTimeSpan(14 * 864e9),
		object.Unlimited{Value: object.ByteQuantifiedSize(36 << 20)}, []any{"Update", "MoveToDeletedItems", "SoftDelete"}}[at%11]
}

// A bareEncoder writes objects of one shape with names and annotations that were made before, and does
// nothing else: the reference of P-14.
type bareEncoder []string

func newBareEncoder(o *object.Object) bareEncoder {
	var e bareEncoder
	for _, p := range o.Props {
		one := &object.Object{Props: []object.Property{p}}
		text := string(wire.AppendObject(nil, one, wire.Fields{}))
		e = append(e, text[1:strings.LastIndex(text, `"`+p.Name+`":`)+len(p.Name)+3])
	}
	return e
}

func (e bareEncoder) append(b []byte, o *object.Object) []byte {
	b = append(b, '{')
	for i := range o.Props {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, e[i]...)
		switch v := o.Props[i].Value.(type) {
		case nil:
			b = append(b, "null"...)
		case bool:
			b = strconv.AppendBool(b, v)
		case int32:
			b = strconv.AppendInt(b, int64(v), 10)
		case string:
			b = append(append(append(b, '"'), v...), '"')
		case time.Time:
			if layout := `"2006-01-02T15:04:05.0000000-07:00"`; strings.HasSuffix(o.Props[i].Name, "UTC") {
				b = v.AppendFormat(b, `"2006-01-02T15:04:05.0000000Z"`)
			} else {
				b = v.AppendFormat(b, layout)
			}
		case []any:
			b = append(b, '[')
			for n, item := range v {
				if n > 0 {
					b = append(b, ',')
				}
				b = append(append(append(b, '"'), item.(string)...), '"')
			}
			b = append(b, ']')
		default:
			b = append(append(append(b, '"'), object.String(v)...), '"')
		}
	}
	return append(b, '}')
}

// The reference writes the same bytes, or the comparison would say nothing.
func TestReferenceWritesTheSame_P14(t *testing.T) {
	t.Parallel()
	list := mailboxes(50)
	bare, ours := newBareEncoder(list[0]), wire.NewEncoder(wire.Fields{})
	for i, o := range list {
		if got, want := string(ours.Append(nil, o)), string(bare.append(nil, o)); got != want {
			t.Fatalf("object %d:\n got %s\nwant %s", i, got, want)
		}
	}
}

// P-14: all properties beside a bare precompiled encoder (goal: at most 1.5 times its time) and beside
// json.Marshal of a map of the same members (goal: at least 5 times as fast). The three take turns.
func BenchmarkP14(b *testing.B) {
	list := mailboxes(1000)
	bare, ours := newBareEncoder(list[0]), wire.NewEncoder(wire.Fields{})
	maps := make([]map[string]any, 20)
	for i := range maps {
		maps[i] = map[string]any{}
		if err := json.Unmarshal(bare.append(nil, list[i]), &maps[i]); err != nil {
			b.Fatal(err)
		}
	}
	var mine, theirs, marshal time.Duration
	buf := make([]byte, 0, 1<<20)
	each := func(total *time.Duration, n int, f func(i int)) {
		start := time.Now()
		for i := range n {
			f(i)
		}
		*total += time.Since(start) / time.Duration(n)
	}
	for b.Loop() {
		each(&theirs, len(list), func(i int) { buf = bare.append(buf[:0], list[i]) })
		each(&mine, len(list), func(i int) { buf = ours.Append(buf[:0], list[i]) })
		each(&marshal, len(maps), func(i int) {
			if _, err := json.Marshal(maps[i]); err != nil {
				b.Fatal(err)
			}
		})
	}
	b.ReportMetric(float64(mine)/float64(theirs), "x-bare")
	b.ReportMetric(float64(marshal)/float64(mine), "x-faster-than-map")
	b.ReportMetric(float64(mine.Nanoseconds())/float64(b.N)/1000, "us/object")
	b.ReportMetric(float64(len(list[0].Props)), "properties")
	b.ReportMetric(0, "ns/op")
}
