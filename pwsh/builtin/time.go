package builtin

import (
	"context"
	"fmt"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// timeCommands tell and pass the time.
func timeCommands(env *Env) []*command.Command {
	const parts = " [[-Date] <datetime>{ByValue ByName alias=LastWriteTime}] [-UnixTimeSeconds <long>{alias=UnixTime}] [-Year <int>] [-Month <int>] [-Day <int>] [-Hour <int>] [-Minute <int>] [-Second <int>] [-Millisecond <int>] [-AsUTC] [-DisplayHint <DisplayHintType>{Date|Time|DateTime}]"
	return []*command.Command{
		simple("Get-Date <net>"+parts+" [-Format <string>]\nGet-Date <UFormat>"+parts+" -UFormat <string>", getDate(env)),
		simple(`
			New-TimeSpan <Date> [[-Start] <datetime>{ByValue ByName alias=LastWriteTime}] [[-End] <datetime>{ByName}]
			New-TimeSpan <Time> [-Days <int>] [-Hours <int>] [-Minutes <int>] [-Seconds <int>] [-Milliseconds <int>]`, newTimeSpan(env)),
		simple(`
			Start-Sleep <Seconds> [-Seconds] <double>{ByValue ByName}
			Start-Sleep <Milliseconds> -Milliseconds <int>{ByName alias=ms}
			Start-Sleep <FromTimeSpan> -Duration <timespan>{ByName alias=ts}`, startSleep(env)),
		simple("Get-TimeZone", getTimeZone(env)), measureCommand(env),
	}
}

func getDate(env *Env) command.Func {
	return func(_ context.Context, c *command.Call) error {
		t, err := dateOf(env, c.Args)
		if err != nil {
			return err
		}
		switch {
		case c.Args.Has("UFormat"):
			return &command.Error{Category: command.NotImplemented, ID: "UFormatNotSupported", Type: "System.Management.Automation.PSNotSupportedException",
				Message: "Get-Date -UFormat is not supported here.", Advice: "Use -Format with a .NET format such as yyyy-MM-dd."}
		case c.Args.Has("Format"):
			return formatDate(c, t, c.Args.Text("Format"))
		case c.Args.Has("DisplayHint"):
			return formatDate(c, t, map[string]string{"Date": "D", "Time": "T", "DateTime": "F"}[c.Args.Text("DisplayHint")])
		}
		return c.Output(t)
	}
}

func dateOf(env *Env, a command.Args) (time.Time, error) {
	now, err := env.now()
	if err != nil {
		return now, err
	}
	t := now
	if v, ok := a.Get("Date"); ok {
		t = object.Resolve(v.(time.Time), now.Location())
	}
	if v, ok := a.Get("UnixTimeSeconds"); ok {
		t = time.Unix(v.(int64), 0).In(now.Location())
	}
	if t, err = withParts(t, a); err != nil {
		return t, err
	}
	if a.Flag("AsUTC") {
		t = t.UTC()
	}
	return t, nil
}

// withParts replaces the parts of a date that were given.
func withParts(t time.Time, a command.Args) (time.Time, error) {
	year, month, day := integer(a, "Year", t.Year()), integer(a, "Month", int(t.Month())), integer(a, "Day", t.Day())
	hour, minute, second := integer(a, "Hour", t.Hour()), integer(a, "Minute", t.Minute()), integer(a, "Second", t.Second())
	nanos := t.Nanosecond()
	if a.Has("Millisecond") {
		nanos = integer(a, "Millisecond", 0) * 1e6
	}
	for _, part := range []struct {
		name          string
		n, least, top int
	}{{"Year", year, 1, 9999}, {"Month", month, 1, 12}, {"Day", day, 1, 31}, {"Hour", hour, 0, 23}, {"Minute", minute, 0, 59}, {"Second", second, 0, 59}, {"Millisecond", nanos / 1e6, 0, 999}} {
		if part.n < part.least || part.n > part.top {
			return t, invalid("ParameterArgumentValidationError", "Cannot validate argument on parameter '%s'. It is between %d and %d, not %d.", part.name, part.least, part.top, part.n)
		}
	}
	moved := time.Date(year, time.Month(month), day, hour, minute, second, nanos, t.Location())
	if moved.Day() != day {
		return t, invalid("InvalidDate", "There is no day %d in month %d of %d.", day, month, year)
	}
	return moved, nil
}

func formatDate(c *command.Call, t time.Time, format string) error {
	switch format {
	case "FileDate":
		format = "yyyyMMdd"
	case "FileDateUniversal":
		t, format = t.UTC(), "yyyyMMddZ"
	case "FileDateTime":
		format = "yyyyMMddTHHmmssffff"
	case "FileDateTimeUniversal":
		t, format = t.UTC(), "yyyyMMddTHHmmssffffZ"
	}
	s, err := object.FormatValue(t, format)
	if err != nil {
		return invalid("FormatError", "%s", err)
	}
	return c.Output(s)
}

func newTimeSpan(env *Env) command.Func {
	return func(_ context.Context, c *command.Call) error {
		a := c.Args
		if a.ParameterSet() == "Time" {
			ms := int64(integer(a, "Milliseconds", 0)) + 1000*(int64(integer(a, "Seconds", 0))+60*(int64(integer(a, "Minutes", 0))+60*(int64(integer(a, "Hours", 0))+24*int64(integer(a, "Days", 0)))))
			return c.Output(object.TimeSpan(ms * 1e4))
		}
		now, err := env.now()
		if err != nil {
			return err
		}
		start, end := now, now
		if v, ok := a.Get("Start"); ok {
			start = object.Resolve(v.(time.Time), now.Location())
		}
		if v, ok := a.Get("End"); ok {
			end = object.Resolve(v.(time.Time), now.Location())
		}
		span, err := object.Sub(end, start)
		if err != nil {
			return err
		}
		return c.Output(span)
	}
}

func startSleep(env *Env) command.Func {
	const longest = 24 * 24 * time.Hour // as PowerShell has it, about 2^31 milliseconds
	return func(ctx context.Context, c *command.Call) error {
		if env.Sleep == nil {
			return absent("clock to sleep by")
		}
		d := time.Duration(integer(c.Args, "Milliseconds", 0)) * time.Millisecond
		if v, ok := c.Args.Get("Seconds"); ok {
			seconds := v.(float64)
			if !(seconds >= 0 && seconds <= longest.Seconds()) {
				return invalid("ParameterArgumentValidationError", "Start-Sleep takes 0 to %d seconds, not %v.", int(longest.Seconds()), seconds)
			}
			d = time.Duration(seconds * float64(time.Second))
		}
		if v, ok := c.Args.Get("Duration"); ok {
			d = v.(object.TimeSpan).Duration()
		}
		if d < 0 || d > longest {
			return invalid("ParameterArgumentValidationError", "Start-Sleep takes 0 to %s, not %s.", longest, d)
		}
		return env.Sleep(ctx, d)
	}
}

func getTimeZone(env *Env) command.Func {
	return func(_ context.Context, c *command.Call) error {
		now, err := env.now()
		if err != nil {
			return err
		}
		name, offset := now.Zone()
		id := now.Location().String()
		span := object.TimeSpan(offset) * 1e7
		return c.Output(&object.Object{Types: []string{"System.TimeZoneInfo", "System.Object"}, Props: []object.Property{
			{Name: "Id", Value: id}, {Name: "DisplayName", Value: fmt.Sprintf("(UTC%s) %s", now.Format("-07:00"), id)}, {Name: "StandardName", Value: name}, {Name: "BaseUtcOffset", Value: span},
		}})
	}
}
