package exocmdlet

import (
	"strconv"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/restclient"
	"example.org/exosh/object"
)

// options collects the options of a query in the order of the vendor's module.
type options struct {
	args command.Args
	list []restclient.QueryOption
}

func (o *options) add(name, value string) {
	o.list = append(o.list, restclient.QueryOption{Name: name, Value: value})
}

// text passes parameters on as they are.
func (o *options) text(names ...string) {
	for _, n := range names {
		if v := o.args.Text(n); v != "" {
			o.add(n, v)
		}
	}
}

// flags passes switches on that are set.
func (o *options) flags(names ...string) {
	for _, n := range names {
		if o.args.Flag(n) {
			o.add(n, "True")
		}
	}
}

// lists passes lists on, joined by commas.
func (o *options) lists(names ...string) {
	for _, n := range names {
		if l := texts(o.args, n); len(l) > 0 {
			o.add(n, strings.Join(l, ","))
		}
	}
}

// properties reads -Properties and -PropertySets, with sets that are wanted anyway.
func (o *options) properties(cmdlet string, also ...string) error {
	if list := texts(o.args, "Properties"); len(list) > 0 {
		if contains(list, "*") {
			list = []string{"*"}
		}
		o.add("$select", strings.Join(list, ","))
	}
	sets := also
	for _, word := range texts(o.args, "PropertySets") {
		set, err := propertySet(cmdlet, word)
		if err != nil {
			return err
		}
		if !contains(sets, set) {
			sets = append(sets, set)
		}
	}
	if len(sets) > 0 {
		o.add("PropertySet", strings.Join(sets, ","))
	}
	return nil
}

// propertySet returns the name of a set that a word stands for: itself, or the only one that begins so, as
// the enumerations of PowerShell have it.
func propertySet(cmdlet, word string) (string, error) {
	p, _ := catalog.Must(cmdlet).Param("PropertySets")
	known := p.Values
	if !contains(known, "All") {
		known = append([]string{"All"}, known...)
	}
	var found []string
	for _, name := range known {
		if strings.EqualFold(name, word) {
			return name, nil
		}
		if len(word) < len(name) && strings.EqualFold(name[:len(word)], word) {
			found = append(found, name)
		}
	}
	if len(found) == 1 {
		return found[0], nil
	}
	return "", &command.Error{Category: command.InvalidArgument, ID: "CannotConvertArgumentNoMessage",
		Type: "System.Management.Automation.ParameterBindingException", Target: "PropertySets",
		Message: "Cannot bind parameter 'PropertySets'. There is no property set \"" + word + "\".",
		Advice:  "The property sets are " + strings.Join(known, ", ") + "."}
}

const defaultSize = 1000

// resultSize reads -ResultSize: -1 for all.
func resultSize(args command.Args) (int, error) {
	v, given := args.Get("ResultSize")
	if u, ok := v.(object.Unlimited); ok {
		if u.Value == nil {
			return -1, nil
		}
		v = u.Value
		if size, long := v.(object.ByteQuantifiedSize); long { // what a number of 64 bits becomes
			v = int64(size)
		}
	}
	if !given || v == nil {
		return defaultSize, nil
	}
	text := strings.TrimSpace(object.String(v))
	if strings.EqualFold(text, "Unlimited") {
		return -1, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n <= 0 {
		return 0, invalid("ResultSize", "Give a number, or Unlimited for everything.",
			"-ResultSize is %q, which is neither a whole number above zero nor Unlimited.", text)
	}
	return n, nil
}
