// Package object holds the values that flow through a pipeline: PowerShell's scalars, arrays, hash
// tables and objects, and the scalars of Exchange. It does no I/O and holds no state.
package object

import "strings"

// A Value is anything a pipeline can carry. The dynamic type is one of:
//
//	nil                      $null
//	bool                     System.Boolean
//	Switch                   System.Management.Automation.SwitchParameter
//	uint8, int16, int32, int64, uint32, uint64, float32, float64
//	*decimal.Decimal         System.Decimal
//	Char                     System.Char
//	string                   System.String
//	time.Time                System.DateTime (the Kind is its Location: UTC or not)
//	TimeSpan                 System.TimeSpan
//	GUID                     System.Guid
//	[]byte                   System.Byte[]
//	[]any                    System.Object[]; shared by reference, of fixed length
//	*List                    a growing list (ArrayList, Generic.List)
//	*Dict                    a hash table, ordered by insertion
//	*Object                  an object with named properties (PSCustomObject and every Exchange object)
//	*SecureString, *Credential, Version, Type
//	ByteQuantifiedSize, Unlimited, EnhancedTimeSpan, SmtpAddress, ADObjectID   Exchange's scalars
//	any type that implements Properties (error records, command infos, script blocks)
type Value = any

// Switch is the value of a switch parameter.
type Switch bool

// Char is a single UTF-16 unit or rune of text, System.Char.
type Char rune

// Type names a .NET type as a user may write it: "int", "System.Int32", "string[]", "MailboxIdParameter".
type Type string

// Properties is implemented by values of other packages that show named properties.
type Properties interface {
	TypeNames() []string                // most derived first, never empty
	PropertyNames() []string            // in display order
	Property(name string) (Value, bool) // name without regard to case
}

// Stringer is what a value of another package converts to as text, PowerShell's ToString().
type Stringer interface{ String() string }

// An Object is an ordered bag of named properties. Names ignore case and keep their first spelling.
type Object struct {
	Types []string // type names, most derived first; empty means System.Management.Automation.PSCustomObject
	Props []Property
}

// A Property is one named value of an Object.
type Property struct {
	Name  string
	Value Value
}

// Get returns the property of that name, ignoring case.
func (o *Object) Get(name string) (Value, bool) {
	if i := o.index(name); i >= 0 {
		return o.Props[i].Value, true
	}
	return nil, false
}

// Set changes the property of that name or appends it.
func (o *Object) Set(name string, v Value) {
	if i := o.index(name); i >= 0 {
		o.Props[i].Value = v
		return
	}
	o.Props = append(o.Props, Property{name, v})
}

// Delete removes the property of that name; it does nothing where there is none.
func (o *Object) Delete(name string) {
	if i := o.index(name); i >= 0 {
		o.Props = append(o.Props[:i:i], o.Props[i+1:]...)
	}
}

func (o *Object) index(name string) int {
	for i := range o.Props {
		if len(o.Props[i].Name) == len(name) && strings.EqualFold(o.Props[i].Name, name) {
			return i
		}
	}
	return -1
}

// A List is a growing list: System.Collections.ArrayList or a generic List.
type List struct {
	Kind  Type // its .NET type, "System.Collections.Generic.List`1[System.Object]"; "" means ArrayList
	Items []Value
}
