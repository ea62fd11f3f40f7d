package interp

import (
	"math"
	"strings"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

func noMember(t, name string) error {
	e := invalid("MethodNotFound", "[%s] does not contain a static member named '%s'.", object.TypeFullName(object.Type(t)), name)
	e.Advice = "exosh has the members of .NET that scripts commonly use."
	return e
}

// The numbers of System.Net.SecurityProtocolType, which scripts combine with -bor.
var tlsVersions = map[string]int32{"systemdefault": 0, "ssl3": 48, "tls": 192, "tls10": 192, "tls11": 768, "tls12": 3072, "tls13": 12288}

// Returns a static property: [type]::Name. An enumeration's value is its name as text.
func (in *Interp) staticProperty(t, name string) (object.Value, error) {
	n := strings.ToLower(name)
	var v object.Value
	ok := true
	switch lastPart(t) {
	case "math":
		v, ok = map[string]object.Value{"pi": math.Pi, "e": math.E}[n], n == "pi" || n == "e"
	case "datetime":
		return in.dateProperty(t, n, name)
	case "string":
		v, ok = "", n == "empty"
	case "environment":
		return in.environment(t, n, name)
	case "pscredential":
		v, ok = &object.Credential{}, n == "empty"
	case "servicepointmanager":
		v, ok = tlsVersions["tls12"]|tlsVersions["tls13"], n == "securityprotocol"
	case "securityprotocoltype":
		var version int32
		version, ok = tlsVersions[n]
		v = version
	case "guid":
		v, ok = object.GUID{}, n == "empty"
	case "timespan":
		v, ok = map[string]object.Value{"zero": object.TimeSpan(0), "maxvalue": object.TimeSpan(math.MaxInt64), "minvalue": object.TimeSpan(math.MinInt64)}[n], n == "zero" || n == "maxvalue" || n == "minvalue"
	case "path":
		v, ok = in.separator(n)
	case "cultureinfo":
		v, ok = "en-US", n == "currentculture" || n == "currentuiculture"
		if n == "invariantculture" {
			v, ok = "", true
		}
	case "encoding":
		var e *Encoding
		e, ok = encodingOf(name)
		v = e
	case "double", "float", "single":
		v, ok = map[string]object.Value{"maxvalue": math.MaxFloat64, "minvalue": -math.MaxFloat64, "nan": math.NaN(), "positiveinfinity": math.Inf(1), "negativeinfinity": math.Inf(-1), "epsilon": math.SmallestNonzeroFloat64}[n], true
		ok = v != nil
	default:
		return staticOther(t, n, name)
	}
	if !ok {
		return nil, noMember(t, name)
	}
	return v, nil
}

// Returns a separator of paths, which differ between systems.
func (in *Interp) separator(n string) (object.Value, bool) {
	windows := in.opt.OS == "windows"
	switch {
	case n == "directoryseparatorchar" && windows:
		return object.Char('\\'), true
	case n == "directoryseparatorchar":
		return object.Char('/'), true
	case n == "pathseparator" && windows:
		return object.Char(';'), true
	}
	return object.Char(':'), n == "pathseparator"
}

func staticOther(t, n, name string) (object.Value, error) {
	if v, ok := limitOf(lastPart(t), n); ok {
		return v, nil
	}
	for _, value := range enumeration(t) {
		if strings.EqualFold(value, name) {
			return value, nil
		}
	}
	if strings.HasPrefix(lastPart(t), "stringcompar") {
		return name, nil
	}
	return nil, noMember(t, name)
}

func limitOf(t, n string) (object.Value, bool) {
	if n != "maxvalue" && n != "minvalue" {
		return nil, false
	}
	high := n == "maxvalue"
	pick := func(least, most object.Value) (object.Value, bool) {
		if high {
			return most, true
		}
		return least, true
	}
	switch t {
	case "int", "int32":
		return pick(int32(math.MinInt32), int32(math.MaxInt32))
	case "long", "int64":
		return pick(int64(math.MinInt64), int64(math.MaxInt64))
	case "short", "int16":
		return pick(int16(math.MinInt16), int16(math.MaxInt16))
	case "byte":
		return pick(uint8(0), uint8(math.MaxUint8))
	case "uint32", "uint":
		return pick(uint32(0), uint32(math.MaxUint32))
	case "uint64", "ulong":
		return pick(uint64(0), uint64(math.MaxUint64))
	case "char":
		return pick(object.Char(0), object.Char(0xffff))
	}
	return nil, false
}

// Lists the names of an enumeration that scripts use.
func enumeration(t string) []string {
	switch lastPart(t) {
	case "dayofweek":
		return []string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}
	case "actionpreference":
		return []string{"SilentlyContinue", "Stop", "Continue", "Inquire", "Ignore", "Suspend", "Break"}
	case "confirmimpact":
		return []string{"None", "Low", "Medium", "High"}
	case "midpointrounding":
		return []string{"ToEven", "AwayFromZero", "ToZero", "ToNegativeInfinity", "ToPositiveInfinity"}
	case "stringsplitoptions":
		return []string{"None", "RemoveEmptyEntries", "TrimEntries"}
	case "datetimekind":
		return []string{"Unspecified", "Utc", "Local"}
	case "regexoptions":
		return []string{"None", "IgnoreCase", "Multiline", "ExplicitCapture", "Compiled", "Singleline", "IgnorePatternWhitespace"}
	case "errorcategory":
		var names []string
		for _, c := range command.Categories() {
			names = append(names, string(c))
		}
		return names
	}
	return nil
}

// Sets a static property. The choice of TLS versions, which old scripts make, has no meaning here:
// connections always use TLS 1.2 or newer.
func setStatic(t, name string) error {
	if lastPart(t) == "servicepointmanager" && strings.EqualFold(name, "SecurityProtocol") {
		return nil
	}
	return runtimeError("NotSupported", command.NotImplemented, "The static property [%s]::%s cannot be set.", t, name)
}

func (in *Interp) now() (time.Time, error) {
	if in.opt.Now == nil {
		return time.Time{}, runtimeError("NoClock", command.InvalidOperation, "This session has no clock.")
	}
	return in.opt.Now(), nil
}

func (in *Interp) dateProperty(t, n, name string) (object.Value, error) {
	switch n {
	case "minvalue":
		return time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), nil
	case "maxvalue":
		return time.Date(9999, 12, 31, 23, 59, 59, 999999900, time.UTC), nil
	case "unixepoch":
		return time.Unix(0, 0).UTC(), nil
	case "now", "utcnow", "today":
	default:
		return nil, noMember(t, name)
	}
	now, err := in.now()
	switch n {
	case "utcnow":
		now = now.UTC()
	case "today":
		now = time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	}
	return now, err
}

func (in *Interp) environment(t, n, name string) (object.Value, error) {
	env := func(names ...string) object.Value {
		for _, e := range names {
			if v, ok := in.getenv(e); ok {
				return v
			}
		}
		return ""
	}
	switch n {
	case "newline":
		if in.opt.OS == "windows" {
			return "\r\n", nil
		}
		return "\n", nil
	case "username":
		return env("USER", "USERNAME"), nil
	case "machinename":
		return env("HOSTNAME", "COMPUTERNAME"), nil
	case "userdomainname":
		return env("USERDOMAIN", "HOSTNAME", "COMPUTERNAME"), nil
	case "processid":
		return int32(in.opt.PID), nil
	case "currentdirectory":
		if in.opt.Location != nil {
			return in.opt.Location(), nil
		}
		return "", nil
	case "userinteractive":
		return in.opt.Host != nil, nil
	}
	return nil, noMember(t, name)
}
