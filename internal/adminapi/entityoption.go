package adminapi

import (
	"slices"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/adminapi/odata"
)

// An option of the service's own is a parameter of the twin.
type option struct {
	param string // "" where the option changes nothing here
	kind  optionKind
}

type optionKind uint8

const (
	textOption optionKind = iota
	flagOption
	listOption // comma list
)

// Returns the arguments of the service's own options. One that has no meaning here is refused by name.
func (q *entityRequest) options(known map[string]option) ([]command.Arg, error) {
	var args []command.Arg
	names := q.query.Names()
	slices.Sort(names)
	for _, name := range names {
		switch name {
		case "isencoded", "readidsandparamsfromheaders", "propertyset", "isusepropertyset":
			continue
		}
		o, ok := known[name]
		if !ok {
			return nil, &odata.Error{Message: "The query option '" + clip(name) + "' is not supported by " + q.path[len(q.path)-1].Name + ".", Advice: "Leave it out."}
		}
		if o.param == "" {
			continue
		}
		value, _ := q.query.Custom(name)
		arg := command.Arg{Name: o.param, HasValue: true, Value: value}
		switch o.kind {
		case flagOption:
			if !q.query.Flag(name) {
				continue
			}
			arg.Value = true
		case listOption:
			list := []any{}
			for word := range strings.SplitSeq(value, ",") {
				list = append(list, strings.TrimSpace(word))
			}
			arg.Value = list
		}
		args = append(args, arg)
	}
	return args, nil
}

func textArg(name, value string) command.Arg {
	return command.Arg{Name: name, HasValue: true, Value: value}
}
