package object

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"example.org/exosh/object/decimal"
)

const (
	maxFormatted = 16 << 20 // longest result of Format, bytes
	maxAlignment = 100000   // widest column of Format
)

var (
	errFormatString = errors.New("Input string was not in a correct format.")
	errFormatIndex  = errors.New("Index (zero based) must be greater than or equal to zero and less than the size of the argument list.")
)

// Format is the operator -f: .NET's composite formatting, `{index[,width][:format]}`, with the
// conventions of en-US. `{{` and `}}` stand for braces.
func Format(format string, args []Value) (string, error) {
	var b strings.Builder
	for format != "" {
		i := strings.IndexAny(format, "{}")
		if i < 0 {
			b.WriteString(format)
			break
		}
		b.WriteString(format[:i])
		brace := format[i]
		format = format[i+1:]
		if strings.HasPrefix(format, string(brace)) {
			b.WriteByte(brace)
			format = format[1:]
			continue
		}
		if brace == '}' {
			return "", errFormatString
		}
		item, rest, err := cutItem(format)
		if err != nil {
			return "", err
		}
		text, err := item.text(args)
		if err != nil {
			return "", err
		}
		if b.Len()+len(text) > maxFormatted {
			return "", fmt.Errorf("The formatted text is longer than %d bytes.", maxFormatted)
		}
		b.WriteString(text)
		format = rest
	}
	return b.String(), nil
}

// A formatItem is one `{index,width:format}`.
type formatItem struct {
	index, width int
	format       string
}

// cutItem reads an item after its opening brace.
func cutItem(s string) (formatItem, string, error) {
	body, rest, ok := cutFormatBody(s)
	if !ok {
		return formatItem{}, "", errFormatString
	}
	head, format, _ := strings.Cut(body, ":")
	index, width, hasWidth := strings.Cut(head, ",")
	item := formatItem{format: format}
	var err error
	if item.index, err = strconv.Atoi(strings.TrimSpace(index)); err != nil || item.index < 0 {
		return item, "", errFormatString
	}
	if hasWidth {
		if item.width, err = strconv.Atoi(strings.TrimSpace(width)); err != nil || item.width > maxAlignment || item.width < -maxAlignment {
			return item, "", errFormatString
		}
	}
	return item, rest, nil
}

func cutFormatBody(s string) (body, rest string, ok bool) {
	i := strings.IndexAny(s, "{}")
	if i < 0 || s[i] == '{' {
		return "", "", false
	}
	return s[:i], s[i+1:], true
}

func (f formatItem) text(args []Value) (string, error) {
	if f.index >= len(args) {
		return "", errFormatIndex
	}
	s, err := FormatValue(args[f.index], f.format)
	if err != nil {
		return "", err
	}
	pad := max(f.width, -f.width) - utf8.RuneCountInString(s)
	switch {
	case pad <= 0:
		return s, nil
	case f.width > 0:
		return strings.Repeat(" ", pad) + s, nil
	}
	return s + strings.Repeat(" ", pad), nil
}

// FormatValue is ToString(format) with the conventions of en-US: numbers, dates, time spans and GUIDs
// take .NET's standard and custom formats; other values ignore it. An empty format gives the usual text.
func FormatValue(v Value, format string) (string, error) {
	switch t := v.(type) {
	case time.Time:
		return formatTime(t, format)
	case TimeSpan:
		return formatSpan(t, format)
	case EnhancedTimeSpan:
		return formatSpan(TimeSpan(t), format)
	case GUID:
		return formatGUID(t, format)
	case ByteQuantifiedSize:
		if format == "" {
			return t.String(), nil
		}
	case Unlimited:
		if t.Value != nil {
			return FormatValue(t.Value, format)
		}
	}
	if format == "" {
		return String(v), nil
	}
	switch v.(type) {
	case int32, int64, int, int16, uint8, uint32, uint64, float64, float32, ByteQuantifiedSize, *decimal.Decimal:
		return formatNumber(v, format)
	}
	return String(v), nil
}

func formatGUID(g GUID, format string) (string, error) {
	s := g.String()
	switch strings.ToLower(format) {
	case "", "d":
		return s, nil
	case "n":
		return strings.ReplaceAll(s, "-", ""), nil
	case "b":
		return "{" + s + "}", nil
	case "p":
		return "(" + s + ")", nil
	}
	return "", fmt.Errorf("Format string can be only \"D\", \"d\", \"N\", \"n\", \"P\", \"p\", \"B\" or \"b\", not %q.", clip(format))
}
