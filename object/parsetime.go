package object

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

const maxTimeText = 64 // longest text read as a date or a span, bytes

// Unspecified returns the zone of dates whose text named none, DateTimeKind.Unspecified. Its clock is
// that of UTC; such a date compares with others as the clock on the wall.
func Unspecified() *time.Location { return time.FixedZone("", 0) }

// IsUnspecified says whether the date belongs to no zone.
func IsUnspecified(t time.Time) bool { return t.Location().String() == "" }

// Resolve gives a date without a zone to loc, keeping what the clock shows; others are returned as they are.
func Resolve(t time.Time, loc *time.Location) time.Time {
	if IsUnspecified(t) {
		return onWall(t, loc)
	}
	return t
}

// ParseTime reads a date as the invariant culture writes it (month first) and ISO 8601. A date without
// an offset is in loc, one with an offset is moved there; if loc is nil they are in Unspecified and UTC.
func ParseTime(text string, loc *time.Location) (time.Time, error) {
	s := strings.TrimSpace(text)
	if s == "" || len(s) > maxTimeText {
		return time.Time{}, timeError(text)
	}
	p := dateParser{month: -1, day: -1, year: -1}
	if !p.read(s) {
		return time.Time{}, timeError(text)
	}
	t, ok := p.time()
	if !ok {
		return time.Time{}, timeError(text)
	}
	return p.place(t, loc), nil
}

func timeError(text string) error {
	return fmt.Errorf("String '%s' was not recognized as a valid DateTime.", clip(text))
}

// A dateParser collects the parts of a date in whatever order they stand.
type dateParser struct {
	year, month, day int // -1 while unknown
	named            bool
	clock            [3]int
	nanos            int
	hasClock         bool
	half             string // "AM" or "PM"
	offset           int    // seconds
	zoned            bool
	numbers          []int
}

func (p *dateParser) read(s string) bool {
	s = splitISO(s)
	for _, f := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' || r == '\u202f' || r == '\u00a0' }) {
		if !p.field(f) {
			return false
		}
	}
	return p.assign()
}

// splitISO puts a blank for the T between date and time, and before a zone.
func splitISO(s string) string {
	if i := strings.IndexAny(s, "Tt"); i >= 8 && i+1 < len(s) && digit(s[i-1]) && digit(s[i+1]) {
		s = s[:i] + " " + s[i+1:]
	}
	colon := strings.IndexByte(s, ':')
	if colon < 0 {
		return s
	}
	if i := strings.IndexAny(s[colon:], "+-Zz"); i > 0 {
		s = s[:colon+i] + " " + s[colon+i:]
	}
	return s
}

func digit(b byte) bool { return '0' <= b && b <= '9' }

func (p *dateParser) field(f string) bool {
	upper := strings.ToUpper(f)
	switch {
	case upper == "AM" || upper == "PM":
		p.half = upper
		return p.hasClock || p.clockFromNumber()
	case upper == "Z" || upper == "GMT" || upper == "UTC":
		p.zoned = true
		return true
	case (f[0] == '+' || f[0] == '-') && p.hasClock:
		return p.zone(f)
	case strings.ContainsRune(f, ':'):
		return p.time24(f)
	case strings.ContainsAny(f, "/.") || strings.Count(f, "-") > 0:
		return p.separated(f)
	}
	if n, err := strconv.Atoi(f); err == nil && n >= 0 {
		p.numbers = append(p.numbers, n)
		if len(f) == 4 && p.year < 0 {
			p.numbers = p.numbers[:len(p.numbers)-1]
			p.year = n
		}
		return len(p.numbers) <= 3
	}
	if half, ok := strings.CutSuffix(upper, "M"); ok && len(half) > 1 && len(half) < 4 && digit(f[0]) {
		return p.time24(half[:len(half)-1] + ":00" + half[len(half)-1:] + "M")
	}
	return p.word(f)
}

// clockFromNumber makes "3 PM" three o'clock.
func (p *dateParser) clockFromNumber() bool {
	n := len(p.numbers)
	if n == 0 {
		return false
	}
	p.clock[0], p.hasClock = p.numbers[n-1], true
	p.numbers = p.numbers[:n-1]
	return true
}

