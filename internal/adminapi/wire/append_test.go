package wire_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/adminapi/wire"
	"example.org/exosh/object"
	"example.org/exosh/object/decimal"
)

var guid = object.GUID{0x6f, 0x2c, 0x40, 0x01, 0x22, 0x33, 0x44, 0x55, 0x86, 0x77, 1, 2, 3, 4, 5, 6}

// The annotations stand before the property, and which there are was captured from the vendor's service
// (protocol section 4.7).
func TestAppendObject(t *testing.T) {
	t.Parallel()
	at := time.Date(2022, 9, 21, 8, 7, 47, 0, time.UTC)
	tests := []struct {
		name  string
		value object.Value
		want  string
	}{
		{"P", nil, `"P":null`},
		{"P", true, `"P":true`},
		{"P", object.Switch(true), `"P":true`},
		{"P", "", `"P":""`},
		{"P", "a\"b\\c\né\u2028", `"P":"a\"b\\c\né` + "\u2028" + `"`},
		{"P", "bad\xffutf", `"P":"bad` + "\ufffd" + `utf"`},
		{"Guid", guid, `"Guid@data.type":"System.Guid","Guid@odata.type":"#Guid","Guid":"6f2c4001-2233-4455-8677-010203040506"`},
		{"P", int16(3), `"P@data.type":"System.Int16","P@odata.type":"#Int16","P":3`},
		{"P", int32(-3), `"P@data.type":"System.Int32","P":-3`},
		{"P", int64(3), `"P@data.type":"System.Int64","P@odata.type":"#Int64","P":3`},
		{"P", 0.5, `"P@data.type":"System.Double","P@odata.type":"#Double","P":0.5`},
		{"P", decimal.New(110, -2), `"P@data.type":"System.Decimal","P@odata.type":"#Decimal","P":1.10`},
		{"P", math.Inf(1), `"P@data.type":"System.Double","P@odata.type":"#Double","P":"∞"`},
		{"WhenCreated", at, `"WhenCreated@data.type":"System.DateTime","WhenCreated":"2022-09-21T08:07:47.0000000+00:00"`},
		{"WhenCreatedUTC", at, `"WhenCreatedUTC@data.type":"System.DateTime","WhenCreatedUTC":"2022-09-21T08:07:47.0000000Z"`},
		{"P", []any{}, `"P@odata.type":"#Collection(String)","P":[]`},
		{"P", []any{"a", int32(1), nil}, `"P@odata.type":"#Collection(String)","P":["a","1",""]`},
		{"P", &object.List{Items: []any{"a"}}, `"P@odata.type":"#Collection(String)","P":["a"]`},
		{"P", object.EnhancedTimeSpan(90 * 24 * 3600 * 1e7), `"P":"90.00:00:00"`},
		{"P", object.ByteQuantifiedSize(106300440576), `"P":"99 GB (106,300,440,576 bytes)"`},
		{"P", object.Unlimited{}, `"P":"Unlimited"`},
		{"P", object.SmtpAddress("a@b.c"), `"P":"a@b.c"`},
		{"P", object.ADObjectID{Name: "Default"}, `"P":"Default"`},
		{"P", []byte{1, 255}, `"P@odata.type":"#Exchange.ByteArrayType","P":{"Data":[1,255]}`},
		{"P", object.NewDict("k", int32(1)), `"P":{"@odata.type":"#Exchange.GenericHashTable","k@data.type":"System.Int32","k":1}`},
		{`we"ird`, int32(1), `"we\"ird@data.type":"System.Int32","we\"ird":1`},
	}
	for _, tt := range tests {
		o := &object.Object{Props: []object.Property{{Name: tt.name, Value: tt.value}}}
		got := string(wire.AppendObject(nil, o, wire.Fields{}))
		if got != "{"+tt.want+"}" {
			t.Errorf("%s of %T:\n got %s\nwant {%s}", tt.name, tt.value, got, tt.want)
		}
		if !json.Valid([]byte(got)) {
			t.Errorf("%s is no JSON", got)
		}
	}
}

func TestSelectFields(t *testing.T) {
	t.Parallel()
	o := &object.Object{Props: []object.Property{{Name: "Name", Value: "a"}, {Name: "Guid", Value: guid}, {Name: "Alias", Value: "b"}}}
	tests := []struct{ fields, want string }{
		{"", "Name,Guid,Alias"},
		{"*", "Name,Guid,Alias"},
		{"alias, NAME", "Name,Alias"},
		{"Nothing", ""},
	}
	for _, tt := range tests {
		var got map[string]any
		if err := json.Unmarshal(wire.AppendObject(nil, o, wire.SelectFields(tt.fields)), &got); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"Name", "Guid", "Alias"} {
			_, has := got[name]
			if want := strings.Contains(","+tt.want+",", ","+name+","); has != want {
				t.Errorf("$select=%q: %s is there: %v, want %v", tt.fields, name, has, want)
			}
		}
	}
}

func TestAppendValueOfScalars(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		v    object.Value
		want string
	}{{"a", `"a"`}, {int32(4), "4"}, {nil, "null"}, {object.NewDict("a", "b"), `{"@odata.type":"#Exchange.GenericHashTable","a":"b"}`}} {
		if got := string(wire.AppendValue(nil, tt.v, wire.Fields{})); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
}

// A hash table that holds itself ends.
func TestAppendCycle(t *testing.T) {
	t.Parallel()
	d := object.NewDict()
	d.Set("self", d)
	if got := wire.AppendValue(nil, d, wire.Fields{}); !json.Valid(got) {
		t.Errorf("%s is no JSON", got)
	}
}

func BenchmarkAppendObject(b *testing.B) {
	o := &object.Object{}
	for _, name := range []string{"Name", "Alias", "DisplayName", "PrimarySmtpAddress", "Office", "City", "Country"} {
		o.Props = append(o.Props, object.Property{Name: name, Value: "some ordinary text"})
	}
	o.Set("Guid", guid)
	o.Set("Hidden", false)
	o.Set("Count", int32(7))
	o.Set("WhenCreatedUTC", time.Date(2022, 9, 21, 8, 7, 47, 0, time.UTC))
	o.Set("EmailAddresses", []any{"SMTP:a@b.c", "smtp:d@e.f"})
	buf := make([]byte, 0, 4096)
	b.ReportAllocs()
	for b.Loop() {
		buf = wire.AppendObject(buf[:0], o, wire.Fields{})
	}
}
