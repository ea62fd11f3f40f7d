package object

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"example.org/exosh/object/decimal"
)

func TestFormat(t *testing.T) {
	t.Parallel()
	day := time.Date(2024, 3, 4, 15, 6, 7, 123456700, time.UTC)
	dec, _ := decimal.Parse("1234.565")
	for _, c := range []struct {
		format string
		arg    Value
		want   string
	}{
		{"{0}", int32(5), "5"}, {"<{0,5}>", "ab", "<   ab>"}, {"<{0,-5}>", "ab", "<ab   >"}, {"{{{0}}}", "x", "{x}"},
		{"{0:N2}", 1234567.891, "1,234,567.89"}, {"{0:N0}", int32(-1234), "-1,234"}, {"{0:N0}", 0.5, "1"}, {"{0:N2}", 1.005, "1.00"}, {"{0:F2}", 0.125, "0.13"}, {"{0:F0}", 2.5, "3"},
		{"{0:D5}", int32(-42), "-00042"}, {"{0:X}", int32(255), "FF"}, {"{0:x4}", int32(255), "00ff"}, {"{0:X}", int32(-1), "FFFFFFFF"}, {"{0:P1}", 0.1234, "12.3%"}, {"{0:P}", int32(1), "100.00%"},
		{"{0:C}", 1234.5, "$1,234.50"}, {"{0:C2}", -5.0, "-$5.00"}, {"{0:E2}", 12345.678, "1.23E+004"}, {"{0:e3}", int32(0), "0.000e+000"}, {"{0:G3}", 1234.5, "1.23E+03"}, {"{0:G5}", 1234.5, "1234.5"},
		{"{0:N2}", dec, "1,234.57"}, {"{0:F1}", -0.04, "0.0"}, {"{0:G}", 0.1, "0.1"}, {"{0:B8}", int32(5), "00000101"},
		{"{0:0.00}", 1.5, "1.50"}, {"{0:#,##0}", int32(1234567), "1,234,567"}, {"{0:#,##0.##}", 1234.5, "1,234.5"}, {"{0:00}", int32(7), "07"}, {"{0:000.0}", 1.25, "001.3"}, {"{0:#}", int32(0), ""},
		{"{0:0.0%}", 0.256, "25.6%"}, {"{0:0,}", int32(12345), "12"}, {"{0:0.0 'MB'}", 2.0, "2.0 MB"}, {"{0:pos;neg;zero}", int32(-1), "neg"}, {"{0:0;(0);-}", int32(0), "-"}, {"{0:0;(0)}", int32(-5), "(5)"},
		{"{0:0.###E+0}", 12345.0, "1.235E+4"}, {"{0:(000) 000-0000}", int64(5551234567), "(555) 123-4567"}, {"{0:0}", -0.4, "0"},
		{"{0:d}", day, "3/4/2024"}, {"{0:D}", day, "Monday, March 4, 2024"}, {"{0:g}", day, "3/4/2024 3:06 PM"}, {"{0:G}", day, "3/4/2024 3:06:07 PM"}, {"{0}", day, "3/4/2024 3:06:07 PM"},
		{"{0:s}", day, "2024-03-04T15:06:07"}, {"{0:u}", day, "2024-03-04 15:06:07Z"}, {"{0:o}", day, "2024-03-04T15:06:07.1234567Z"}, {"{0:r}", day, "Mon, 04 Mar 2024 15:06:07 GMT"},
		{"{0:yyyy-MM-dd_HH-mm-ss}", day, "2024-03-04_15-06-07"}, {"{0:yyyy-MMM-dd-ddd hh-mm tt}", day, "2024-Mar-04-Mon 03-06 PM"}, {"{0:dddd d MMMM yy}", day, "Monday 4 March 24"},
		{"{0:%d}", day, "4"}, {"{0:HH:mm:ss.fff}", day, "15:06:07.123"}, {"{0:yyyyMMddTHHmmssZ}", day, "20240304T150607Z"}, {"{0:hh\\:mm}", TimeSpan(90 * ticksPerMinute), "01:30"}, {"{0:zzz}", day, "+00:00"},
		{"{0}", TimeSpan(90 * ticksPerMinute), "01:30:00"}, {"{0:g}", TimeSpan(ticksPerDay + 15000000), "1:0:00:01.5"}, {"{0:N}", GUID{1}, "01000000000000000000000000000000"}, {"{0:B}", GUID{}, "{00000000-0000-0000-0000-000000000000}"},
		{"{0:N2}", "text", "text"}, {"{0}", nil, ""}, {"{0:N1}", math.Inf(-1), "-∞"}, {"{0:N0}", ByteQuantifiedSize(1536), "1,536"}, {"{0}", true, "True"},
	} {
		got, err := Format(c.format, []Value{c.arg})
		if err != nil || got != c.want {
			t.Errorf("%q -f %v = %q, %v; want %q", c.format, c.arg, got, err, c.want)
		}
	}
	for _, bad := range []string{"{", "}", "{0", "{x}", "{1}", "{0,999999999}", "{-1}", "{0:{1}}", "{0:D2}", "{0:N9999}", "{0:Q}"} {
		if got, err := Format(bad, []Value{1.5}); err == nil {
			t.Errorf("%q gave %q", bad, got)
		}
	}
}

