package object

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.org/exosh/object/decimal"
)

func TestConvert(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   Value
		to   Type
		want Value
	}{
		{"42", "int", int32(42)}, {" 7.6 ", "int", int32(8)}, {2.5, "int", int32(2)}, {3.5, "System.Int32", int32(4)},
		{"", "int", int32(0)}, {nil, "int", int32(0)}, {"0x10", "int", int32(16)}, {true, "int", int32(1)}, {Char('A'), "int", int32(65)},
		{"1,000", "int", int32(1000)}, {"1,5", "double", 15.0}, {"1e3", "long", int64(1000)}, {"-5", "Int16", int16(-5)},
		{"4294967295", "uint32", uint32(4294967295)}, {"255", "byte", uint8(255)},
		{"false", "bool", true}, {"", "bool", false}, {int32(0), "bool", false}, {[]any{}, "bool", false},
		{int32(5), "string", "5"}, {nil, "string", ""}, {[]any{int32(1), "b"}, "string", "1 b"}, {1.5, "string", "1.5"},
		{"x", "string[]", []any{"x"}}, {[]any{int32(1), int32(2)}, "string[]", []any{"1", "2"}}, {nil, "string[]", nil},
		{"1", "int[]", []any{int32(1)}}, {"ab", "char[]", []any{Char('a'), Char('b')}}, {[]any{int32(1), "2"}, "byte[]", []byte{1, 2}},
		{"10 GB", "ByteQuantifiedSize", ByteQuantifiedSize(10 << 30)}, {"10GB", "Microsoft.Exchange.Data.ByteQuantifiedSize", ByteQuantifiedSize(10 << 30)},
		{"99 GB (106,300,440,576 bytes)", "ByteQuantifiedSize", ByteQuantifiedSize(106300440576)}, {int32(512), "ByteQuantifiedSize", ByteQuantifiedSize(512)},
		{"1.5 KB", "ByteQuantifiedSize", ByteQuantifiedSize(1536)}, {"1024", "ByteQuantifiedSize", ByteQuantifiedSize(1024)},
		{"unlimited", "Unlimited", Unlimited{}}, {"100", "Unlimited", Unlimited{int32(100)}}, {"10GB", "Unlimited", Unlimited{ByteQuantifiedSize(10 << 30)}},
		{"30.00:00:00", "Unlimited", Unlimited{EnhancedTimeSpan(30 * ticksPerDay)}}, {"5", "Unlimited<UInt32>", Unlimited{uint32(5)}},
		{"Unlimited", "Microsoft.Exchange.Management.RestApiClient.Unlimited`1[System.UInt32]", Unlimited{}},
		{"90.00:00:00", "EnhancedTimeSpan", EnhancedTimeSpan(90 * ticksPerDay)}, {"01:30", "TimeSpan", TimeSpan(90 * ticksPerMinute)}, {"7", "TimeSpan", TimeSpan(7 * ticksPerDay)},
		{"3.9.0", "version", Version{3, 9, 0, -1}}, {"alice", "MailboxIdParameter", "alice"}, {nil, "MailboxIdParameter", nil},
		{"a@b.c", "SmtpAddress", SmtpAddress("a@b.c")}, {"x", "object", "x"}, {"x", "ScriptBlock", "x"},
		{nil, "Nullable[datetime]", nil}, {"", "Nullable[datetime]", nil}, {"5", "Nullable<int>", int32(5)},
		{[]any{"a", int32(1)}, "MultiValuedProperty", []any{"a", "1"}}, {true, "SwitchParameter", Switch(true)},
	} {
		got, err := Convert(c.in, c.to)
		if err != nil || !same(got, c.want) {
			t.Errorf("Convert(%#v, %s) = %#v, %v; want %#v", c.in, c.to, got, err, c.want)
		}
	}
}

