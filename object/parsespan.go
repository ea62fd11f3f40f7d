package object

import (
	"fmt"
	"strconv"
	"strings"
)

// ParseTimeSpan reads .NET's "[-][d.]hh:mm[:ss[.fffffff]]", "d:hh:mm:ss", or a whole number of days.
func ParseTimeSpan(text string) (TimeSpan, error) {
	s := strings.TrimSpace(text)
	body, negative := strings.CutPrefix(s, "-")
	if body == "" || len(s) > maxTimeText {
		return 0, spanError(text)
	}
	parts := strings.Split(body, ":")
	if days, rest, ok := strings.Cut(parts[0], "."); ok && len(parts) > 1 {
		parts = append([]string{days, rest}, parts[1:]...)
	} else if len(parts) == 2 || len(parts) == 3 {
		parts = append([]string{"0"}, parts...)
	}
	ticks, ok := spanParts(parts)
	if !ok {
		return 0, spanError(text)
	}
	if negative {
		ticks = -ticks
	}
	return TimeSpan(ticks), nil
}

// spanParts adds up days, hours, minutes and seconds.
func spanParts(parts []string) (int64, bool) {
	units := []struct{ size, most int64 }{{ticksPerDay, 10675199}, {ticksPerHour, 23}, {ticksPerMinute, 59}, {ticksPerSecond, 59}}
	if len(parts) > len(units) || len(parts) == 2 {
		return 0, false
	}
	var ticks int64
	for i, part := range parts {
		whole, fraction, has := strings.Cut(part, ".")
		n, err := strconv.ParseUint(whole, 10, 32)
		if err != nil || int64(n) > units[i].most || has && (i < 3 || fraction == "" || len(fraction) > 7) {
			return 0, false
		}
		ticks += int64(n) * units[i].size
		if has {
			f, err := strconv.ParseUint(fraction+strings.Repeat("0", 7-len(fraction)), 10, 32)
			if err != nil {
				return 0, false
			}
			ticks += int64(f)
		}
	}
	return ticks, ticks >= 0
}

func spanError(text string) error {
	return fmt.Errorf("String '%s' was not recognized as a valid TimeSpan; write [days.]hours:minutes:seconds, such as 90.00:00:00.", clip(text))
}
