package interp

import (
	"errors"
	"math"
	"strings"
	"time"

	"example.org/exosh/object"
)

const (
	tick       = 100 * time.Nanosecond
	fileEpoch  = 116444736000000000 // ticks from 1601 to 1970
	unixSecond = int64(time.Second / tick)
)

// Methods of System.DateTime.
func timeMethod(t time.Time, name string) method {
	unit := map[string]time.Duration{"adddays": 24 * time.Hour, "addhours": time.Hour, "addminutes": time.Minute,
		"addseconds": time.Second, "addmilliseconds": time.Millisecond, "addticks": tick}[name]
	switch {
	case unit != 0:
		return func(a *arguments) (object.Value, error) { return addTime(t, unit, a) }
	case name == "addmonths" || name == "addyears":
		return func(a *arguments) (object.Value, error) { return addMonths(t, name, a) }
	}
	switch name {
	case "tolocaltime":
		return func(*arguments) (object.Value, error) { return t.Local(), nil }
	case "touniversaltime":
		return func(*arguments) (object.Value, error) { return t.UTC(), nil }
	case "toshortdatestring", "tolongdatestring", "toshorttimestring", "tolongtimestring":
		format := map[string]string{"toshortdatestring": "d", "tolongdatestring": "D", "toshorttimestring": "t", "tolongtimestring": "T"}[name]
		return func(*arguments) (object.Value, error) { return object.FormatValue(t, format) }
	case "tostring":
		return func(a *arguments) (object.Value, error) {
			format := "G" // the current culture's, unlike a date in a string
			if a.has(0) && a.text(0) != "" {
				format = a.text(0)
			}
			return object.FormatValue(t, format)
		}
	case "subtract", "add":
		return func(a *arguments) (object.Value, error) {
			if !a.count(1, 1) {
				return nil, nil
			}
			if name == "add" {
				return object.Add(t, a.any(0))
			}
			return object.Sub(t, a.any(0))
		}
	case "tofiletime", "tofiletimeutc":
		return func(*arguments) (object.Value, error) {
			return t.Unix()*unixSecond + int64(t.Nanosecond()/100) + fileEpoch, nil
		}
	case "isdaylightsavingtime":
		return func(*arguments) (object.Value, error) { return t.IsDST(), nil }
	}
	return nil
}

func addTime(t time.Time, unit time.Duration, a *arguments) (object.Value, error) {
	if !a.count(1, 1) {
		return nil, nil
	}
	n := a.double(0)
	if math.IsNaN(n) || math.Abs(n)*float64(unit) > float64(math.MaxInt64) {
		if whole := int(n); unit == 24*time.Hour && math.Abs(n) < 4e6 {
			return t.AddDate(0, 0, whole), nil
		}
		return nil, errors.New("The added or subtracted value results in an un-representable DateTime. (Parameter 'value')")
	}
	return t.Add(time.Duration(math.Round(n * float64(unit)))), nil
}

// Adds months; a day that the month does not have becomes its last.
func addMonths(t time.Time, name string, a *arguments) (object.Value, error) {
	if !a.count(1, 1) {
		return nil, nil
	}
	n := a.int(0)
	if name == "addyears" {
		n *= 12
	}
	if n < -120000 || n > 120000 {
		return nil, errors.New("Months value must be between +/-120000. (Parameter 'months')")
	}
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), t.Location())
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1), nil
}

// Methods of System.TimeSpan.
func spanMethod(t object.TimeSpan, name string) method {
	switch name {
	case "add", "subtract":
		return func(a *arguments) (object.Value, error) {
			other, ok := a.convert(0, "timespan").(object.TimeSpan)
			if !ok {
				return nil, nil
			}
			if name == "add" {
				return t + other, nil
			}
			return t - other, nil
		}
	case "negate":
		return func(*arguments) (object.Value, error) { return -t, nil }
	case "duration":
		return func(*arguments) (object.Value, error) { return max(t, -t), nil }
	}
	return nil
}

// Methods of Exchange's ByteQuantifiedSize, which scripts call in the vendor's module.
func sizeMethod(v object.ByteQuantifiedSize, name string) method {
	shift, ok := map[string]uint{"tobytes": 0, "tokb": 10, "tomb": 20, "togb": 30, "totb": 40}[strings.ToLower(name)]
	if !ok {
		return nil
	}
	return func(*arguments) (object.Value, error) { return int64(uint64(v) >> shift), nil }
}