func TestConvertKeepsWhatIsOfTheType(t *testing.T) {
	t.Parallel()
	file := &Object{Types: []string{"System.IO.FileInfo", "System.IO.FileSystemInfo", "System.Object"}}
	for _, to := range []Type{"System.IO.FileInfo", "System.IO.FileSystemInfo", "FileInfo"} {
		if got, err := Convert(file, to); err != nil || got != file {
			t.Errorf("%s: %v, %v", to, got, err)
		}
	}
}

func same(a, b Value) bool {
	x, okX := a.([]any)
	y, okY := b.([]any)
	if okX || okY {
		if len(x) != len(y) || okX != okY {
			return false
		}
		for i := range x {
			if !same(x[i], y[i]) {
				return false
			}
		}
		return true
	}
	if x, ok := a.([]byte); ok {
		y, ok := b.([]byte)
		return ok && string(x) == string(y)
	}
	return a == b
}

func TestConvertRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   Value
		to   Type
		want string
	}{
		{"abc", "int", `Cannot convert value "abc" to type "System.Int32". Error: "The input string 'abc' was not in a correct format."`},
		{"99999999999", "int", "too large or too small for an Int32"},
		{"300", "byte", "too large"}, {math.NaN(), "long", "too large"}, {"12 parsecs", "ByteQuantifiedSize", "10GB"}, {"-1", "ByteQuantifiedSize", "not a size"},
		{"nope", "guid", "32 hexadecimal digits"}, {nil, "datetime", "null"}, {"2024-13-45", "datetime", "not recognized as a valid DateTime"},
		{"25:00:00", "timespan", "TimeSpan"}, {"3", "version", "two to four numbers"}, {"plain", "SecureString", "ConvertTo-SecureString"},
		{NewDict("Sub", "x"), "MultiValuedProperty", "Add and Remove only, not Sub"}, {strings.Repeat("9", 1000), "double", "correct format"},
		{[]any{int32(1), int32(2)}, "int", "not a number"}, {"soon", "Unlimited", "Write Unlimited"},
	} {
		_, err := Convert(c.in, c.to)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Convert(%v, %s): %v; want %q", c.in, c.to, err, c.want)
		}
	}
}

