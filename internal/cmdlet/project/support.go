package project

import (
	"fmt"
	"sort"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// A Status says what becomes of a parameter that is given.
type Status string

// The statuses.
const (
	Acts    Status = "acts"    // it has its effect
	Stored  Status = "stored"  // it is checked, kept and shown; what the vendor does with it beyond that is not done here
	Refused Status = "refused" // the cmdlet fails with NotSupported, naming it
)

// Support says of one parameter of one cmdlet whether it acts. The lists in the documents and the
// tests are made from it.
type Support struct {
	Cmdlet string
	Param  string
	Status Status
	Env    catalog.Env // environments that have the parameter
}

// A Row says what one parameter does to a change of type T.
type Row[T any] struct {
	Param string
	// Apply carries the value into the change. Nil means that the cmdlet itself reads the parameter:
	// what it names, filters by, or is switched by.
	Apply func(T, object.Value) error
	// Stored marks a parameter whose whole effect is that it is kept and shown.
	Stored bool
}

// A Table says what each parameter of a cmdlet does. Parameters of the catalog without a row are
// refused by name, never ignored.
type Table[T any] struct {
	Cmdlet string
	Rows   []Row[T]
}

// Reads returns rows for parameters that the cmdlet itself reads.
func Reads[T any](params ...string) []Row[T] {
	rows := make([]Row[T], len(params))
	for i, p := range params {
		rows[i].Param = p
	}
	return rows
}

// Tables are those of a family of cmdlets that read all their parameters themselves.
type Tables []Table[struct{}]

// Reader returns the table of a cmdlet that itself reads the parameters given, and no others.
func Reader(cmdlet string, params ...string) Table[struct{}] {
	return Table[struct{}]{Cmdlet: cmdlet, Rows: Reads[struct{}](params...)}
}

// Support lists what each parameter of the cmdlets does.
func (list Tables) Support() []Support {
	var all []Support
	for _, t := range list {
		all = append(all, t.Support(catalog.Must(t.Cmdlet))...)
	}
	return all
}

// Check is Check of the called cmdlet's table.
func (list Tables) Check(c *command.Call) error { return list.Of(c.Meta.Name).Check(c.Args) }

// Of returns the table of a cmdlet. A cmdlet without one has no parameters.
func (list Tables) Of(cmdlet string) Table[struct{}] {
	for _, t := range list {
		if t.Cmdlet == cmdlet {
			return t
		}
	}
	return Reader(cmdlet)
}

// Check returns the refusal of the first given parameter that has no row. A switch that is off asks
// for nothing and is not refused.
func (t Table[T]) Check(args command.Args) error {
	for name, v := range args.All() {
		if _, ok := t.row(name); !ok && !off(v) {
			return NotSupported(t.Cmdlet, name)
		}
	}
	return nil
}

// Apply carries every given parameter into the change, in the order of the table, so that the order
// on the command line does not matter.
func (t Table[T]) Apply(change T, args command.Args) error {
	for _, row := range t.Rows {
		if row.Apply == nil {
			continue
		}
		if v, given := args.Get(row.Param); given {
			if err := row.Apply(change, v); err != nil {
				return err
			}
		}
	}
	return nil
}

// Support lists every parameter that the cmdlet has in any environment, by name. WhatIf and Confirm
// always act.
func (t Table[T]) Support(meta *catalog.Cmdlet) []Support {
	var list []Support
	for _, p := range meta.Params {
		if p.Env == 0 {
			continue // of Exchange Server only
		}
		s := Support{Cmdlet: t.Cmdlet, Param: p.Name, Status: Refused, Env: p.Env}
		if row, ok := t.row(p.Name); row != nil && row.Stored {
			s.Status = Stored
		} else if ok {
			s.Status = Acts
		}
		list = append(list, s)
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].Param < list[j].Param })
	return list
}

// Strays returns the rows of parameters that the cmdlet does not have in any environment; a right
// table has none.
func (t Table[T]) Strays(meta *catalog.Cmdlet) []string {
	var list []string
	for _, r := range t.Rows {
		if p, ok := meta.Param(r.Param); !ok || p.Env == 0 || p.Name != r.Param && !strings.EqualFold(p.Name, "SortBy") {
			list = append(list, r.Param)
		}
	}
	return list
}

func (t Table[T]) row(name string) (*Row[T], bool) {
	for i := range t.Rows {
		if strings.EqualFold(t.Rows[i].Param, name) {
			return &t.Rows[i], true
		}
	}
	return nil, common(name)
}

// Texts reads a parameter of several texts; one text with commas is several too. The answer is nil where
// the parameter is not given or $null.
func Texts(args command.Args, name string) []string {
	v, given := args.Get(name)
	if !given || v == nil {
		return nil
	}
	list := []string{}
	for _, item := range org.Items(v) {
		for word := range strings.SplitSeq(object.String(item), ",") {
			list = append(list, strings.TrimSpace(word))
		}
	}
	return list
}

// common says whether the parameter belongs to the call and not to the cmdlet.
func common(name string) bool {
	return strings.EqualFold(name, "WhatIf") || strings.EqualFold(name, "Confirm")
}

func off(v object.Value) bool {
	s, ok := v.(object.Switch)
	return ok && !bool(s)
}

// NotSupported is the refusal of a parameter that the catalog has and this organisation does not
// carry out.
func NotSupported(cmdlet, param string) *command.Error {
	return &command.Error{
		Category: command.NotImplemented,
		ID:       "NotSupported",
		Type:     "System.NotSupportedException",
		Message:  fmt.Sprintf("%s does not support the parameter -%s in this organisation.", cmdlet, param),
		Advice:   "Run the command without -" + param + "; nothing was changed.",
		Target:   param,
	}
}
