package object

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// standardTime is a standard date format of en-US as a custom one.
func standardTime(letter byte) (string, bool) {
	switch letter {
	case 'd':
		return "M/d/yyyy", true
	case 'D':
		return "dddd, MMMM d, yyyy", true
	case 't':
		return "h:mm tt", true
	case 'T':
		return "h:mm:ss tt", true
	case 'f':
		return "dddd, MMMM d, yyyy h:mm tt", true
	case 'F', 'U':
		return "dddd, MMMM d, yyyy h:mm:ss tt", true
	case 'g':
		return "M/d/yyyy h:mm tt", true
	case 'G':
		return "M/d/yyyy h:mm:ss tt", true
	case 'M', 'm':
		return "MMMM d", true
	case 'Y', 'y':
		return "MMMM yyyy", true
	case 's':
		return "yyyy'-'MM'-'dd'T'HH':'mm':'ss", true
	case 'u':
		return "yyyy'-'MM'-'dd HH':'mm':'ss'Z'", true
	case 'o', 'O':
		return "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK", true
	case 'r', 'R':
		return "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'", true
	}
	return "", false
}

func formatTime(t time.Time, format string) (string, error) {
	if format == "" {
		format = "G"
	}
	if len(format) == 1 {
		custom, ok := standardTime(format[0])
		if !ok {
			return "", fmt.Errorf("%q is not a standard date format; use one of d D t T f F g G M Y s u U o r, or a custom one such as yyyy-MM-dd.", format)
		}
		if format == "U" {
			t = t.UTC()
		}
		format = custom
	}
	var b strings.Builder
	for i := 0; i < len(format); {
		n, err := timeToken(&b, t, format[i:])
		if err != nil {
			return "", err
		}
		i += n
	}
	return b.String(), nil
}

// timeToken writes the token at the start of the format and returns its length.
func timeToken(b *strings.Builder, t time.Time, s string) (int, error) {
	switch s[0] {
	case '\'', '"':
		end := quoteEnd(s, 0)
		if end == len(s) {
			return 0, errFormatString
		}
		b.WriteString(s[1:end])
		return end + 1, nil
	case '\\':
		if len(s) < 2 {
			return 0, errFormatString
		}
		b.WriteByte(s[1])
		return 2, nil
	case '%':
		if len(s) < 2 || s[1] == '%' {
			return 0, errFormatString
		}
		return 1, nil
	}
	n := 1
	for n < len(s) && s[n] == s[0] {
		n++
	}
	if text, ok := timePart(t, s[0], n); ok {
		b.WriteString(text)
		return n, nil
	}
	b.WriteByte(s[0])
	return 1, nil
}

func timePart(t time.Time, letter byte, n int) (string, bool) {
	switch letter {
	case 'd':
		return dayPart(t, n), true
	case 'M':
		return monthPart(t, n), true
	case 'y':
		return yearPart(t, n), true
	case 'H':
		return padded(t.Hour(), min(n, 2)), true
	case 'h':
		return padded((t.Hour()+11)%12+1, min(n, 2)), true
	case 'm':
		return padded(t.Minute(), min(n, 2)), true
	case 's':
		return padded(t.Second(), min(n, 2)), true
	case 'f', 'F':
		if n > 7 {
			return "", false
		}
		digits := padded(t.Nanosecond(), 9)[:n]
		if letter == 'F' {
			digits = strings.TrimRight(digits, "0")
		}
		return digits, true
	case 't':
		return t.Format("PM")[:min(n, 2)], true
	case 'z':
		return offsetText(t, n), true
	case 'K':
		return strings.Repeat(zoneText(t), n), true
	case 'g':
		return "A.D.", true
	}
	return "", false
}

func padded(n, width int) string { return zeros(strconv.Itoa(n), width) }

func dayPart(t time.Time, n int) string {
	switch {
	case n <= 2:
		return padded(t.Day(), n)
	case n == 3:
		return t.Weekday().String()[:3]
	}
	return t.Weekday().String()
}

func monthPart(t time.Time, n int) string {
	switch {
	case n <= 2:
		return padded(int(t.Month()), n)
	case n == 3:
		return t.Month().String()[:3]
	}
	return t.Month().String()
}

func yearPart(t time.Time, n int) string {
	if n <= 2 {
		return padded(t.Year()%100, n)
	}
	return padded(t.Year(), n)
}

func offsetText(t time.Time, n int) string {
	_, seconds := t.Zone()
	sign := "+"
	if seconds < 0 {
		sign, seconds = "-", -seconds
	}
	s := sign + padded(seconds/3600, min(n, 2))
	if n > 2 {
		s += ":" + padded(seconds/60%60, 2)
	}
	return s
}

// zoneText is what the K of a format gives.
func zoneText(t time.Time) string {
	switch dateKind(t) {
	case "Utc":
		return "Z"
	case "Unspecified":
		return ""
	}
	return offsetText(t, 3)
}