func TestString(t *testing.T) {
	t.Parallel()
	dec, _ := decimal.Parse("1.50")
	for _, c := range []struct {
		in   Value
		want string
	}{
		{nil, ""}, {true, "True"}, {Switch(false), "False"}, {int32(-3), "-3"}, {1e15, "1E+15"}, {1e14, "100000000000000"}, {0.0001, "0.0001"}, {0.00001, "1E-05"},
		{0.1 + math.Sqrt(0.04), "0.30000000000000004"}, {float32(0.1), "0.1"}, {math.Inf(1), "∞"}, {dec, "1.50"}, {1234567890123456.0, "1.234567890123456E+15"},
		{ByteQuantifiedSize(106300440576), "99 GB (106,300,440,576 bytes)"}, {ByteQuantifiedSize(1288490188), "1.2 GB (1,288,490,188 bytes)"}, {ByteQuantifiedSize(0), "0 B (0 bytes)"},
		{Unlimited{}, "Unlimited"}, {EnhancedTimeSpan(90 * ticksPerDay), "90.00:00:00"}, {TimeSpan(-15000000), "-00:00:01.5000000"},
		{time.Date(2024, 1, 2, 15, 4, 5, 0, time.UTC), "01/02/2024 15:04:05"}, {&SecureString{Plain: "secret"}, "System.Security.SecureString"},
		{[]any{int32(1), nil, "x"}, "1  x"}, {&List{Items: []any{"a", "b"}}, "a b"}, {[]byte{1, 2}, "1 2"}, {NewDict("a", 1), "System.Collections.Hashtable"},
		{&Object{Props: []Property{{"A", int32(1)}, {"B", "x"}}}, "@{A=1; B=x}"}, {Version{3, 9, -1, -1}, "3.9"}, {ADObjectID{DN: "CN=x"}, "CN=x"},
		{Type("int"), "Int32"},
	} {
		if got := String(c.in); got != c.want {
			t.Errorf("String(%#v) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestParseTime(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"3/4/2024": "2024-03-04T00:00:00.0000000", "03/04/2024 15:04:05": "2024-03-04T15:04:05.0000000", "3/4/2024 3:04 PM": "2024-03-04T15:04:00.0000000",
		"2024-03-04": "2024-03-04T00:00:00.0000000", "2024-03-04T05:06:07Z": "2024-03-04T05:06:07.0000000Z", "2022-09-21T08:07:47.1234567+02:00": "2022-09-21T06:07:47.1234567Z",
		"4 March 2024": "2024-03-04T00:00:00.0000000", "March 4, 2024 3PM": "2024-03-04T15:00:00.0000000", "Mon, 04 Mar 2024 05:06:07 GMT": "2024-03-04T05:06:07.0000000Z",
		"04-Mar-2024": "2024-03-04T00:00:00.0000000", "2024/03/04 05:06": "2024-03-04T05:06:00.0000000", "3/4/24": "2024-03-04T00:00:00.0000000", "2024-03": "2024-03-01T00:00:00.0000000",
		"Monday, March 4, 2024 3:04:05 PM": "2024-03-04T15:04:05.0000000",
	} {
		got, err := ParseTime(in, nil)
		if err != nil {
			t.Errorf("%q: %v", in, err)
			continue
		}
		if s, _ := FormatValue(got, "o"); s != want {
			t.Errorf("%q = %s, want %s", in, s, want)
		}
	}
	for _, bad := range []string{"", "x", "13/45/2024", "2024-02-30", "25:00", "1/2/3/4", "5", "2024-01-01T25:00:00", strings.Repeat("1", 100), "-", "/", "2024-01-01 10:00 11:00", "99999-01-01", "13 PM"} {
		if got, err := ParseTime(bad, nil); err == nil {
			t.Errorf("%q was read as %v", bad, got)
		}
	}
}

// Whatever is converted to text reads back as itself.
func TestTextReadsBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		i, f := rapid.Int64().Draw(t, "i"), rapid.Float64().Draw(t, "f")
		for _, c := range []struct {
			v  Value
			to Type
		}{
			{i, "long"}, {int32(i), "int"}, {f, "double"}, {TimeSpan(i % (10675199 * ticksPerDay)), "timespan"},
			{ByteQuantifiedSize(i), "ByteQuantifiedSize"}, {GUID{byte(i), byte(i >> 8), 3}, "guid"},
		} {
			got, err := Convert(String(c.v), c.to)
			if err != nil || got != c.v {
				t.Fatalf("%v -> %q -> %v, %v", c.v, String(c.v), got, err)
			}
		}
	})
}

// Compare is an order: antisymmetric, transitive, and zero exactly where Equal holds.
func TestCompareIsAnOrder(t *testing.T) {
	t.Parallel()
	text := rapid.OneOf(rapid.StringMatching(`[a-cA-CäÄéß .\-_0-3]{0,4}`), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := text.Draw(t, "a"), text.Draw(t, "b"), text.Draw(t, "c")
		for _, cs := range []bool{false, true} {
			ab, ba, bc, ac := CompareText(a, b, cs), CompareText(b, a, cs), CompareText(b, c, cs), CompareText(a, c, cs)
			if ab != -ba {
				t.Fatalf("%q %q: %d and %d", a, b, ab, ba)
			}
			if ab <= 0 && bc <= 0 && ac > 0 {
				t.Fatalf("%q %q %q", a, b, c)
			}
			if a == b && ab != 0 || cs && ab == 0 && a != b {
				t.Fatalf("%q %q: %d", a, b, ab)
			}
		}
	})
}

