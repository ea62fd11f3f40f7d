package session

import (
	"errors"
	"fmt"

	"example.org/exosh/command"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// A buffer keeps what a command writes until its change is committed.
type buffer struct {
	records []command.Record
	mark    int  // records that were there before the transaction first ran
	marked  bool // the transaction ran
	changed bool // a change may have been committed
}

// The most records that one page of a command may write; a listing has MaxPage objects, and a command
// that does not page answers in one go.
const mostRecords = 100_000

func (b *buffer) reset() { *b = buffer{} }

func (b *buffer) take(r command.Record) error {
	if len(b.records) >= mostRecords {
		return &command.Error{Category: command.LimitsExceeded, ID: "TooManyResults", Type: "System.InvalidOperationException",
			Message: fmt.Sprintf("The command writes more than %d objects at once.", mostRecords),
			Advice:  "Narrow it down, with -Filter or -ResultSize for instance."}
	}
	b.records = append(b.records, r)
	return nil
}

// Takes back what the closure of a transaction wrote in a run that is repeated.
func (b *buffer) begin() {
	if !b.marked {
		b.mark, b.marked, b.changed = len(b.records), true, true
	}
	clear(b.records[b.mark:])
	b.records = b.records[:b.mark]
}

// Encodes what was written, to answer a retry with. What the command writes after its transaction is
// not in it.
func (b *buffer) reply() ([]byte, error) {
	list := make([]any, len(b.records))
	for i, r := range b.records {
		list[i] = &object.Object{Props: []object.Property{
			{Name: "Stream", Value: int32(r.Stream)}, {Name: "Value", Value: storable(r.Value)},
		}}
	}
	return org.EncodeValue(list)
}

// Puts the records of an earlier answer into the buffer.
func (b *buffer) replay(reply []byte) error {
	b.reset()
	if len(reply) == 0 {
		return nil
	}
	v, err := org.DecodeValue(string(reply))
	if err != nil {
		return fmt.Errorf("read kept answer: %w", err)
	}
	list, ok := v.([]any)
	if !ok {
		return errors.New("read kept answer: it is no list")
	}
	for _, item := range list {
		r, err := restore(item)
		if err != nil {
			return err
		}
		b.records = append(b.records, r)
	}
	return nil
}

// Returns the form of a value that the store keeps. Errors are kept by their fields; any other value of
// another package by what it shows.
func storable(v object.Value) object.Value {
	switch v := v.(type) {
	case *command.Error:
		return &object.Object{Types: []string{errorType}, Props: []object.Property{
			{Name: "Category", Value: string(v.Category)}, {Name: "ID", Value: v.ID}, {Name: "Type", Value: v.Type},
			{Name: "Message", Value: v.Message}, {Name: "Advice", Value: v.Advice}, {Name: "Target", Value: text(v.Target)},
			{Name: "Command", Value: v.Command}, {Name: "Reason", Value: v.Reason},
		}}
	case *object.SecureString, *object.Credential:
		return org.Masked
	case object.Properties:
		o := &object.Object{Types: v.TypeNames()}
		for _, name := range v.PropertyNames() {
			p, _ := v.Property(name)
			o.Props = append(o.Props, object.Property{Name: name, Value: p})
		}
		return o
	case *command.HostText:
		return v.Text
	}
	return v
}

const errorType = "System.Management.Automation.ErrorRecord"

func text(v object.Value) object.Value {
	if v == nil {
		return nil
	}
	return object.String(v)
}

func restore(item any) (command.Record, error) {
	o, ok := item.(*object.Object)
	if !ok {
		return command.Record{}, errors.New("read kept answer: a record is no object")
	}
	stream, _ := o.Get("Stream")
	n, _ := stream.(int32)
	v, _ := o.Get("Value")
	if e, ok := v.(*object.Object); ok && command.Stream(n) == command.ErrorStream {
		v = restoreError(e)
	}
	return command.Record{Stream: command.Stream(n), Value: v}, nil
}

func restoreError(o *object.Object) *command.Error {
	field := func(name string) string {
		v, _ := o.Get(name)
		s, _ := v.(string)
		return s
	}
	target, _ := o.Get("Target")
	return &command.Error{
		Category: command.Category(field("Category")), ID: field("ID"), Type: field("Type"), Message: field("Message"),
		Advice: field("Advice"), Target: target, Command: field("Command"), Reason: field("Reason"),
	}
}
