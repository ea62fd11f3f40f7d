package object

import (
	"strconv"
	"strings"
)

// formatSpan is TimeSpan.ToString(format): c, g, G, or a custom format whose separators are escaped.
func formatSpan(t TimeSpan, format string) (string, error) {
	switch format {
	case "", "c", "t", "T":
		return spanText(t), nil
	case "g", "G":
		return generalSpan(t, format == "G"), nil
	}
	u := TimeSpan(magnitude(int64(t)))
	var b strings.Builder
	for i := 0; i < len(format); {
		c, n := format[i], 1
		for i+n < len(format) && format[i+n] == c {
			n++
		}
		switch {
		case c == '\\' && i+1 < len(format):
			b.WriteByte(format[i+1])
			n = 2
		case c == '\'' || c == '"':
			end := quoteEnd(format, i)
			if end == len(format) {
				return "", errFormatString
			}
			b.WriteString(format[i+1 : end])
			n = end + 1 - i
		case c == '%':
			n = 1
		default:
			part, ok := spanPart(u, c, n)
			if !ok {
				return "", errFormatString
			}
			b.WriteString(part)
		}
		i += n
	}
	return b.String(), nil
}

func spanPart(u TimeSpan, letter byte, n int) (string, bool) {
	switch letter {
	case 'd':
		return padded(int(u/ticksPerDay), n), n <= 8
	case 'h':
		return padded(int(u/ticksPerHour%24), n), n <= 2
	case 'm':
		return padded(int(u/ticksPerMinute%60), n), n <= 2
	case 's':
		return padded(int(u/ticksPerSecond%60), n), n <= 2
	case 'f', 'F':
		if n > 7 {
			return "", false
		}
		digits := padded(int(u%ticksPerSecond), 7)[:n]
		if letter == 'F' {
			digits = strings.TrimRight(digits, "0")
		}
		return digits, true
	}
	return "", false
}

// generalSpan is the format g, and G, which writes every part.
func generalSpan(t TimeSpan, long bool) string {
	u := TimeSpan(magnitude(int64(t)))
	var s string
	if t < 0 {
		s = "-"
	}
	if days := int(u / ticksPerDay); days > 0 || long {
		s += strconv.Itoa(days) + ":"
	}
	hours := 1
	if long {
		hours = 2
	}
	s += padded(int(u/ticksPerHour%24), hours) + ":" + padded(int(u/ticksPerMinute%60), 2) + ":" + padded(int(u/ticksPerSecond%60), 2)
	fraction := padded(int(u%ticksPerSecond), 7)
	switch {
	case long:
		s += "." + fraction
	case strings.Trim(fraction, "0") != "":
		s += "." + strings.TrimRight(fraction, "0")
	}
	return s
}
