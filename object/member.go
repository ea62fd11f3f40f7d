package object

import (
	"strings"
	"time"
)

// Get returns the property of that name of any value, ignoring case: of objects, the entries of hash
// tables, and the properties that .NET's scalars and Exchange's have. It does not look into the
// elements of arrays; see Member.
func Get(v Value, name string) (Value, bool) {
	switch t := v.(type) {
	case nil:
		return nil, false
	case *Object:
		return t.Get(name)
	case *Dict:
		return t.member(name)
	case Properties:
		return t.Property(name)
	case string:
		if strings.EqualFold(name, "Length") {
			return int32(utf16Length(t)), true
		}
		return nil, false
	case time.Time:
		return dateMember(t, strings.ToLower(name))
	case TimeSpan:
		return spanMember(t, strings.ToLower(name))
	case EnhancedTimeSpan:
		return spanMember(TimeSpan(t), strings.ToLower(name))
	}
	if IsCollection(v) {
		return listMember(v, strings.ToLower(name))
	}
	return scalarMember(v, strings.ToLower(name))
}

// Member is what `$v.name` gives: Get; else, for a collection, the property of each element that has
// it, collapsed as a pipeline's result is; else Count and Length, which every value has.
func Member(v Value, name string) (Value, bool) {
	if found, ok := Get(v, name); ok {
		return found, true
	}
	if IsCollection(v) {
		return enumerate(v, name)
	}
	if strings.EqualFold(name, "Count") || strings.EqualFold(name, "Length") {
		if v == nil {
			return int32(0), true
		}
		return int32(1), true
	}
	return nil, false
}

func enumerate(v Value, name string) (Value, bool) {
	var all []any
	found := false
	for _, e := range Unroll(v) {
		if got, ok := Get(e, name); ok {
			found = true
			all = append(all, Unroll(got)...)
		}
	}
	return Collapse(all), found
}

// Collapse is what a variable gets from a pipeline: nothing is null, one value is itself, more are an array.
func Collapse(all []any) Value {
	switch len(all) {
	case 0:
		return nil
	case 1:
		return all[0]
	}
	return all
}

// Names lists the properties of any value in display order; the entries of a hash table are listed by
// their keys.
func Names(v Value) []string {
	switch t := v.(type) {
	case *Object:
		names := make([]string, len(t.Props))
		for i, p := range t.Props {
			names[i] = p.Name
		}
		return names
	case *Dict:
		names := make([]string, 0, t.Len())
		for k := range t.All() {
			names = append(names, String(k))
		}
		return names
	case Properties:
		return t.PropertyNames()
	case string, *SecureString:
		return []string{"Length"}
	case time.Time:
		return []string{"Date", "Day", "DayOfWeek", "DayOfYear", "Hour", "Kind", "Millisecond", "Minute", "Month", "Second", "Ticks", "TimeOfDay", "Year", "DateTime"}
	case TimeSpan, EnhancedTimeSpan:
		return []string{"Days", "Hours", "Milliseconds", "Minutes", "Seconds", "Ticks", "TotalDays", "TotalHours", "TotalMilliseconds", "TotalMinutes", "TotalSeconds"}
	}
	return scalarNames(v)
}

// utf16Length is the length .NET gives a string.
func utf16Length(s string) int {
	n := len(s)
	if ascii(s) {
		return n
	}
	n = 0
	for _, r := range s {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}

// member finds a key, else a property of the hash table itself.
func (d *Dict) member(name string) (Value, bool) {
	if v, ok := d.Get(name); ok {
		return v, true
	}
	switch strings.ToLower(name) {
	case "count":
		return int32(d.Len()), true
	case "keys":
		return d.Keys(), true
	case "values":
		return d.Values(), true
	case "isreadonly", "isfixedsize", "issynchronized":
		return false, true
	}
	return nil, false
}

func listMember(v Value, name string) (Value, bool) {
	n := int32(len(Unroll(v)))
	switch l := v.(type) {
	case *List:
		switch name {
		case "count":
			return n, true
		case "capacity":
			return int32(cap(l.Items)), true
		case "isreadonly":
			return false, true
		}
		return nil, false
	}
	switch name {
	case "count", "length":
		return n, true
	case "longlength":
		return int64(n), true
	case "rank":
		return int32(1), true
	case "isfixedsize":
		return true, true
	case "isreadonly":
		return false, true
	}
	return nil, false
}
