package interp

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// New makes a .NET object that scripts make: [type]::new(args) and New-Object. Types it does not know
// are errors that name them.
func (in *Interp) New(typeName string, args []object.Value) (object.Value, error) {
	return in.construct(typeName, args)
}

func (in *Interp) construct(t string, args []object.Value) (object.Value, error) {
	a := &arguments{name: ".ctor", list: args}
	v, err := in.constructed(t, a)
	if a.err != nil {
		return nil, a.err
	}
	return v, methodError(".ctor", len(args), err)
}

func (in *Interp) constructed(t string, a *arguments) (object.Value, error) {
	if elem, ok := strings.CutSuffix(t, "[]"); ok {
		return newArray(elem, a)
	}
	switch last := lastPart(t); last {
	case "list", "collection":
		return &object.List{Kind: object.Type(t), Items: collectionItems(a)}, nil
	case "arraylist":
		return &object.List{Items: collectionItems(a)}, nil
	case "hashtable", "dictionary", "ordereddictionary", "ordered":
		return newDict(last, a), nil
	case "hashset":
		return newSet(strings.HasSuffix(strings.ToLower(a.text(len(a.list)-1)), "ignorecase"), collectionItems(a)), nil
	case "queue", "stack":
		return &Queue{LIFO: last == "stack", items: collectionItems(a)}, nil
	case "stringbuilder":
		b := &StringBuilder{}
		if s, ok := a.any(0).(string); ok {
			b.text.WriteString(s)
		}
		return b, nil
	case "stopwatch":
		return &Stopwatch{now: in.opt.Now}, nil
	case "psobject", "pscustomobject":
		if d, ok := a.any(0).(*object.Dict); ok {
			return objectOf(d), nil
		}
		return &object.Object{}, nil
	case "object":
		return &object.Object{Types: []string{"System.Object"}}, nil
	case "uri":
		return newURI(a.text(0))
	case "regex":
		return in.convertRegex(a.any(0))
	case "string":
		return newString(a), nil
	case "datetime":
		return newTime(a)
	case "timespan":
		return newSpan(a), nil
	case "version":
		return newVersion(a)
	case "guid":
		return a.convert(0, "guid"), nil
	case "pscredential":
		secure, ok := a.any(1).(*object.SecureString)
		if !ok {
			return nil, errors.New("A PSCredential needs a user name and a SecureString.")
		}
		return &object.Credential{UserName: a.text(0), Password: secure}, nil
	case "errorrecord":
		return newErrorRecord(a)
	case "psnoteproperty":
		return &object.Object{Types: []string{"System.Management.Automation.PSNoteProperty"}, Props: []object.Property{{Name: "Name", Value: a.text(0)}, {Name: "Value", Value: a.any(1)}}}, nil
	case "choicedescription":
		return &object.Object{Types: []string{"System.Management.Automation.Host.ChoiceDescription"}, Props: []object.Property{{Name: "Label", Value: a.text(0)}, {Name: "HelpMessage", Value: a.text(1)}}}, nil
	case "networkcredential":
		return &object.Object{Types: []string{"System.Net.NetworkCredential"}, Props: []object.Property{{Name: "UserName", Value: a.text(0)}, {Name: "Password", Value: a.text(1)}}}, nil
	case "utf8encoding":
		return &Encoding{"utf-8"}, nil
	default:
		if strings.HasSuffix(last, "exception") {
			return constructException(t, a), nil
		}
	}
	if !knownType(t) {
		return nil, typeNotFound(t)
	}
	return nil, runtimeError("NotSupported", command.NotImplemented, "Objects of the type [%s] cannot be made here.", t)
}

func constructException(t string, a *arguments) object.Value {
	text := "Exception of type '" + exceptionName(t) + "' was thrown."
	if a.has(0) {
		text = a.text(0)
	}
	e := newException(t, text)
	if inner, ok := a.any(1).(*command.Exception); ok {
		e.Inner = inner
		e.Record.Err = inner.Record
	}
	return e
}

