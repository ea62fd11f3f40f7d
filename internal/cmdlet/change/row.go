package change

import (
	"fmt"
	"time"
	"unicode/utf8"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// Text returns rows of parameters that are texts of at most limit characters.
func Text(limit int, params ...string) Rows {
	return each(params, func(c *Change, name string, v object.Value) error {
		text := textOf(v)
		if utf8.RuneCountInString(text) > limit {
			return org.Invalid(name, text, fmt.Sprintf("it may have at most %d characters", limit))
		}
		c.Set(name, text)
		return nil
	})
}

// Flags returns rows of parameters that are booleans or switches.
func Flags(params ...string) Rows {
	return each(params, func(c *Change, name string, v object.Value) error {
		c.Entry.Props.Set(name, truth(v))
		return nil
	})
}

// Words returns rows of parameters that are lists of texts of at most limit characters, up to most of
// them.
func Words(limit, most int, params ...string) Rows {
	return each(params, func(c *Change, name string, v object.Value) error {
		list := Merge(directory.Texts(c.Entry, name), v)
		if len(list) > most {
			return org.Invalid(name, list[most], fmt.Sprintf("it may hold at most %d values", most))
		}
		for _, text := range list {
			if utf8.RuneCountInString(text) > limit {
				return org.Invalid(name, text, fmt.Sprintf("a value may have at most %d characters", limit))
			}
		}
		c.Entry.Props.Set(name, directory.Anys(list))
		return nil
	})
}

// Sizes returns rows of parameters that are sizes or Unlimited, up to most bytes.
func Sizes(most uint64, params ...string) Rows {
	return each(params, func(c *Change, name string, v object.Value) error {
		u, err := sizeOf(name, v)
		if err != nil {
			return err
		}
		if u.Value == nil || uint64(u.Value.(object.ByteQuantifiedSize)) > most {
			return org.Invalid(name, object.String(u), "it may be at most "+object.ByteQuantifiedSize(most).String())
		}
		c.Entry.Props.Set(name, u)
		return nil
	})
}

func sizeOf(name string, v object.Value) (object.Unlimited, error) {
	if u, ok := v.(object.Unlimited); ok {
		v = u.Value
		if v == nil {
			return u, nil
		}
	}
	s, err := object.Convert(v, "ByteQuantifiedSize")
	size, ok := s.(object.ByteQuantifiedSize)
	if err != nil || !ok {
		return object.Unlimited{}, org.Invalid(name, object.String(v), "it must be a size such as 10GB")
	}
	return object.Unlimited{Value: size}, nil
}

// Spans returns rows of parameters that are time spans from none to a number of days.
func Spans(days int, params ...string) Rows {
	return each(params, func(c *Change, name string, v object.Value) error {
		span, err := spanOf(name, v)
		if err != nil {
			return err
		}
		if span < 0 || span > directory.Days(days) {
			return org.Invalid(name, object.String(v), fmt.Sprintf("it must be a time span of 0 to %d days", days))
		}
		c.Entry.Props.Set(name, span)
		return nil
	})
}

func spanOf(name string, v object.Value) (object.EnhancedTimeSpan, error) {
	s, err := object.Convert(v, "EnhancedTimeSpan")
	span, ok := s.(object.EnhancedTimeSpan)
	if err != nil || !ok {
		return 0, org.Invalid(name, object.String(v), "it must be a time span such as 30.00:00:00")
	}
	return span, nil
}

// Dates returns rows of parameters that are dates; $null clears.
func Dates(params ...string) Rows {
	return each(params, func(c *Change, name string, v object.Value) error {
		t, err := dateOf(name, v)
		if err != nil {
			return err
		}
		c.Set(name, t)
		return nil
	})
}

func dateOf(name string, v object.Value) (object.Value, error) {
	if v == nil || v == "" {
		return nil, nil
	}
	d, err := object.Convert(v, "DateTime")
	t, ok := d.(time.Time)
	if err != nil || !ok {
		return nil, org.Invalid(name, object.String(v), "it must be a date")
	}
	return t.UTC(), nil
}

// Numbers returns rows of parameters that are whole numbers in a range; $null clears.
func Numbers(low, high int32, params ...string) Rows {
	return each(params, func(c *Change, name string, v object.Value) error {
		if v == nil || v == "" {
			c.Set(name, nil)
			return nil
		}
		n, err := object.Convert(v, "Int32")
		i, ok := n.(int32)
		if err != nil || !ok || i < low || i > high {
			return org.Invalid(name, object.String(v), fmt.Sprintf("it must be a number from %d to %d", low, high))
		}
		c.Entry.Props.Set(name, i)
		return nil
	})
}

// Do returns the row of a parameter with a rule of its own.
func Do(param string, apply func(*Change, object.Value) error) Rows {
	return Rows{{Param: param, Apply: apply}}
}

// Read returns rows of parameters that the cmdlet itself reads.
func Read(params ...string) Rows { return project.Reads[*Change](params...) }

func each(params []string, apply func(*Change, string, object.Value) error) Rows {
	rows := make(Rows, len(params))
	for i, p := range params {
		rows[i] = Row{Param: p, Apply: func(c *Change, v object.Value) error { return apply(c, p, v) }}
	}
	return rows
}

func textOf(v object.Value) string {
	if v == nil {
		return ""
	}
	return object.String(v)
}

func truth(v object.Value) bool {
	switch b := v.(type) {
	case bool:
		return b
	case object.Switch:
		return bool(b)
	}
	return object.Truth(v)
}

// Refuse is the error of a task that the recipient, as it is, does not allow.
func Refuse(target, message, advice string) *command.Error {
	return &command.Error{
		Category: command.InvalidOperation, ID: "RecipientTaskException",
		Type:    "Microsoft.Exchange.Configuration.Tasks.RecipientTaskException",
		Message: message, Advice: advice, Target: target,
	}
}
