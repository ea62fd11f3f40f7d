package object

import (
	"time"
)

func dateMember(t time.Time, name string) (Value, bool) {
	switch name {
	case "date":
		return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location()), true
	case "day":
		return int32(t.Day()), true
	case "dayofweek":
		return t.Weekday().String(), true
	case "dayofyear":
		return int32(t.YearDay()), true
	case "hour":
		return int32(t.Hour()), true
	case "kind":
		return dateKind(t), true
	case "millisecond":
		return int32(t.Nanosecond() / 1e6), true
	case "minute":
		return int32(t.Minute()), true
	case "month":
		return int32(t.Month()), true
	case "second":
		return int32(t.Second()), true
	case "ticks":
		return int64(Ticks(t)), true
	case "timeofday":
		return Ticks(t) % ticksPerDay, true
	case "year":
		return int32(t.Year()), true
	case "datetime":
		return t.Format("Monday, January 2, 2006 3:04:05 PM"), true
	}
	return nil, false
}

// dateKind is System.DateTimeKind by name.
func dateKind(t time.Time) string {
	switch {
	case t.Location() == time.UTC:
		return "Utc"
	case IsUnspecified(t):
		return "Unspecified"
	}
	return "Local"
}

func spanMember(t TimeSpan, name string) (Value, bool) {
	switch name {
	case "days":
		return int32(t / ticksPerDay), true
	case "hours":
		return int32(t / ticksPerHour % 24), true
	case "minutes":
		return int32(t / ticksPerMinute % 60), true
	case "seconds":
		return int32(t / ticksPerSecond % 60), true
	case "milliseconds":
		return int32(t / ticksPerMillisecond % 1000), true
	case "ticks":
		return int64(t), true
	case "totaldays":
		return float64(t) / ticksPerDay, true
	case "totalhours":
		return float64(t) / ticksPerHour, true
	case "totalminutes":
		return float64(t) / ticksPerMinute, true
	case "totalseconds":
		return float64(t) / ticksPerSecond, true
	case "totalmilliseconds":
		return float64(t) / ticksPerMillisecond, true
	}
	return nil, false
}
