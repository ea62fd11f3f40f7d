package object

import (
	"strconv"
	"strings"
)

// formatCustom applies a custom numeric format such as "#,##0.00", with up to three sections for
// positive, negative and zero.
func formatCustom(v Value, format string) (string, error) {
	if special, ok := notFinite(v); ok {
		return special, nil
	}
	n, _ := numeric(v)
	sections := splitSections(format)
	section, absolute := chooseSection(n, sections)
	p := parsePicture(section)
	if p.decimals > maxPrecision || len(p.tokens) > maxPrecision {
		return "", errFormatString
	}
	text, zero := p.apply(n, absolute)
	if zero && len(sections) > 2 && !n.zero() {
		text, _ = parsePicture(sections[2]).apply(n, true)
	}
	return text, nil
}

// splitSections cuts at the semicolons that are not quoted.
func splitSections(format string) []string {
	var out []string
	start := 0
	for i := 0; i < len(format); i++ {
		switch format[i] {
		case '\\':
			i++
		case '\'', '"':
			i = quoteEnd(format, i)
		case ';':
			out = append(out, format[start:i])
			start = i + 1
		}
	}
	return append(out, format[start:])
}

// quoteEnd is the place of the quote that closes the one at i, or the end of the text.
func quoteEnd(s string, i int) int {
	if j := strings.IndexByte(s[i+1:], s[i]); j >= 0 {
		return i + 1 + j
	}
	return len(s)
}

func chooseSection(n number, sections []string) (section string, absolute bool) {
	switch {
	case len(sections) > 2 && n.zero() && sections[2] != "":
		return sections[2], true
	case len(sections) > 1 && n.compare(number{kind: kindInt32}) < 0 && sections[1] != "":
		return sections[1], true
	}
	return sections[0], false
}

// A picture is one section of a custom format.
type picture struct {
	tokens   []pictureToken
	wholes   int // digit places before the point
	zeros    int // least digits before the point
	decimals int // digit places after the point
	least    int // least digits after the point
	groups   bool
	scale    int  // power of ten to multiply by
	exponent int  // least digits of the exponent; 0 means fixed notation
	plus     bool // sign before a positive exponent
	letter   byte
}

// A pictureToken is a digit place ('0' or '#'), a point ('.'), an exponent ('E') or a literal (0).
type pictureToken struct {
	kind byte
	text string
}

func parsePicture(s string) picture {
	var p picture
	seenPoint := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '0', '#':
			p.place(c, seenPoint)
		case '.':
			if !seenPoint {
				p.tokens = append(p.tokens, pictureToken{kind: '.'})
			}
			seenPoint = true
		case ',':
			p.comma(s[i+1:], seenPoint)
		case '%':
			p.scale += 2
			p.literal("%")
		case '\\':
			if i++; i < len(s) {
				p.literal(s[i : i+1])
			}
		case '\'', '"':
			end := quoteEnd(s, i)
			p.literal(s[i+1 : min(end, len(s))])
			i = end
		case 'E', 'e':
			if n := p.exponentAt(s[i:]); n > 0 {
				i += n - 1
				continue
			}
			p.literal(s[i : i+1])
		default:
			p.literal(s[i : i+1])
		}
	}
	return p
}

func (p *picture) literal(s string) { p.tokens = append(p.tokens, pictureToken{text: s}) }

func (p *picture) place(c byte, afterPoint bool) {
	p.tokens = append(p.tokens, pictureToken{kind: c})
	if afterPoint {
		p.decimals++
		if c == '0' {
			p.least = p.decimals
		}
		return
	}
	p.wholes++
	if c == '0' || p.zeros > 0 {
		p.zeros++
	}
}

// comma groups between digit places, and divides by a thousand directly before the point.
func (p *picture) comma(rest string, afterPoint bool) {
	if p.wholes == 0 || afterPoint {
		return
	}
	if rest = strings.TrimLeft(rest, ","); strings.ContainsAny(beforePoint(rest), "0#") {
		p.groups = true
		return
	}
	p.scale -= 3
}

func beforePoint(s string) string {
	head, _, _ := strings.Cut(s, ".")
	return head
}

// exponentAt reads E0, E+00 or E-0 and returns its length.
func (p *picture) exponentAt(s string) int {
	i := 1
	if i < len(s) && (s[i] == '+' || s[i] == '-') {
		i++
	}
	n := i
	for n < len(s) && s[n] == '0' {
		n++
	}
	if n == i || p.exponent > 0 {
		return 0
	}
	p.exponent, p.plus, p.letter = n-i, s[1] == '+', s[0]
	p.tokens = append(p.tokens, pictureToken{kind: 'E'})
	return n
}

// apply writes the number; zero says that all its digits became zero.
func (p picture) apply(n number, absolute bool) (text string, zero bool) {
	scaled, exponent := n, 0
	if p.scale != 0 {
		scaled = n.scaled(p.scale)
	}
	if p.exponent > 0 && !n.zero() {
		s := scientific(scaled, p.decimals+max(p.wholes, 1)-1, 'e', 1)
		exponent, _ = strconv.Atoi(s[strings.IndexByte(s, 'e')+1:])
		exponent -= max(p.wholes, 1) - 1
		scaled = scaled.scaled(-exponent)
	}
	whole, fraction, negative := roundedDigits(scaled, p.decimals)
	fraction = fraction[:p.kept(fraction)]
	if whole = strings.TrimLeft(whole, "0"); len(whole) < p.zeros {
		whole = zeros(whole, p.zeros)
	}
	zero = strings.Trim(whole+fraction, "0") == ""
	var b strings.Builder
	if negative && !absolute && !zero {
		b.WriteByte('-')
	}
	p.write(&b, whole, fraction, exponent)
	return b.String(), zero
}

// kept is how many decimals stay: at least p.least, else up to the last that is not zero.
func (p picture) kept(fraction string) int {
	return min(len(fraction), max(p.least, len(strings.TrimRight(fraction, "0"))))
}

func (p picture) write(b *strings.Builder, whole, fraction string, exponent int) {
	place, decimal, point := 0, 0, false
	for _, t := range p.tokens {
		switch t.kind {
		case 0:
			b.WriteString(t.text)
		case '.':
			if place == 0 {
				p.digits(b, whole, 0, len(whole))
			}
			point = true
			if fraction != "" {
				b.WriteByte('.')
			}
		case 'E':
			b.WriteString(p.exponentText(exponent))
		default:
			if point {
				if decimal < len(fraction) {
					b.WriteByte(fraction[decimal])
				}
				decimal++
				continue
			}
			from, to := p.share(len(whole), place)
			p.digits(b, whole, from, to)
			place++
		}
	}
}

// share is which digits stand at a digit place: the first takes all that are too many.
func (p picture) share(digits, place int) (from, to int) {
	to = digits - (p.wholes - place - 1)
	from = to - 1
	if place == 0 {
		from = 0
	}
	return max(from, 0), max(to, 0)
}

func (p picture) digits(b *strings.Builder, whole string, from, to int) {
	for i := from; i < to; i++ {
		b.WriteByte(whole[i])
		if left := len(whole) - i - 1; p.groups && left > 0 && left%3 == 0 {
			b.WriteByte(',')
		}
	}
}

func (p picture) exponentText(exponent int) string {
	sign := ""
	if exponent < 0 {
		sign, exponent = "-", -exponent
	} else if p.plus {
		sign = "+"
	}
	return string(p.letter) + sign + zeros(strconv.Itoa(exponent), p.exponent)
}