// Returns the items that a collection starts with; a number is a capacity.
func collectionItems(a *arguments) []any {
	switch v := a.any(0).(type) {
	case nil, int32, int64, object.Type:
		return nil
	case string:
		if strings.Contains(strings.ToLower(v), "ignorecase") {
			return nil
		}
		return []any{v}
	case *object.Dict:
		return []any{v}
	default:
		return append([]any(nil), unroll(v)...)
	}
}

const maxArray = 10_000_000

func newArray(elem string, a *arguments) (object.Value, error) {
	n := a.int(0)
	if n < 0 || n > maxArray {
		return nil, errors.New("The size of an array must be between 0 and " + strconv.Itoa(maxArray) + ".")
	}
	if lastPart(elem) == "byte" {
		return make([]byte, n), nil
	}
	list := make([]any, n)
	for i := range list {
		list[i] = zeroOf(elem)
	}
	return list, nil
}

func zeroOf(t string) object.Value {
	switch lastPart(t) {
	case "int", "int32", "long", "int64", "double", "bool", "boolean", "decimal", "float", "single":
		v, _ := object.Convert(nil, object.Type(t))
		return v
	}
	return nil
}

func newDict(kind string, a *arguments) *object.Dict {
	d := &object.Dict{Ordered: strings.HasPrefix(kind, "ordered")}
	d.CaseSensitive = kind == "dictionary" && !strings.HasSuffix(strings.ToLower(a.text(len(a.list)-1)), "ignorecase")
	if from, ok := a.any(0).(*object.Dict); ok {
		for k, v := range from.All() {
			d.Set(k, v)
		}
	}
	return d
}

func newString(a *arguments) string {
	if n, ok := a.any(1).(int32); ok && n >= 0 && n < maxPad {
		return strings.Repeat(a.text(0), int(n))
	}
	return join(a.any(0), "")
}

func newTime(a *arguments) (object.Value, error) {
	if len(a.list) == 1 {
		return a.convert(0, "datetime"), nil
	}
	if !a.count(3, 8) {
		return nil, nil
	}
	n := make([]int, 7)
	for i := range min(len(a.list), 7) {
		if _, isText := a.list[i].(string); !isText {
			n[i] = a.int(i)
		}
	}
	where := time.Local
	if strings.EqualFold(a.text(len(a.list)-1), "Utc") {
		where = time.UTC
	}
	t := time.Date(n[0], time.Month(n[1]), n[2], n[3], n[4], n[5], n[6]*int(time.Millisecond), where)
	if a.err == nil && (t.Year() != n[0] || int(t.Month()) != n[1] || t.Day() != n[2] || n[3] > 23 || n[4] > 59 || n[5] > 59) {
		return nil, errors.New("Year, Month, and Day parameters describe an un-representable DateTime.")
	}
	return t, nil
}

func newSpan(a *arguments) object.Value {
	n := make([]int64, 5)
	for i := range min(len(a.list), 5) {
		n[i] = a.long(i)
	}
	switch len(a.list) {
	case 1:
		return object.TimeSpan(n[0])
	case 3:
		n = []int64{0, n[0], n[1], n[2], 0}
	}
	return object.TimeSpan((((n[0]*24+n[1])*60+n[2])*60+n[3])*1e7 + n[4]*1e4)
}

func newVersion(a *arguments) (object.Value, error) {
	if len(a.list) <= 1 {
		return a.convert(0, "version"), nil
	}
	v := object.Version{Major: a.int(0), Minor: a.int(1), Build: -1, Revision: -1}
	if a.has(2) {
		v.Build = a.int(2)
	}
	if a.has(3) {
		v.Revision = a.int(3)
	}
	return v, nil
}

// [ErrorRecord]::new(exception, id, category, target)
func newErrorRecord(a *arguments) (object.Value, error) {
	if !a.count(4, 4) {
		return nil, nil
	}
	e, ok := a.any(0).(*command.Exception)
	if !ok {
		e = newException("System.Exception", a.text(0))
	}
	return &command.Error{Category: command.Category(a.text(2)), ID: a.text(1), Type: e.Record.Type, Message: e.Record.Message, Target: a.any(3), Err: e.Record}, nil
}
