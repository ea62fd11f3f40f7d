package seed

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"example.org/exosh/internal/directory"
	"example.org/exosh/object"
)

// A Moment is a time in a seed file: a date such as 2024-03-31, a time such as 2024-03-31T08:30:00Z, or
// how long ago it was when the organisation is made, such as "200 days ago", or how long until then, such
// as "in 5 days". The zero Moment is none.
type Moment struct {
	at    time.Time
	ago   time.Duration
	isAgo bool
	isDay bool
}

// Form says what a Moment looks like.
func (Moment) Form() string {
	return `a date such as 2024-03-31, a time such as 2024-03-31T08:30:00Z, or "200 days ago" or "in 5 days"`
}

// UnmarshalText reads a Moment.
func (m *Moment) UnmarshalText(text []byte) error {
	s := string(text)
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		*m = Moment{at: t, isDay: true}
		return nil
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		*m = Moment{at: t.UTC()}
		return nil
	}
	if ago, ok := parseAgo(s); ok {
		*m = Moment{ago: ago, isAgo: true}
		return nil
	}
	return errors.New(strconv.Quote(s) + " is no time: write " + m.Form())
}

// maxAgo is the longest ago, in units of an hour: a hundred years.
const maxAgo = 100 * 366 * 24

func parseAgo(s string) (time.Duration, bool) {
	if span, ok := strings.CutPrefix(s, "in "); ok {
		ahead, ok := parseSpan(span)
		return -ahead, ok
	}
	span, ok := strings.CutSuffix(s, " ago")
	if !ok {
		return 0, false
	}
	return parseSpan(span)
}

func parseSpan(s string) (time.Duration, bool) {
	words := strings.Fields(s)
	if len(words) != 2 {
		return 0, false
	}
	hours := map[string]int{"hour": 1, "hours": 1, "day": 24, "days": 24, "week": 168, "weeks": 168}[words[1]]
	n, err := strconv.Atoi(words[0])
	if err != nil || hours == 0 || n < 0 || n > maxAgo/hours {
		return 0, false
	}
	return time.Duration(n*hours) * time.Hour, true
}

// A Span is a length of time in a seed file, such as "36 hours" or "1 day".
type Span time.Duration

// Form says what a Span looks like.
func (Span) Form() string { return `a length of time such as "36 hours", "1 day" or "2 weeks"` }

// UnmarshalText reads a Span.
func (s *Span) UnmarshalText(text []byte) error {
	d, ok := parseSpan(string(text))
	if !ok {
		return errors.New(strconv.Quote(string(text)) + " is no length of time: write " + s.Form())
	}
	*s = Span(d)
	return nil
}

// IsZero says whether there is no time.
func (m Moment) IsZero() bool { return m == Moment{} }

// In returns the time for an organisation that is made now.
func (m Moment) In(now time.Time) time.Time {
	if m.isAgo {
		return now.Add(-m.ago).Truncate(time.Second)
	}
	return m.at
}

// A Size is an amount of data in a seed file, such as "5 GB".
type Size uint64

// Form says what a Size looks like.
func (Size) Form() string { return `a size such as "5 GB" or "750 MB"` }

// UnmarshalText reads a Size.
func (s *Size) UnmarshalText(text []byte) error {
	number, unit, _ := strings.Cut(string(text), " ")
	factor := map[string]uint64{"B": 1, "KB": directory.KB, "MB": directory.MB, "GB": directory.GB}[unit]
	n, err := strconv.ParseFloat(number, 64)
	if err != nil || factor == 0 || n < 0 || n > 1_000_000 {
		return errors.New(strconv.Quote(string(text)) + " is no size: write " + s.Form())
	}
	*s = Size(n * float64(factor))
	return nil
}

// limit returns the size as Exchange keeps limits.
func (s Size) limit() object.Unlimited { return directory.Size(uint64(s)) }
