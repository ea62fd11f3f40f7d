package wire_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/exosh/command"
	"example.org/exosh/internal/adminapi/wire"
	"example.org/exosh/internal/strictjson"
	"example.org/exosh/object"
)

func params(t *testing.T, text string) ([]command.Arg, error) {
	t.Helper()
	o, err := strictjson.DecodeObject([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return wire.Params(o)
}

// Protocol section 4.6: what clients send.
func TestParams(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, in string
		want     []command.Arg
	}{
		{"scalars", `{"Identity":"a","Force":true,"Max":"12","N":12,"X":null}`, []command.Arg{
			{Name: "Identity", Value: "a", HasValue: true}, {Name: "Force", Value: true, HasValue: true},
			{Name: "Max", Value: "12", HasValue: true}, {Name: "N", Value: int32(12), HasValue: true}, {Name: "X", HasValue: true}}},
		{"array", `{"A":["x",1]}`, []command.Arg{{Name: "A", Value: []any{"x", int32(1)}, HasValue: true}}},
		{"bytes as numbers", `{"D":{"@odata.type":"#Exchange.ByteArrayType","Data":[1,2,255]}}`, []command.Arg{{Name: "D", Value: []byte{1, 2, 255}, HasValue: true}}},
		{"bytes as base64", `{"D":{"@odata.type":"#Exchange.ByteArrayType","Data":"AQL/"}}`, []command.Arg{{Name: "D", Value: []byte{1, 2, 255}, HasValue: true}}},
		{"array of bytes", `{"D@odata.type":"#Collection(Exchange.ByteArrayType)","D":[{"@odata.type":"#Exchange.ByteArrayType","Data":""}]}`,
			[]command.Arg{{Name: "D", Value: []any{[]byte{}}, HasValue: true}}},
		{"annotations", `{"@odata.type":"#Exchange.GenericHashTable","A@data.type":"System.String","A":"x"}`, []command.Arg{{Name: "A", Value: "x", HasValue: true}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := params(t, tt.in)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// Adding to and removing from a collection is a tagged hash table.
func TestParamsHash(t *testing.T) {
	t.Parallel()
	got, err := params(t, `{"EmailAddresses":{"@odata.type":"#Exchange.GenericHashTable","Add@odata.type":"#Collection(String)","Add":["smtp:x@y"],"Remove":[]}}`)
	if err != nil {
		t.Fatal(err)
	}
	d, ok := got[0].Value.(*object.Dict)
	if !ok || d.Len() != 2 {
		t.Fatalf("got %#v", got[0].Value)
	}
	if add, _ := d.Get("add"); !cmp.Equal(add, []any{"smtp:x@y"}) {
		t.Errorf("Add is %v", add)
	}
}

func TestParamsRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"object without a tag", `{"Emails":{"Add":["x"]}}`, "Emails"},
		{"unknown tag", `{"Emails":{"@odata.type":"#System.Diagnostics.Process"}}`, "unknown"},
		{"tag that is no text", `{"Emails":{"@odata.type":5}}`, "unknown"},
		{"nested object without a tag", `{"Emails":[{"@odata.type":"#Exchange.GenericHashTable","a":{}}]}`, "Emails"},
		{"bytes out of range", `{"D":{"@odata.type":"#Exchange.ByteArrayType","Data":[256]}}`, "no byte"},
		{"bytes without data", `{"D":{"@odata.type":"#Exchange.ByteArrayType"}}`, "Data"},
		{"broken base64", `{"D":{"@odata.type":"#Exchange.ByteArrayType","Data":"*"}}`, "base64"},
		{"empty name", `{"":1}`, "name"},
		{"unknown annotation", `{"A@odata.bind":"x","A":1}`, "annotation"},
		{"annotation that is no type", `{"A@odata.type":1,"A":1}`, "annotation"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := params(t, tt.in)
			var e *wire.ParamError
			if !errors.As(err, &e) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error with %q", err, tt.want)
			}
		})
	}
}

// Parameters of any shape are decoded or refused with the parameter's name; what is decoded is made of
// values that a binder takes.
func FuzzParams(f *testing.F) {
	for _, s := range []string{
		`{"Identity":"a","X":null,"N":1,"F":1.5,"A":["x",[true]]}`,
		`{"E":{"@odata.type":"#Exchange.GenericHashTable","Add":["x"],"Remove@odata.type":"#Collection(String)"}}`,
		`{"D":{"@odata.type":"#exchange.bytearraytype","data":[0,255]}}`,
		`{"D@odata.type":"#Collection(Exchange.ByteArrayType)","D":[{"@odata.type":"#Exchange.ByteArrayType","Data":"AA=="}]}`,
		`{"@odata.type":1}`, `{"a@b":"c"}`, `{"":0}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		o, err := strictjson.DecodeObject(in)
		if err != nil {
			return
		}
		args, err := wire.Params(o)
		var e *wire.ParamError
		if err != nil && !errors.As(err, &e) {
			t.Errorf("%T: %v", err, err)
		}
		for _, a := range args {
			if a.Name == "" || !a.HasValue {
				t.Errorf("argument %+v", a)
			}
			known(t, a.Value)
		}
	})
}

func known(t *testing.T, v object.Value) {
	switch v := v.(type) {
	case nil, bool, int32, int64, float64, string, []byte:
	case []any:
		for _, item := range v {
			known(t, item)
		}
	case *object.Dict:
		for k, item := range v.All() {
			if _, ok := k.(string); !ok {
				t.Errorf("key %v", k)
			}
			known(t, item)
		}
	default:
		t.Errorf("value of type %T", v)
	}
}