func (p *dateParser) word(f string) bool {
	if len(f) < 3 {
		return false
	}
	for m := time.January; m <= time.December; m++ {
		if name := m.String(); len(f) <= len(name) && strings.EqualFold(name[:len(f)], f) && (len(f) == 3 || len(f) == len(name)) {
			p.month, p.named = int(m), true
			return true
		}
	}
	for d := time.Sunday; d <= time.Saturday; d++ {
		if name := d.String(); strings.EqualFold(name, f) || strings.EqualFold(name[:3], f) {
			return true
		}
	}
	return false
}

// separated reads 3/4/2024, 2024-03-04, 4-Mar-2024 and 3/4.
func (p *dateParser) separated(f string) bool {
	parts := strings.FieldsFunc(f, func(r rune) bool { return r == '/' || r == '-' || r == '.' })
	if len(parts) < 2 || len(parts) > 3 || p.year >= 0 || len(p.numbers) > 0 {
		return false
	}
	for i, part := range parts {
		n, err := strconv.Atoi(part)
		switch {
		case err != nil:
			if !p.word(part) || p.month < 0 {
				return false
			}
		case p.year < 0 && (len(part) >= 3 || i == 2):
			p.year = fullYear(n, len(part))
		default:
			p.numbers = append(p.numbers, n)
		}
	}
	return true
}

func fullYear(n, digits int) int {
	if digits > 2 {
		return n
	}
	if n < 50 {
		return 2000 + n
	}
	return 1900 + n
}

func (p *dateParser) time24(f string) bool {
	upper := strings.ToUpper(f)
	for _, half := range []string{"AM", "PM"} {
		if rest, ok := strings.CutSuffix(upper, half); ok {
			p.half, f = half, rest
		}
	}
	main, fraction, has := strings.Cut(f, ".")
	parts := strings.Split(main, ":")
	if p.hasClock || len(parts) > 3 || has && (len(parts) < 3 || fraction == "") {
		return false
	}
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 8)
		if err != nil || len(part) > 2 {
			return false
		}
		p.clock[i] = int(n)
	}
	p.hasClock = true
	return !has || p.fraction(fraction)
}

func (p *dateParser) fraction(digits string) bool {
	if len(digits) > 9 {
		digits = digits[:9]
	}
	n, err := strconv.ParseUint(digits, 10, 32)
	p.nanos = int(n) * int(math.Pow10(9-len(digits)))
	return err == nil
}

func (p *dateParser) zone(f string) bool {
	digits := strings.ReplaceAll(f[1:], ":", "")
	if len(digits) == 2 {
		digits += "00"
	}
	n, err := strconv.ParseUint(digits, 10, 16)
	if err != nil || len(digits) != 4 || n/100 > 14 || n%100 > 59 || p.zoned {
		return false
	}
	p.zoned, p.offset = true, int(n/100)*3600+int(n%100)*60
	if f[0] == '-' {
		p.offset = -p.offset
	}
	return true
}

// assign gives the plain numbers their meaning: month and day, or the day beside a month's name.
func (p *dateParser) assign() bool {
	for _, n := range p.numbers {
		switch {
		case p.month < 0:
			p.month = n
		case p.day < 0:
			p.day = n
		case p.year < 0:
			p.year = fullYear(n, 2)
		default:
			return false
		}
	}
	if p.day < 0 && p.month > 0 && p.year >= 0 {
		p.day = 1
	}
	return p.year > 0 && p.month > 0 && p.day > 0
}

func (p *dateParser) time() (time.Time, bool) {
	h := p.clock[0]
	if p.half != "" {
		if h < 1 || h > 12 {
			return time.Time{}, false
		}
		h %= 12
		if p.half == "PM" {
			h += 12
		}
	}
	if p.year > 9999 || p.month > 12 || p.day > 31 || h > 23 || p.clock[1] > 59 || p.clock[2] > 59 {
		return time.Time{}, false
	}
	t := time.Date(p.year, time.Month(p.month), p.day, h, p.clock[1], p.clock[2], p.nanos/100*100, time.UTC)
	return t, t.Day() == p.day
}

func (p *dateParser) place(t time.Time, loc *time.Location) time.Time {
	if p.zoned {
		t = t.Add(-time.Duration(p.offset) * time.Second)
		if loc == nil {
			return t
		}
		return t.In(loc)
	}
	if loc == nil {
		loc = Unspecified()
	}
	return onWall(t, loc)
}
