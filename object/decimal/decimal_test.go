package decimal_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"example.org/exosh/object/decimal"
)

func parse(t *testing.T, text string) *decimal.Decimal {
	t.Helper()
	d, err := decimal.Parse(text)
	if err != nil {
		t.Fatalf("Parse(%q): %v", text, err)
	}
	return d
}

func TestParse(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"0": "0", "00.50": "0.50", "-1.50": "-1.50", "+.5": "0.5", "5.": "5", "1e3": "1000", "1.50E+1": "15.0", "25e-3": "0.025", "-0.00": "0.00",
		"79228162514264337593543950335": "79228162514264337593543950335",
	} {
		if got := parse(t, text).String(); got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
	for _, text := range []string{"", ".", "-", "+-1", "1-", "1.2.3", "1e", "1e+", "1ex", "e5", "NaN", "Infinity", "1_0", "0x1", "1,5", "1e1001", "--1", "1.-5", strings.Repeat("1", 3000)} {
		if d, err := decimal.Parse(text); !errors.Is(err, decimal.ErrSyntax) {
			t.Errorf("Parse(%.20q) = %v, %v", text, d, err)
		}
	}
}

// The expected values are those of System.Decimal.
func TestArithmetic(t *testing.T) {
	t.Parallel()
	most := "79228162514264337593543950335"
	for _, tt := range []struct {
		x, op, y, want string
	}{
		{"1.10", "+", "2", "3.10"},
		{"0.1", "+", "0.2", "0.3"},
		{"1", "-", "1.00", "0.00"},
		{"1.10", "*", "2.00", "2.2000"},
		{"0.0000000000000000000000000005", "*", "0.1", "0.0000000000000000000000000000"},
		{"0.0000000000000000000000000015", "*", "0.1", "0.0000000000000000000000000002"},
		{"10", "/", "3", "3.3333333333333333333333333333"},
		{"2", "/", "3", "0.6666666666666666666666666667"},
		{"-20", "/", "3", "-6.6666666666666666666666666667"},
		{"1.00", "/", "1", "1.00"},
		{"1.00", "/", "0.5", "2.0"},
		{"1", "/", "0.5", "2"},
		{"1.00", "/", "8", "0.125"},
		{"100", "/", "1.0", "100"},
		{"7.5", "%", "2", "1.5"},
		{"-7.5", "%", "2", "-1.5"},
		{most, "+", "0.4", most},
		{most, "+", "0.5", "range"},
		{most, "*", "10", "range"},
		{"-" + most, "-", "1", "range"},
		{most, "/", "0.1", "range"},
		{"1", "/", "0.0", "zero"},
		{"1", "%", "0", "zero"},
	} {
		op := map[string]func(x, y *decimal.Decimal) (*decimal.Decimal, error){
			"+": decimal.Add, "-": decimal.Sub, "*": decimal.Mul, "/": decimal.Quo, "%": decimal.Rem,
		}[tt.op]
		d, err := op(parse(t, tt.x), parse(t, tt.y))
		got := ""
		switch {
		case errors.Is(err, decimal.ErrRange):
			got = "range"
		case errors.Is(err, decimal.ErrDivideByZero):
			got = "zero"
		case err != nil:
			t.Fatal(err)
		default:
			got = d.String()
		}
		if got != tt.want {
			t.Errorf("%s %s %s = %s, want %s", tt.x, tt.op, tt.y, got, tt.want)
		}
	}
}

func TestRound(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text       string
		scale      int
		even, away string
	}{
		{"0.5", 0, "0", "1"}, {"1.5", 0, "2", "2"}, {"-2.5", 0, "-2", "-3"}, {"2.51", 0, "3", "3"},
		{"1.245", 2, "1.24", "1.25"}, {"1.2", 3, "1.200", "1.200"}, {"9.99", 1, "10.0", "10.0"},
	} {
		d := parse(t, tt.text)
		if even, away := d.Round(tt.scale, decimal.ToEven).String(), d.Round(tt.scale, decimal.AwayFromZero).String(); even != tt.even || away != tt.away {
			t.Errorf("%s to %d decimals is %s and %s, want %s and %s", tt.text, tt.scale, even, away, tt.even, tt.away)
		}
	}
}

func TestConversions(t *testing.T) {
	t.Parallel()
	for f, want := range map[float64]string{0.1: "0.1", 1.0 / 3: "0.333333333333333", -2.5: "-2.5", 1e20: "100000000000000000000", 1e-30: "0.0000000000000000000000000000"} {
		if d, err := decimal.FromFloat(f); err != nil || d.String() != want {
			t.Errorf("FromFloat(%v) = %v, %v, want %s", f, d, err, want)
		}
	}
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e29, -8e28} {
		if d, err := decimal.FromFloat(f); !errors.Is(err, decimal.ErrRange) {
			t.Errorf("FromFloat(%v) = %v, %v", f, d, err)
		}
	}
	if i, ok := parse(t, "-12.00").Int64(); i != -12 || !ok {
		t.Errorf("-12.00 is the whole number %d, %t", i, ok)
	}
	if _, ok := parse(t, "1.5").Int64(); ok {
		t.Error("1.5 is a whole number")
	}
	if _, ok := parse(t, "-1").Uint64(); ok {
		t.Error("-1 is an unsigned number")
	}
	if u, ok := parse(t, "18446744073709551615").Uint64(); u != math.MaxUint64 || !ok {
		t.Errorf("the largest unsigned number is %d, %t", u, ok)
	}
	if f := parse(t, "1.25").Float64(); f != 1.25 {
		t.Errorf("1.25 as a double is %v", f)
	}
	if d := parse(t, "0.125").Shift(2).String(); d != "12.5" {
		t.Errorf("0.125 shifted by 2 is %s", d)
	}
	if d := parse(t, "12.5").Shift(3).Shift(-6).String(); d != "0.012500" && d != "0.0125" {
		t.Errorf("12.5 shifted by 3 and -6 is %s", d)
	}
	if parse(t, "1.50").Cmp(parse(t, "1.5")) != 0 || parse(t, "-2").Cmp(parse(t, "1.5")) != -1 {
		t.Error("decimals compare otherwise than their values")
	}
}