func FuzzFormat(f *testing.F) {
	for _, s := range []string{"{0:N2}", "{0:#,##0.00;(0)}", "{0:E+00}", "{0:yyyy'x'}", "{0:0.0E0}", "{0,-5:P}"} {
		f.Add(s, 1.5, int64(3))
	}
	f.Fuzz(func(t *testing.T, s string, n float64, i int64) {
		for _, v := range []Value{n, i, int32(i), uint64(i), time.Unix(i%1e11, 0).UTC(), TimeSpan(i), "x", GUID{}} {
			_, _ = Format(s, []Value{v})
			if s != "" && len(s) < 50 {
				_, _ = FormatValue(v, s)
			}
		}
	})
}

func TestArithmetic(t *testing.T) {
	t.Parallel()
	dec := func(s string) *decimal.Decimal { d, _ := decimal.Parse(s); return d }
	day := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		op   func(a, b Value) (Value, error)
		a, b Value
		want Value
	}{
		{Add, int32(1), int32(2), int32(3)}, {Add, int32(math.MaxInt32), int32(1), 2147483648.0}, {Add, int64(1), int32(2), int64(3)}, {Add, int64(math.MaxInt64), int64(1), 9223372036854775808.0},
		{Add, "5", int32(3), "53"}, {Add, int32(5), "3", int32(8)}, {Add, "a", nil, "a"}, {Add, nil, int32(2), int32(2)}, {Add, int32(5), nil, int32(5)}, {Add, Char('a'), "b", "ab"},
		{Add, []any{int32(1)}, int32(2), []any{int32(1), int32(2)}}, {Add, []any{int32(1)}, []any{int32(2), int32(3)}, []any{int32(1), int32(2), int32(3)}}, {Add, true, int32(1), int32(2)}, {Add, int32(1), 0.5, 1.5}, {Add, int32(1), "1kb", int32(1025)},
		{Sub, "5", int32(3), int32(2)}, {Sub, "5", "3", int32(2)}, {Sub, day, day.AddDate(0, 0, -1), TimeSpan(ticksPerDay)}, {Sub, day, TimeSpan(ticksPerDay), day.AddDate(0, 0, -1)}, {Add, day, "1.00:00:00", day.AddDate(0, 0, 1)},
		{Mul, "ab", int32(2), "abab"}, {Mul, int32(4), "2", int32(8)}, {Mul, []any{int32(1)}, int32(2), []any{int32(1), int32(1)}}, {Mul, int32(1 << 20), int32(1 << 20), 1099511627776.0}, {Mul, int64(1 << 62), int32(4), 18446744073709551616.0},
		{Div, int32(7), int32(2), 3.5}, {Div, int32(6), int32(2), int32(3)}, {Div, 1.0, int32(0), math.Inf(1)}, {Mod, int32(-7), int32(3), int32(-1)}, {Mod, 5.5, int32(2), 1.5}, {Mod, int32(math.MinInt32), int32(-1), int32(0)},
		{Div, ByteQuantifiedSize(1 << 30), int32(1 << 20), int64(1024)}, {Div, TimeSpan(ticksPerDay), int32(2), TimeSpan(ticksPerDay / 2)},
	} {
		got, err := c.op(c.a, c.b)
		if err != nil || !same(got, c.want) {
			t.Errorf("%v op %v = %#v, %v; want %#v", c.a, c.b, got, err, c.want)
		}
	}
	if got, err := Add(dec("1.10"), 2.2); err != nil || String(got) != "3.30" {
		t.Errorf("decimal: %v %v", got, err)
	}
	if got, err := Div(dec("1"), int32(3)); err != nil || String(got) != "0.3333333333333333333333333333" {
		t.Errorf("decimal: %v %v", got, err)
	}
	if _, err := Div(int32(1), int32(0)); !errors.Is(err, ErrDivideByZero) {
		t.Error(err)
	}
	for _, c := range []struct {
		op   func(a, b Value) (Value, error)
		a, b Value
		want string
	}{
		{Sub, "abc", int32(1), "'abc' was not in a correct format"}, {Mul, "abcd", int32(1 << 30), "more than the limit"}, {Add, NewDict("a", 1), NewDict("A", 2), "already been added"},
		{Sub, &Object{}, int32(1), "op_Subtraction"}, {Add, NewDict(), int32(1), "another hash table"}, {Add, day, int64(math.MaxInt64), "DateTime"},
	} {
		if _, err := c.op(c.a, c.b); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v op %v: %v", c.a, c.b, err)
		}
	}
}

