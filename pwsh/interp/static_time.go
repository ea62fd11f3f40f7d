package interp

import (
	"errors"
	"math"
	"strings"
	"time"

	"example.org/exosh/object"
)

func (in *Interp) dateMethod(n string) method {
	switch n {
	case "parse", "parseexact", "tryparse":
		if n == "parseexact" {
			return func(a *arguments) (object.Value, error) { return parseExact(a) }
		}
		return parseMethod("datetime", n)
	case "daysinmonth":
		return func(a *arguments) (object.Value, error) {
			return int32(time.Date(a.int(0), time.Month(a.int(1))+1, 0, 0, 0, 0, 0, time.UTC).Day()), nil
		}
	case "isleapyear":
		return func(a *arguments) (object.Value, error) {
			return time.Date(a.int(0), 2, 29, 0, 0, 0, 0, time.UTC).Day() == 29, nil
		}
	case "specifykind":
		return func(a *arguments) (object.Value, error) {
			t := a.time(0)
			where := time.Local
			if strings.EqualFold(a.text(1), "Utc") {
				where = time.UTC
			}
			return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), where), nil
		}
	case "fromfiletime", "fromfiletimeutc":
		return func(a *arguments) (object.Value, error) {
			ticks := a.long(0) - fileEpoch
			t := time.Unix(ticks/unixSecond, ticks%unixSecond*int64(tick)).UTC()
			if n == "fromfiletime" {
				t = t.Local()
			}
			return t, nil
		}
	}
	return nil
}

func spanStatic(n string) method {
	unit, ok := map[string]float64{"fromdays": 864e9, "fromhours": 36e9, "fromminutes": 6e8, "fromseconds": 1e7, "frommilliseconds": 1e4, "fromticks": 1}[n]
	if !ok {
		return parseMethod("timespan", n)
	}
	return func(a *arguments) (object.Value, error) {
		v := a.double(0) * unit
		if math.IsNaN(v) || math.Abs(v) >= math.MaxInt64 {
			return nil, errors.New("TimeSpan overflowed because the duration is too long.")
		}
		return object.TimeSpan(math.Round(v)), nil
	}
}

func (in *Interp) stopwatchMethod(n string) method {
	if n != "startnew" {
		return nil
	}
	return func(*arguments) (object.Value, error) {
		now, err := in.now()
		return &Stopwatch{started: now, now: in.opt.Now}, err
	}
}
