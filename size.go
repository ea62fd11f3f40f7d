package exosh

import (
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/object"
)

// sized gives the sizes of mailbox statistics, which travel as text, their Value, as objects in the
// vendor's shell have it: scripts read .TotalItemSize.Value. Other cmdlets' records pass as they are.
func sized(cmdlet string, out command.Sink) command.Sink {
	if !strings.EqualFold(cmdlet, "Get-MailboxStatistics") {
		return out
	}
	shape, ok := catalog.ObjectFor("Get-MailboxStatistics")
	if !ok {
		return out
	}
	return func(r command.Record) error {
		if o, ok := r.Value.(*object.Object); ok && r.Stream == command.Output {
			for _, p := range shape.Props {
				if p.Type == "Unlimited<ByteQuantifiedSize>" {
					giveValue(o, p.Name)
				}
			}
		}
		return out(r)
	}
}

// giveValue makes a limit of the text of a size; what is no size stays as it is.
func giveValue(o *object.Object, property string) {
	v, _ := o.Get(property)
	text, ok := v.(string)
	if !ok {
		return
	}
	if text == (object.Unlimited{}).String() {
		o.Set(property, object.Unlimited{})
	} else if size, err := object.ParseSize(text); err == nil {
		o.Set(property, object.Unlimited{Value: size})
	}
}
