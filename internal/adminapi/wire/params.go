package wire

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/strictjson"
	"example.org/exosh/object"
)

// A ParamError names the parameter whose value cannot be taken.
type ParamError struct {
	Name   string
	Reason string
}

func (e *ParamError) Error() string {
	return fmt.Sprintf("The value of parameter %s can't be used: %s.", strconv.QuoteToASCII(e.Name), e.Reason)
}

// The names of the types that tagged values have.
const (
	typeHash  = "#Exchange.GenericHashTable"
	typeBytes = "#Exchange.ByteArrayType"
)

// Params turns the Parameters of a request into arguments, in the order given. Values become what
// command.Bind converts from: text, booleans, numbers, arrays, hash tables, bytes. Annotations of a
// collection ("X@odata.type") are checked and left out. The error is a [*ParamError].
func Params(o *strictjson.Object) ([]command.Arg, error) {
	if o == nil {
		return nil, nil
	}
	args := make([]command.Arg, 0, len(o.Members))
	for _, m := range o.Members {
		if name, annotation, ok := strings.Cut(m.Name, "@"); ok {
			if err := checkAnnotation(name, annotation, m.Value); err != nil {
				return nil, err
			}
			continue
		}
		if m.Name == "" {
			return nil, &ParamError{m.Name, "a parameter needs a name"}
		}
		v, err := value(m.Name, m.Value)
		if err != nil {
			return nil, err
		}
		args = append(args, command.Arg{Name: m.Name, Value: v, HasValue: true})
	}
	return args, nil
}

// Accepts "X@odata.type" and "X@data.type", and the "@odata.type" of the parameters as a whole. They
// repeat what the value itself says, so that only their form matters.
func checkAnnotation(name, annotation string, v any) error {
	kind, isText := v.(string)
	switch strings.ToLower(annotation) {
	case "odata.type", "data.type":
		if isText && kind != "" {
			return nil
		}
		return &ParamError{name + "@" + annotation, "an annotation has to be the name of a type"}
	}
	return &ParamError{name + "@" + annotation, "there is no such annotation; @odata.type and @data.type are understood"}
}

func value(name string, v any) (object.Value, error) {
	switch v := v.(type) {
	case []any:
		list := make([]any, len(v))
		for i := range v {
			item, err := value(name, v[i])
			if err != nil {
				return nil, err
			}
			list[i] = item
		}
		return list, nil
	case *strictjson.Object:
		return tagged(name, v)
	}
	return v, nil
}

// Reads an object by the type that it is tagged with. One without a tag is refused, as the vendor's
// binder refuses it.
func tagged(name string, o *strictjson.Object) (object.Value, error) {
	tag, _ := o.Get("@odata.type")
	kind, _ := tag.(string)
	switch {
	case strings.EqualFold(kind, typeHash):
		return hash(name, o)
	case strings.EqualFold(kind, typeBytes):
		return bytesOf(name, o)
	case tag == nil:
		return nil, &ParamError{name, `an object has to say "@odata.type":"` + typeHash + `"`}
	}
	return nil, &ParamError{name, "the type " + strconv.QuoteToASCII(clip(object.String(tag))) + " is unknown; " + typeHash + " and " + typeBytes + " are understood"}
}

func hash(name string, o *strictjson.Object) (object.Value, error) {
	d := &object.Dict{}
	for _, m := range o.Members {
		if key, annotation, ok := strings.Cut(m.Name, "@"); ok {
			if err := checkAnnotation(key, annotation, m.Value); err != nil {
				return nil, err
			}
			continue
		}
		v, err := value(name, m.Value)
		if err != nil {
			return nil, err
		}
		d.Set(m.Name, v)
	}
	return d, nil
}

// Bytes are an array of numbers, or base64 text.
func bytesOf(name string, o *strictjson.Object) (object.Value, error) {
	data, _ := o.Get("Data")
	switch data := data.(type) {
	case string:
		b, err := base64.StdEncoding.DecodeString(data)
		if err != nil {
			return nil, &ParamError{name, "Data is not base64"}
		}
		return b, nil
	case []any:
		b := make([]byte, len(data))
		for i, v := range data {
			n, ok := v.(int32)
			if !ok || n < 0 || n > 255 {
				return nil, &ParamError{name, "Data has an element that is no byte"}
			}
			b[i] = byte(n)
		}
		return b, nil
	}
	return nil, &ParamError{name, "Data has to be an array of bytes or base64 text"}
}

func clip(s string) string {
	const most = 80
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "..."
}