func TestTruth(t *testing.T) {
	t.Parallel()
	for _, v := range []Value{nil, false, int32(0), 0.0, "", []any{}, []any{int32(0)}, Switch(false), &List{}, ByteQuantifiedSize(0)} {
		if Truth(v) {
			t.Errorf("%#v is true", v)
		}
	}
	for _, v := range []Value{true, int32(-1), "False", "0", []any{int32(0), int32(0)}, &Object{}, &Dict{}, Switch(true), time.Time{}} {
		if !Truth(v) {
			t.Errorf("%#v is false", v)
		}
	}
}

func TestLike(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, pattern string
		want          bool
	}{
		{"Abc", "a*", true}, {"abc", "*b*", true}, {"abc", "a?c", true}, {"abc", "a?", false}, {"", "*", true}, {"abc", "[a-c]bc", true}, {"Abc", "[a-c]bc", true}, {"dbc", "[a-c]bc", false},
		{"a*c", "a`*c", true}, {"abc", "a`*c", false}, {"a[b", "a[b", true}, {"äB", "Ä?", true}, {"x]", "x[]]", true}, {"-", "[a-]", true}, {"abc", "", false}, {"", "", true}, {"a", "a**", true}, {"mississippi", "*sip*i", true},
	} {
		if got := Like(c.text, c.pattern, false); got != c.want {
			t.Errorf("%q -like %q = %v", c.text, c.pattern, got)
		}
	}
	if Like("Abc", "abc", true) {
		t.Error("-clike ignores case")
	}
	// S-52: no wildcard takes more than the product of the lengths.
	Like(strings.Repeat("a", 20000), strings.Repeat("*a", 500)+"b", false)
}

func FuzzLike(f *testing.F) {
	f.Add("abc", "a*[b-d]?`*")
	f.Fuzz(func(t *testing.T, text, pattern string) {
		Like(text, pattern, false)
		if !Like(text, EscapeWildcards(text), true) {
			t.Fatalf("%q does not match itself escaped, %q", text, EscapeWildcards(text))
		}
	})
}

