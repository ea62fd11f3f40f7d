package builtin

import (
	"context"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

func measureObject() *command.Command {
	return staged(`
		Measure-Object <GenericMeasure> [[-Property] <object[]>] [-InputObject <psobject>{ByValue}] [-Sum] [-Average] [-Maximum] [-Minimum] [-StandardDeviation] [-AllStats]
		Measure-Object <TextMeasure> [[-Property] <object[]>] [-InputObject <psobject>{ByValue}] [-Line] [-Word] [-Character] [-IgnoreWhiteSpace]`,
		func() command.Stage {
			m := &measuring{}
			return command.Stage{Begin: m.begin, Process: m.process, End: m.end}
		})
}

// measuring is a running Measure-Object.
type measuring struct {
	props   []property
	text    bool
	numbers bool // a sum, average or deviation is asked for
	caller  *caller
	order   []string
	stats   map[string]*statistics
}

// statistics is what was measured of one property.
type statistics struct {
	count                    int
	sum, squares             float64
	low, high                object.Value
	lines, words, characters int
}

func (m *measuring) begin(_ context.Context, c *command.Call) (err error) {
	a := c.Args
	m.caller, m.stats = newCaller(c), map[string]*statistics{}
	m.text = a.Flag("Line") || a.Flag("Word") || a.Flag("Character")
	m.numbers = a.Flag("Sum") || a.Flag("Average") || a.Flag("StandardDeviation") || a.Flag("AllStats")
	m.props, err = properties(list(a, "Property"))
	return err
}

func (m *measuring) process(ctx context.Context, c *command.Call) error {
	for _, v := range inputs(c) {
		if len(m.props) == 0 {
			if err := m.add(ctx, c, "", v); err != nil {
				return err
			}
			continue
		}
		for _, p := range expand(m.props, v) {
			if _, ok := object.Get(v, p.source); !ok && p.block == nil {
				continue
			}
			got, err := p.value(ctx, m.caller, v)
			if err != nil {
				return err
			}
			if err := m.add(ctx, c, p.name, got); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m *measuring) of(name string) *statistics {
	s := m.stats[name]
	if s == nil {
		s = &statistics{}
		m.stats[name] = s
		m.order = append(m.order, name)
	}
	return s
}

func (m *measuring) add(ctx context.Context, c *command.Call, name string, v object.Value) error {
	s := m.of(name)
	if v == nil {
		return nil
	}
	if m.text {
		s.addText(object.String(v), c.Args.Flag("IgnoreWhiteSpace"))
		return nil
	}
	if m.numbers {
		n, err := object.Convert(v, "double")
		if err != nil {
			return c.Error(ctx, &command.Error{Category: command.InvalidType, ID: "NonNumericInputObject", Type: "System.Management.Automation.PSInvalidCastException", Target: v,
				Message: "Input object \"" + object.String(v) + "\" is not numeric."})
		}
		s.sum += n.(float64)
		s.squares += n.(float64) * n.(float64)
	}
	s.count++
	if s.low == nil || compareKeys(v, s.low, false) < 0 {
		s.low = v
	}
	if s.high == nil || compareKeys(v, s.high, false) > 0 {
		s.high = v
	}
	return nil
}

func (s *statistics) addText(text string, ignoreBlanks bool) {
	s.count++
	s.lines += strings.Count(strings.TrimSuffix(text, "\n"), "\n") + 1
	s.words += len(strings.Fields(text))
	if !ignoreBlanks {
		s.characters += utf8.RuneCountInString(text)
		return
	}
	for _, r := range text {
		if !unicode.IsSpace(r) {
			s.characters++
		}
	}
}

func (m *measuring) end(ctx context.Context, c *command.Call) error {
	if len(m.order) == 0 && len(m.props) == 0 {
		m.of("")
	}
	for _, p := range m.props {
		if p.pattern == nil && m.stats[p.name] == nil {
			e := invalid("GenericMeasurePropertyNotFound", "The property \"%s\" cannot be found in the input for any objects.", p.name)
			if err := c.Error(ctx, e); err != nil {
				return err
			}
		}
	}
	for _, name := range m.order {
		out := m.stats[name].generic(c.Args, name)
		if m.text {
			out = m.stats[name].textual(c.Args, name)
		}
		if err := c.Output(out); err != nil {
			return err
		}
	}
	return nil
}

func orNull(name string) object.Value {
	if name == "" {
		return nil
	}
	return name
}

// generic is the result for numbers. What was not asked for is null.
func (s *statistics) generic(a command.Args, name string) *object.Object {
	all := a.Flag("AllStats")
	o := &object.Object{Types: []string{"Microsoft.PowerShell.Commands.GenericMeasureInfo", "Microsoft.PowerShell.Commands.MeasureInfo", "System.Object"}}
	o.Set("Count", int32(s.count))
	set := func(property, flag string, v object.Value) {
		if !all && !a.Flag(flag) || s.count == 0 {
			v = nil
		}
		o.Set(property, v)
	}
	set("Average", "Average", s.sum/float64(s.count))
	set("Sum", "Sum", s.sum)
	set("Maximum", "Maximum", widened(s.high))
	set("Minimum", "Minimum", widened(s.low))
	set("StandardDeviation", "StandardDeviation", s.deviation())
	o.Set("Property", orNull(name))
	return o
}

// widened is a number as a double, as the vendor's measurements are; other values stay.
func widened(v object.Value) object.Value {
	switch v.(type) {
	case int32, int64, float32, uint32, uint64, uint8, int16:
		f, err := object.Convert(v, "double")
		if err == nil {
			return f
		}
	}
	return v
}

// deviation is the standard deviation of a sample.
func (s *statistics) deviation() float64 {
	if s.count < 2 {
		return 0
	}
	n := float64(s.count)
	return math.Sqrt(max(0, (s.squares-s.sum*s.sum/n)/(n-1)))
}

func (s *statistics) textual(a command.Args, name string) *object.Object {
	o := &object.Object{Types: []string{"Microsoft.PowerShell.Commands.TextMeasureInfo", "Microsoft.PowerShell.Commands.MeasureInfo", "System.Object"}}
	for _, e := range []struct {
		property, flag string
		n              int
	}{{"Lines", "Line", s.lines}, {"Words", "Word", s.words}, {"Characters", "Character", s.characters}} {
		var v object.Value
		if a.Flag(e.flag) {
			v = int32(e.n)
		}
		o.Set(e.property, v)
	}
	o.Set("Property", orNull(name))
	return o
}
