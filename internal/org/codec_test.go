package org_test

import (
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// What is read is written the same, and never more than once different: the stored form is stable.
func FuzzDecode(f *testing.F) {
	for _, v := range []object.Value{
		nil, "x", int32(1), 1.5, []any{"a", nil}, &object.Object{Types: []string{"T"}, Props: []object.Property{{Name: "$x", Value: true}}},
		time.Unix(0, 0).UTC(), object.NewDict("a", int64(1)), object.Unlimited{}, object.ADObjectID{Name: "n"}, []byte{1}, object.Version{Major: 1},
	} {
		b, err := org.EncodeValue(v)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
	}
	f.Add(`{"$z":[1,3600,"CET"]}`)
	f.Add(`{"$f":"NaN"}`)
	f.Add(`{"a":"\ud83d\ude00\u0000"}`)
	f.Fuzz(func(t *testing.T, s string) {
		v, err := org.DecodeValue(s)
		if err != nil {
			return
		}
		once, err := org.EncodeValue(v)
		if err != nil {
			return // deeper than what is written
		}
		again, err := org.DecodeValue(string(once))
		if err != nil {
			t.Fatalf("%q became %q: %v", s, once, err)
		}
		twice, err := org.EncodeValue(again)
		if err != nil || string(once) != string(twice) {
			t.Fatalf("%q became %q, then %q: %v", s, once, twice, err)
		}
	})
}

// A part of an object is the whole without the other properties, whatever the others hold (P-10).
func FuzzDecodePart(f *testing.F) {
	for _, s := range []string{
		`{"a":1,"b":"x","c":[{"$u":null},"]"]}`, `{"$o":["T"],"b":{"$g":"00000000-0000-0000-0000-000000000000"},"a":"\\\"}"}`,
		`{"$$a":1,"A":true}`, `{"c":"\\","a":2}`, `{}`, `{"b":{"a":{"a":1}},"a":[[]]}`, `{"a":"`, `{"x":}`, `{"x":"\"`,
	} {
		f.Add(s, "a")
	}
	f.Fuzz(func(t *testing.T, s, name string) {
		part, partErr := org.DecodePart(s, []string{name})
		whole, err := org.DecodeObject(s)
		if err != nil {
			return // what is passed over is not looked at, so that the part may be readable
		}
		if partErr != nil {
			t.Fatalf("%q of %q: %v", name, s, partErr)
		}
		want := &object.Object{Types: whole.Types}
		for _, p := range whole.Props {
			if strings.EqualFold(p.Name, name) && len(p.Name) == len(name) {
				want.Props = append(want.Props, p)
			}
		}
		a, errA := org.EncodeObject(part)
		b, errB := org.EncodeObject(want)
		if string(a) != string(b) || (errA == nil) != (errB == nil) {
			t.Fatalf("%q of %q: %s, want %s", name, s, a, b)
		}
	})
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"", "nul", "tru", "{", "[", `"`, `"\`, `"\u12`, `"\q"`, "{}x", `{"a"}`, `{"a":}`, `{"a":1,}`, "[1,]", "-", "1e", "99999999999", `{"$nope":1}`,
		`{"$g":"x"}`, `{"$t":"x"}`, `{"$ad":["x"]}`, `{"$v":[1]}`, `{"$z":[1]}`, `{"$d":[1]}`, `{"$y":"!"}`, `{"$n":"x"}`, `{"$t":1,"b":2}`,
	} {
		if v, err := org.DecodeValue(s); err == nil {
			t.Errorf("%q is %v", s, v)
		}
	}
	if _, err := org.DecodeObject("1"); err == nil {
		t.Error("a number is an object")
	}
	if _, err := org.DecodeKeys(`["a"]`); err == nil {
		t.Error("a key without a value")
	}
}
