package strictjson_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"example.org/exosh/internal/strictjson"
)

func obj(pairs ...any) *strictjson.Object {
	o := &strictjson.Object{}
	for i := 0; i < len(pairs); i += 2 {
		o.Members = append(o.Members, strictjson.Member{Name: pairs[i].(string), Value: pairs[i+1]})
	}
	return o
}

func TestDecode(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, in string
		want     any
	}{
		{"scalars", `[null,true,false,"é\u00e9"]`, []any{nil, true, false, "éé"}},
		{"small number", `7`, int32(7)},
		{"large number", `2147483648`, int64(2147483648)},
		{"fraction", `0.5`, 0.5},
		{"exponent", `1e9`, 1e9},
		{"order is kept", `{"b":1,"a":{"A":[]}}`, obj("b", int32(1), "a", obj("A", []any{}))},
		{"blanks around", " {} \r\n", obj()},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := strictjson.Decode([]byte(tt.in))
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, got, cmp.AllowUnexported(strictjson.Object{})); d != "" {
				t.Error(d)
			}
		})
	}
}

// S-47: what two readers could read differently is refused before anything looks at it.
func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	many := "{"
	for i := range 40 {
		many += `"k` + strings.Repeat("x", i) + `":1,`
	}
	tests := []struct{ name, in, want string }{
		{"same key twice", `{"Identity":1,"Identity":2}`, `"Identity" is there twice`},
		{"same key in another case", `{"Identity":1,"identity":2}`, `once as "Identity"`},
		{"long s", `{"SMTP":1,"ſmtp":2}`, "is there twice"},
		{"long s first", `{"uſer":1,"user":2}`, "is there twice"},
		{"kelvin sign", `{"Key":1,"\u212aey":2}`, "is there twice"},
		{"sigma", `{"σ":1,"ς":2}`, "is there twice"},
		{"nested", `{"a":[{"b":{"C":1,"c":1}}]}`, `/a/0/b`},
		{"many keys", many + `"K":1}`, "is there twice"},
		{"10,000 deep", strings.Repeat("[", 10000), "deeper than 64"},
		{"65 objects deep", strings.Repeat(`{"a":`, 65) + "1" + strings.Repeat("}", 65), "deeper than 64"},
		{"second document", `{} {}`, "follows"},
		{"trailing garbage", `{}x`, "follows"},
		{"number out of range", `9223372036854775808`, "out of range"},
		{"float out of range", `1e400`, "out of range"},
		{"long number", "1." + strings.Repeat("0", 100), "longer than 64"},
		{"invalid UTF-8", "\"\xff\"", "UTF-8"},
		{"invalid UTF-8 in a name", "{\"\xff\":1}", "UTF-8"},
		{"lone surrogate", `"\ud800"`, "surrogate"},
		{"empty", ``, "ends too early"},
		{"cut off", `{"a":`, "ends too early"},
		{"comment", `{} // x`, "follows"},
		{"trailing comma", `[1,]`, "invalid JSON"},
		{"single quotes", `{'a':1}`, "invalid JSON"},
		{"NaN", `NaN`, "invalid JSON"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := strictjson.Decode([]byte(tt.in))
			var e *strictjson.Error
			if !errors.As(err, &e) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error with %q", err, tt.want)
			}
		})
	}
}

func TestDecodeDepthLimitIsReachable(t *testing.T) {
	t.Parallel()
	in := strings.Repeat("[", strictjson.MaxDepth) + strings.Repeat("]", strictjson.MaxDepth)
	if _, err := strictjson.Decode([]byte(in)); err != nil {
		t.Error(err)
	}
}

func TestDecodeObject(t *testing.T) {
	t.Parallel()
	if _, err := strictjson.DecodeObject([]byte(`[]`)); err == nil {
		t.Error("an array was taken for an object")
	}
	o, err := strictjson.DecodeObject([]byte(`{"CmdletInput":5}`))
	if err != nil {
		t.Fatal(err)
	}
	if v, ok := o.Get("cmdletinput"); !ok || v != int32(5) {
		t.Errorf("Get = %v, %v", v, ok)
	}
	if _, ok := (*strictjson.Object)(nil).Get("x"); ok {
		t.Error("a nil object has a member")
	}
}

// Whatever is accepted has no two names that are equal under folding, and valid text.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{`{"a":1,"A":2}`, `{"ſ":1,"s":2}`, `[1e400]`, `{"a":[{},{"b":"\ud83d\ude00"}]}`, "\"\xff\"", `{} {}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		v, err := strictjson.Decode(in)
		if err != nil {
			if !utf8.ValidString(err.Error()) {
				t.Errorf("error is not valid text: %q", err)
			}
			return
		}
		check(t, v, 0)
	})
}

func check(t *testing.T, v any, depth int) {
	if depth > strictjson.MaxDepth {
		t.Fatal("too deep")
	}
	switch v := v.(type) {
	case string:
		if !utf8.ValidString(v) {
			t.Errorf("invalid text %q", v)
		}
	case []any:
		for _, e := range v {
			check(t, e, depth+1)
		}
	case *strictjson.Object:
		for i, m := range v.Members {
			for _, n := range v.Members[:i] {
				if strings.EqualFold(m.Name, n.Name) {
					t.Errorf("%q and %q in one object", m.Name, n.Name)
				}
			}
			check(t, m.Value, depth+1)
		}
	}
}

func TestCanonical(t *testing.T) {
	t.Parallel()
	same := []string{`{"a":[1,true,null],"B":{"x":"é"}}`, ` { "b" : {"X":"\u00e9"} , "A" : [ 1 , true , null ] } `}
	other := []string{`{"a":[1,true],"B":{"x":"é"}}`, `{"a":[1.0,true,null],"B":{"x":"é"}}`, `{"a":["1",true,null],"B":{"x":"é"}}`, `{"a":[1,true,null],"B":{"x":"É"}}`}
	want := canonical(t, same[0])
	if got := canonical(t, same[1]); got != want {
		t.Errorf("%s and %s differ", want, got)
	}
	for _, s := range other {
		if got := canonical(t, s); got == want {
			t.Errorf("%s has the canonical text of another document", s)
		}
	}
}

func canonical(t *testing.T, s string) string {
	t.Helper()
	v, err := strictjson.Decode([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return string(strictjson.Canonical(v))
}