func TestDict(t *testing.T) {
	t.Parallel()
	d := NewDict("B", 1, "a", 2, int32(1), "one")
	d.Set("b", 3)
	if v, _ := d.Get("B"); v != 3 || d.Len() != 3 || String(d.Keys()) != "B a 1" {
		t.Errorf("%v %v", v, d.Keys())
	}
	for i := range 100 {
		d.Set(int32(i+10), i)
	}
	for i := range 100 {
		if !d.Delete(int32(i + 10)) {
			t.Fatal(i)
		}
	}
	if !d.Delete("A") || d.Delete("A") || d.Len() != 2 || String(d.Keys()) != "B 1" {
		t.Errorf("%v", d.Keys())
	}
	cs := &Dict{CaseSensitive: true}
	cs.Set("a", 1)
	if _, ok := cs.Get("A"); ok {
		t.Error("case")
	}
	if v, ok := (*Dict)(nil).Get("x"); ok || v != nil {
		t.Error("nil Dict")
	}
}

func TestGUID(t *testing.T) {
	t.Parallel()
	dns, err := ParseGUID("6BA7B810-9DAD-11D1-80B4-00C04FD430C8")
	if err != nil {
		t.Fatal(err)
	}
	if got := NameGUID(dns, "www.example.com").String(); got != "2ed6657d-e927-568b-95e1-2665a8aea6a2" { // RFC 9562, A.4
		t.Error(got)
	}
	random, err := NewGUID(strings.NewReader(strings.Repeat("\xff", 16)))
	if err != nil || random.String() != "ffffffff-ffff-4fff-bfff-ffffffffffff" {
		t.Error(random, err)
	}
}

func TestGet(t *testing.T) {
	t.Parallel()
	o := &Object{Props: []Property{{"Name", "x"}}}
	for _, c := range []struct {
		v    Value
		name string
		want Value
	}{
		{"häß", "length", int32(3)}, {"😀", "Length", int32(2)}, {[]any{1, 2}, "Count", int32(2)}, {&List{Items: []any{1}}, "Count", int32(1)}, {o, "NAME", "x"}, {NewDict("count", "mine"), "Count", "mine"}, {NewDict("a", 1), "Count", int32(1)},
		{time.Date(2024, 3, 4, 5, 6, 7, 0, time.UTC), "DayOfWeek", "Monday"}, {TimeSpan(36 * ticksPerHour), "Days", int32(1)}, {TimeSpan(36 * ticksPerHour), "TotalHours", 36.0}, {Switch(true), "IsPresent", true},
		{&Credential{UserName: "u"}, "UserName", "u"}, {SmtpAddress("a@b"), "Domain", "b"}, {int32(5), "Count", int32(1)}, {nil, "Count", int32(0)}, {[]any{o, o}, "Name", []any{"x", "x"}}, {[]any{o}, "name", "x"}, {Version{1, 2, -1, -1}, "Minor", int32(2)}, {GUID{1}, "Guid", GUID{1}.String()},
	} {
		if got, ok := Member(c.v, c.name); !ok || !same(got, c.want) {
			t.Errorf("(%v).%s = %#v, %v", c.v, c.name, got, ok)
		}
	}
	if _, ok := Get("x", "Nope"); ok {
		t.Error("Nope")
	}
}

func TestCloneIsDeep(t *testing.T) {
	t.Parallel()
	inner := &Object{Props: []Property{{"A", []any{int32(1)}}}}
	d := NewDict("o", inner)
	d.Set("self", d)
	c := Clone(d).(*Dict)
	o, _ := c.Get("o")
	o.(*Object).Props[0].Value.([]any)[0] = int32(9)
	if self, _ := c.Get("self"); self != c || inner.Props[0].Value.([]any)[0] != int32(1) {
		t.Error("shared")
	}
}
