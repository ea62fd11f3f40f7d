package object

import (
	"strconv"
	"strings"
)

// String returns the text of a value, as PowerShell's string conversion gives it: invariant culture,
// arrays joined by blanks, objects as "@{Name=x; Size=1}". A SecureString gives its type name only.
func String(v Value) string { return (&writer{}).text(v) }

// maxTextDepth is how deep String looks into nested arrays and objects; below it stand type names.
const maxTextDepth = 8

type writer struct{ depth int }

func (w *writer) text(v Value) string {
	if s, ok := scalarText(v); ok {
		return s
	}
	if w.depth++; w.depth > maxTextDepth {
		return TypeName(v)
	}
	defer func() { w.depth-- }()
	switch t := v.(type) {
	case []any:
		return w.list(t)
	case *List:
		return w.list(t.Items)
	case *Object:
		return w.object(t)
	}
	return TypeName(v)
}

func (w *writer) list(items []any) string {
	parts := make([]string, len(items))
	for i, v := range items {
		parts[i] = w.text(v)
	}
	return strings.Join(parts, " ")
}

// object is "@{A=1; B=2}" for a property bag; an object of a known type is the name it goes by.
func (w *writer) object(o *Object) string {
	if len(o.Types) > 0 && !isBag(o.Types[0]) {
		for _, name := range namedBy(o.Types[0]) {
			if v, ok := o.Get(name); ok && v != nil {
				return w.text(v)
			}
		}
		return o.Types[0]
	}
	var b strings.Builder
	b.WriteString("@{")
	for i, p := range o.Props {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(p.Name + "=" + w.text(p.Value))
	}
	b.WriteByte('}')
	return b.String()
}

// namedBy lists the properties that may hold the name of an object of that type.
func namedBy(typeName string) []string {
	switch typeName {
	case "System.IO.FileInfo", "System.IO.DirectoryInfo":
		return []string{"FullName"}
	case "System.Management.Automation.PathInfo":
		return []string{"Path"}
	case "System.TimeZoneInfo", "Microsoft.Exchange.Management.StoreTasks.MailboxFolderUserId":
		return []string{"DisplayName"}
	case "Microsoft.PowerShell.Commands.MatchInfo":
		return []string{"Line"}
	case "Microsoft.PowerShell.Commands.GroupInfo":
		return nil
	}
	return []string{"Identity", "Name"}
}

func isBag(typeName string) bool {
	return strings.EqualFold(typeName, psCustomObject) || strings.HasPrefix(typeName, "Selected.")
}

// String is "[-][d.]hh:mm:ss[.fffffff]".
func (t TimeSpan) String() string { return spanText(t) }

// String is the text of the span, as TimeSpan has it.
func (t EnhancedTimeSpan) String() string { return spanText(TimeSpan(t)) }

func spanText(t TimeSpan) string {
	u := magnitude(int64(t))
	out := make([]byte, 0, 24)
	if t < 0 {
		out = append(out, '-')
	}
	if days := u / ticksPerDay; days > 0 {
		out = strconv.AppendUint(out, days, 10)
		out = append(out, '.')
	}
	out = appendPadded(out, u/ticksPerHour%24, 2)
	out = appendPadded(append(out, ':'), u/ticksPerMinute%60, 2)
	out = appendPadded(append(out, ':'), u/ticksPerSecond%60, 2)
	if fraction := u % ticksPerSecond; fraction > 0 {
		out = appendPadded(append(out, '.'), fraction, 7)
	}
	return string(out)
}

// The units of a TimeSpan.
const (
	ticksPerMillisecond = 1e4
	ticksPerSecond      = 1e7
	ticksPerMinute      = 60 * ticksPerSecond
	ticksPerHour        = 60 * ticksPerMinute
	ticksPerDay         = 24 * ticksPerHour
)

func appendPadded(out []byte, n uint64, width int) []byte {
	s := strconv.FormatUint(n, 10)
	for i := len(s); i < width; i++ {
		out = append(out, '0')
	}
	return append(out, s...)
}

// String is the version without its absent parts, "3.9.0".
func (v Version) String() string {
	s := strconv.Itoa(v.Major) + "." + strconv.Itoa(v.Minor)
	if v.Build >= 0 {
		s += "." + strconv.Itoa(v.Build)
		if v.Revision >= 0 {
			s += "." + strconv.Itoa(v.Revision)
		}
	}
	return s
}

// String is the object's name, or its distinguished name, or its GUID: the first that is known.
func (id ADObjectID) String() string {
	switch {
	case id.Name != "":
		return id.Name
	case id.DN != "":
		return id.DN
	case id.ID != GUID{}:
		return id.ID.String()
	}
	return ""
}
