package object

import (
	"strings"
	"time"
	"unicode/utf8"
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

func scalarNames(v Value) []string {
	switch v.(type) {
	case []any, []byte, Collection:
		return []string{"Count", "Length", "LongLength", "Rank", "IsReadOnly", "IsFixedSize"}
	case *List:
		return []string{"Capacity", "Count", "IsReadOnly"}
	case Switch:
		return []string{"IsPresent"}
	case Version:
		return []string{"Major", "Minor", "Build", "Revision"}
	case Type:
		return []string{"Name", "FullName", "Namespace"}
	case *Credential:
		return []string{"UserName", "Password"}
	case ADObjectID:
		return []string{"Name", "DistinguishedName", "ObjectGuid"}
	case SmtpAddress:
		return []string{"Local", "Domain", "Address", "Length", "IsValidAddress"}
	case Unlimited:
		return []string{"IsUnlimited", "Value"}
	}
	return nil
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

func scalarMember(v Value, name string) (Value, bool) {
	switch t := v.(type) {
	case Switch:
		return bool(t), name == "ispresent"
	case *SecureString:
		return int32(utf8.RuneCountInString(t.Plain)), name == "length"
	case *Credential:
		return t.member(name)
	case Version:
		return t.member(name)
	case Type:
		return t.member(name)
	case ADObjectID:
		return t.member(name)
	case SmtpAddress:
		return t.member(name)
	case Unlimited:
		return t.member(name)
	}
	return nil, false
}

func (c *Credential) member(name string) (Value, bool) {
	switch name {
	case "username":
		return c.UserName, true
	case "password":
		return c.Password, true
	}
	return nil, false
}

func (v Version) member(name string) (Value, bool) {
	switch name {
	case "major":
		return int32(v.Major), true
	case "minor":
		return int32(v.Minor), true
	case "build":
		return int32(v.Build), true
	case "revision":
		return int32(v.Revision), true
	}
	return nil, false
}

func (t Type) member(name string) (Value, bool) {
	full := TypeFullName(t)
	i := strings.LastIndexByte(full, '.')
	switch name {
	case "fullname":
		return full, true
	case "name":
		return full[i+1:], true
	case "namespace":
		return full[:max(i, 0)], true
	}
	return nil, false
}

func (id ADObjectID) member(name string) (Value, bool) {
	switch name {
	case "name":
		return id.Name, true
	case "distinguishedname":
		return id.DN, true
	case "objectguid":
		return id.ID, true
	}
	return nil, false
}

func (a SmtpAddress) member(name string) (Value, bool) {
	i := strings.LastIndexByte(string(a), '@')
	switch name {
	case "local":
		return string(a)[:max(i, 0)], true
	case "domain":
		return string(a)[i+1:], true
	case "address":
		return string(a), true
	case "length":
		return int32(utf16Length(string(a))), true
	case "isvalidaddress":
		return i > 0 && i < len(a)-1, true
	}
	return nil, false
}

func (u Unlimited) member(name string) (Value, bool) {
	switch name {
	case "isunlimited":
		return u.Value == nil, true
	case "value":
		return u.Value, true
	}
	return nil, false
}

func dateMember(t time.Time, name string) (Value, bool) {
	switch name {
	case "date":
		return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location()), true
	case "day":
		return int32(t.Day()), true
	case "dayofweek":
		return t.Weekday().String(), true
	case "dayofyear":
		return int32(t.YearDay()), true
	case "hour":
		return int32(t.Hour()), true
	case "kind":
		return dateKind(t), true
	case "millisecond":
		return int32(t.Nanosecond() / 1e6), true
	case "minute":
		return int32(t.Minute()), true
	case "month":
		return int32(t.Month()), true
	case "second":
		return int32(t.Second()), true
	case "ticks":
		return int64(Ticks(t)), true
	case "timeofday":
		return Ticks(t) % ticksPerDay, true
	case "year":
		return int32(t.Year()), true
	case "datetime":
		return t.Format("Monday, January 2, 2006 3:04:05 PM"), true
	}
	return nil, false
}

// dateKind is System.DateTimeKind by name.
func dateKind(t time.Time) string {
	switch {
	case t.Location() == time.UTC:
		return "Utc"
	case IsUnspecified(t):
		return "Unspecified"
	}
	return "Local"
}

func spanMember(t TimeSpan, name string) (Value, bool) {
	switch name {
	case "days":
		return int32(t / ticksPerDay), true
	case "hours":
		return int32(t / ticksPerHour % 24), true
	case "minutes":
		return int32(t / ticksPerMinute % 60), true
	case "seconds":
		return int32(t / ticksPerSecond % 60), true
	case "milliseconds":
		return int32(t / ticksPerMillisecond % 1000), true
	case "ticks":
		return int64(t), true
	case "totaldays":
		return float64(t) / ticksPerDay, true
	case "totalhours":
		return float64(t) / ticksPerHour, true
	case "totalminutes":
		return float64(t) / ticksPerMinute, true
	case "totalseconds":
		return float64(t) / ticksPerSecond, true
	case "totalmilliseconds":
		return float64(t) / ticksPerMillisecond, true
	}
	return nil, false
}
