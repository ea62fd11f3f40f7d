package org_test

import (
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
