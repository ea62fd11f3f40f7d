// Package command is the shape of a cmdlet: what a builtin of the shell, a proxy for a remote
// connection and an implementation on the server all are. It binds parameters and runs pipelines.
// It does no I/O and starts no goroutines.
package command

import (
	"context"
	"errors"

	"example.org/exosh/catalog"
	"example.org/exosh/object"
)

// A Stream is one of the streams a command writes.
type Stream uint8

// The streams, with PowerShell's numbers.
const (
	Output         Stream = iota + 1
	ErrorStream           // Value is an *Error
	Warning               // Value is a string
	Verbose               // string
	Debug                 // string
	Information           // *HostText or any value
	ProgressStream        // *Progress
)

// A Record is one thing written to one stream.
type Record struct {
	Stream Stream
	Value  object.Value
	Hidden bool // ErrorStream: not to be shown, only kept in $Error (SilentlyContinue)
}

// A Sink takes records. It returns ErrStop when its reader has seen enough.
type Sink func(Record) error

// ErrStop travels up a pipeline when a later stage wants no more; it is not a failure.
var ErrStop = errors.New("pipeline stopped")

// HostText is what Write-Host writes: text for a person, with colours of System.ConsoleColor or "".
type HostText struct {
	Text       string
	Foreground string
	Background string
	NoNewline  bool
}

// Progress is one report of Write-Progress.
type Progress struct {
	ID, ParentID     int // ParentID is -1 where there is none
	Activity, Status string
	Operation        string
	Percent          int // -1 means unknown
	SecondsLeft      int // -1 means unknown
	Completed        bool
}

// Page says which part of a listing is wanted. The zero value wants everything.
type Page struct {
	After  string   // opaque cursor of the last page, "" for the first
	Limit  int      // most objects wanted in this page; 0 means no limit
	Select []string // properties that will be looked at, so that the cmdlet may leave the others out; nil means all
	Next   string   // set by the cmdlet: the cursor of the following page, "" when there is none
}

// A Question is put to the person before something is done.
type Question struct {
	Caption string // "Confirm"
	Target  string // what it is done to: `Disabling mailbox "navin"`
	Action  string // the cmdlet's name, "Remove-Mailbox"
	Message string // full text where the server supplied one; else composed of Action and Target
}

// Text is the question as it is put: Message, or PowerShell's sentence about Action and Target.
func (q Question) Text() string {
	if q.Message != "" {
		return q.Message
	}
	return "Are you sure you want to perform this action?\nPerforming the operation \"" + q.Action + "\" on target \"" + q.Target + "\"."
}

// A Choice is an answer to a Question.
type Choice uint8

// The choices. The zero value is no answer.
const (
	Unanswered Choice = iota
	Yes
	YesToAll
	No
	NoToAll
)

// A Chooser is a Host that also offers Yes to All and No to All.
type Chooser interface {
	Choose(ctx context.Context, q Question) (Choice, error)
}

// A Host is the person, or what stands for one.
type Host interface {
	// Confirm asks. Without a terminal it fails and names the parameter that avoids the question.
	Confirm(ctx context.Context, q Question) (bool, error)
	// ReadLine asks for a line of text, hidden if secret.
	ReadLine(ctx context.Context, prompt string, secret bool) (string, error)
}

// A Call is one invocation of a step of a command.
type Call struct {
	Meta     *catalog.Cmdlet
	Name     string       // as the user called it
	Raw      []Arg        // as typed, for a Raw command
	Args     Args         // bound, converted; pipeline input bound by parameter included
	Input    object.Value // the current pipeline object; nil in Begin and End
	HasInput bool         // a pipeline object is present
	Page     *Page        // nil where paging is not asked for
	Sink     Sink
	Host     Host // nil where nobody can be asked
	Prefs    Prefs
	Vars     Variables // variables of the caller's scope; nil where there are none
	vars     *collector
	answer   Choice // what holds for the rest of the command, Yes to All or No to All
}

// Prefs are the preferences in force for a call, after common parameters were applied.
type Prefs struct {
	ErrorAction       string // "Continue" (also ""), "Stop", "SilentlyContinue", "Ignore", "Inquire"
	WarningAction     string
	Verbose           bool
	Debug             bool
	Confirm           *bool // -Confirm or -Confirm:$false; nil where not given
	WhatIf            bool
	InformationAction string
	ProgressAction    string
	ConfirmPreference string // "High" (also ""), "Medium", "Low", "None"
}

// A Func is one step of a command.
type Func func(ctx context.Context, c *Call) error

// A Stage is a command made ready for one pipeline. Nil steps do nothing; Clean always runs.
type Stage struct {
	Begin, Process, End, Clean Func
}

// A Command is a cmdlet: its shape and a maker of stages.
type Command struct {
	Meta *catalog.Cmdlet
	New  func() Stage
	// Raw, where true, makes Bind pass arguments on without the catalog's shape: functions and script
	// blocks of the interpreter, and native programs, bind their own parameters.
	Raw bool
	// Script says that the steps run code of the user: an error that leaves them keeps the name of the
	// cmdlet it comes from, if any, and does not get the name of this command.
	Script bool
}

// Simple makes a command of its ProcessRecord.
func Simple(meta *catalog.Cmdlet, f Func) *Command {
	return &Command{Meta: meta, New: func() Stage { return Stage{Process: f} }}
}

// An Arg is one argument as typed: a name (`-Switch`), a name with its value (`-Name:value`, or a
// splatted entry), or a value on its own. A value that follows a name after a blank is an Arg of its
// own: only the binder knows whether the name needs one.
type Arg struct {
	Name     string // without the dash; "" for a value on its own
	Value    object.Value
	HasValue bool   // false for a name that stood alone
	Text     string // the spelling of a number that was typed without quotes, for parameters that want text; else ""
}

// A Block is a value that can be run: a script block of the interpreter.
type Block interface {
	Invoke(ctx context.Context, in BlockInput, out Sink) error
	Source() string // the text between the braces, exactly
}

// BlockInput is what a script block is run with.
type BlockInput struct {
	Args       []object.Value
	Underscore object.Value // $_
	HasUnder   bool
	Pipeline   []object.Value // $input
	NewScope   bool           // run in a scope of its own, as `&` does
}