// The root order of Unicode: blanks, punctuation, symbols, digits, letters; accents after base letters.
func TestCompareTextOrder(t *testing.T) {
	t.Parallel()
	want := []string{"", " a", "_a", "-a", ".a", "(a", "@a", "#a", "+a", "$a", "0", "9", "a", "á", "ä b", "ab", "az", "b", "é", "f", "z", "ω"}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, func(a, b string) int { return CompareText(a, b, false) })
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if CompareText("a", "A", true) >= 0 || CompareText("A", "b", true) >= 0 {
		t.Error("lower case comes first, and after the letters")
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b Value
		want int
	}{
		{int32(10), "9", 1}, {"10", int32(9), -1}, {int32(1), 1.5, -1}, {"a", "B", -1}, {"äb", "az", -1}, {"_x", "1", -1}, {"1", "a", -1},
		{ByteQuantifiedSize(1 << 30), "1 GB", 0}, {ByteQuantifiedSize(1 << 30), int64(1 << 31), -1}, {Unlimited{}, int32(5), 1}, {Unlimited{int32(5)}, "Unlimited", -1},
		{time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), "2/1/2024", -1}, {TimeSpan(ticksPerDay), "1.00:00:00", 0}, {Version{3, 10, -1, -1}, "3.9", 1}, {nil, int32(1), -1}, {int32(1), nil, 1},
		{true, int32(5), 0}, {int64(9007199254740993), 9007199254740992.0, 0},
	} {
		got, err := Compare(c.a, c.b, false)
		if err != nil || got != c.want {
			t.Errorf("Compare(%v, %v) = %d, %v; want %d", c.a, c.b, got, err, c.want)
		}
	}
	for _, c := range [][2]Value{{int32(1), "x"}, {&Object{}, "x"}, {time.Time{}, "x"}} {
		if _, err := Compare(c[0], c[1], false); err == nil {
			t.Errorf("Compare(%v, %v) succeeded", c[0], c[1])
		}
		if Equal(c[0], c[1], false) {
			t.Errorf("Equal(%v, %v)", c[0], c[1])
		}
	}
}

func TestEqual(t *testing.T) {
	t.Parallel()
	o := &Object{}
	arr := []any{int32(1)}
	for _, c := range []struct {
		a, b Value
		want bool
	}{
		{"ABC", "abc", true}, {"5", int32(5), true}, {int32(5), "5", true}, {int32(5), "five", false}, {nil, nil, true}, {nil, "", false}, {int32(0), nil, false},
		{true, "x", true}, {false, "", true}, {Switch(true), true, true}, {o, o, true}, {o, &Object{}, false}, {arr, arr, true}, {arr, []any{int32(1)}, false},
		{ADObjectID{Name: "Bob", DN: "CN=Bob"}, "bob", true}, {ADObjectID{Name: "Bob", DN: "CN=Bob"}, "cn=bob", true}, {GUID{1}, GUID{1}.String(), true},
		{Unlimited{}, "unlimited", true}, {"Unlimited", Unlimited{}, true}, {Type("int"), Type("System.Int32"), true},
	} {
		if got := Equal(c.a, c.b, false); got != c.want {
			t.Errorf("Equal(%v, %v) = %v", c.a, c.b, got)
		}
	}
	if Equal("A", "a", true) {
		t.Error("case")
	}
}

func FuzzConvert(f *testing.F) {
	for _, s := range []string{"1", "0x1f", "10 GB (1 bytes)", "1.2:3", "2024-01-01T00:00:00+01:00", "3 PM", "{00000000-0000-0000-0000-000000000000}", "1e400", "٣"} {
		f.Add(s)
	}
	types := []Type{"int", "long", "double", "decimal", "datetime", "timespan", "guid", "version", "ByteQuantifiedSize", "Unlimited", "char", "int[]", "bool", "MultiValuedProperty", "UserIdParameter"}
	f.Fuzz(func(t *testing.T, s string) {
		for _, to := range types {
			v, err := Convert(s, to)
			if err != nil {
				continue
			}
			again, err := Convert(v, to)
			if err != nil {
				t.Fatalf("%s: %#v converts once only: %v", to, v, err)
			}
			if !math.IsNaN(asFloat(v)) && to != "decimal" && to != "int[]" && to != "MultiValuedProperty" && !same(v, again) {
				t.Fatalf("%s: %#v became %#v", to, v, again)
			}
			_ = String(v)
		}
		_, _ = Convert("x", Type(s))
	})
}

func asFloat(v Value) float64 { f, _ := v.(float64); return f }
