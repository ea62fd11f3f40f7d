// Package catalog says which cmdlets exist: their parameters, sets, types, roles and the properties
// of what they return. The facts are embedded, indexed, and decoded one cmdlet at a time.
package catalog

// Env is a set of environments.
type Env uint8

// The environments of the service.
const (
	EXO Env = 1 << iota // Exchange Online PowerShell
	SCC                 // Security & Compliance PowerShell
	EOP                 // standalone Exchange Online Protection PowerShell
)

// Impact says how a cmdlet confirms, System.Management.Automation.ConfirmImpact.
type Impact uint8

// The impacts. NoImpact means that the cmdlet does not support -WhatIf and -Confirm.
const (
	NoImpact Impact = iota
	Medium          // asks only where -Confirm is given
	High            // asks by itself, unless -Confirm:$false
)

// A Cmdlet is the shape of one command: what it is called and what it accepts.
type Cmdlet struct {
	Name   string // "Get-Mailbox"
	Env    Env    // where it exists; 0 for a builtin of the shell
	Impact Impact
	Params []Param // in catalog order; common parameters are not listed
	Sets   []Set   // at least one
	Output string  // name of its ObjectType, or ""
	Module bool    // part of the client module, not served by the endpoint
}

// A Param is one parameter of a cmdlet.
type Param struct {
	Name    string
	Aliases []string
	Type    string   // as the vendor writes it: "String", "SwitchParameter", "MailboxIdParameter", "String[]"
	Env     Env      // environments that have it; 0 for a builtin
	ByValue bool     // takes the pipeline's objects
	ByName  bool     // takes a property of the same name from the pipeline's objects
	Rest    bool     // takes the remaining positional arguments
	Values  []string // accepted values, where the set is closed; others are hints
	Closed  bool     // Values is complete: anything else is refused
	MaxLen  int      // longest accepted text in characters; 0 means no limit
	Null    bool     // $null is an accepted value that clears
}

// A Set is one parameter set.
type Set struct {
	Name       string // "__AllParameterSets" where the cmdlet has only one without a name
	Default    bool
	Env        Env
	Params     []string // every parameter of the set
	Mandatory  []string
	Positional []string // in order
}

// An ObjectType is the shape of the objects a cmdlet returns.
type ObjectType struct {
	Name  string   // the cmdlet it was sampled from: "Get-Mailbox"
	Types []string // .NET type names, most derived first
	Props []Prop   // in the order of the output
}

// A Prop is one property of an ObjectType.
type Prop struct {
	Name string
	Type string // the object package's name of its type: "Guid", "ByteQuantifiedSize", "Unlimited<ByteQuantifiedSize>", "String", "String[]", ...
	Enum bool   // text out of a closed set on the vendor's side
}

// Param returns the parameter of that name or alias, ignoring case.
func (c *Cmdlet) Param(name string) (*Param, bool) {
	for i := range c.Params {
		if fold(c.Params[i].Name, name) {
			return &c.Params[i], true
		}
	}
	for i := range c.Params {
		for _, a := range c.Params[i].Aliases {
			if fold(a, name) {
				return &c.Params[i], true
			}
		}
	}
	return nil, false
}

// IsSwitch says whether the parameter needs no value.
func (p *Param) IsSwitch() bool { return fold(p.Type, "SwitchParameter") || fold(p.Type, "switch") }
