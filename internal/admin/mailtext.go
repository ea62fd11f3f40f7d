package admin

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// plain returns a text that others wrote as it may be shown on a terminal: without control and format characters,
// which could move the cursor or turn the direction of writing, and no longer than so many characters.
func plain(text string, most int) string {
	var b strings.Builder
	n := 0
	for _, r := range text {
		if n++; n > most {
			b.WriteString("...")
			break
		}
		switch {
		case r == '\t', r == '\n', r == '\r':
			r = ' '
		case r == unicode.ReplacementChar, !unicode.IsPrint(r):
			r = '?'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// stamp writes a time.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05Z") }

// age writes how long something lasts, in its two largest units.
func age(d time.Duration) string {
	d = max(d, 0)
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%ds", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%dm %ds", int(d.Minutes()), int(d.Seconds())%60)
	case d < 24*time.Hour:
		return fmt.Sprintf("%dh %dm", int(d.Hours()), int(d.Minutes())%60)
	}
	return fmt.Sprintf("%dd %dh", int(d.Hours())/24, int(d.Hours())%24)
}

// next says when something is due.
func next(due, now time.Time) string {
	if !due.After(now) {
		return "now"
	}
	return "in " + age(due.Sub(now))
}

// count writes a number of things.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// reason adds a reason, where there is one.
func reason(text string, most int) string {
	if text == "" {
		return ""
	}
	return ": " + plain(text, most)
}
