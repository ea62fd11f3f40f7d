// Package builtin is the cmdlets every PowerShell has: Where-Object, Select-Object, Export-Csv and
// their like. It reaches files, clock, console and the language only through Env.
package builtin

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// An Env is the world as the builtins see it. A nil function makes the cmdlets that need it refuse.
// Paths are given to it absolute, in the system's own spelling.
type Env struct {
	Open        func(path string) (io.ReadCloser, error)
	Create      func(path string, o CreateOptions) (io.WriteCloser, error)
	Stat        func(path string) (fs.FileInfo, error)
	ReadDir     func(path string) ([]fs.DirEntry, error)
	Mkdir       func(path string) error // and its parents
	Remove      func(path string) error // a file or an empty folder
	Rename      func(from, to string) error
	Location    func() string // the current folder
	SetLocation func(path string) error
	Home        string // what ~ stands for
	Windows     bool   // paths have drives and backslashes, lines end with CR LF
	Now         func() time.Time
	Rand        io.Reader
	Getenv      func(name string) string
	Setenv      func(name, value string) error
	Sleep       func(ctx context.Context, d time.Duration) error
	Launch      func(ctx context.Context, path string) error // opens a file with the program for it, for Invoke-Item
	Clear       func() error                                 // clears the screen

	// Render writes objects as text in that many columns (0: as many as there are); nil means as package
	// format does without colours.
	Render func(w io.Writer, values []object.Value, width int) error
	// Method calls a method of any value, for `ForEach-Object name`. The bool says whether it exists.
	Method func(ctx context.Context, v object.Value, name string, args []object.Value) (object.Value, bool, error)
	// Construct makes a value of a .NET type, as [type]::new() does. The bool says whether it is known.
	Construct func(ctx context.Context, t object.Type, args []object.Value) (object.Value, bool, error)
}

// CreateOptions says how a file is opened for writing.
type CreateOptions struct {
	Append bool // keep what is there
	Fresh  bool // fail with fs.ErrExist if the file exists (-NoClobber)
}

// absent is the error of a cmdlet whose part of the world is not there.
func absent(what string) error {
	return &command.Error{Category: command.NotImplemented, ID: "NotAvailable", Type: "System.Management.Automation.PSNotSupportedException",
		Message: fmt.Sprintf("There is no %s here.", what)}
}

func (e *Env) now() (time.Time, error) {
	if e.Now == nil {
		return time.Time{}, absent("clock")
	}
	return e.Now(), nil
}

func invalid(id, format string, args ...any) *command.Error {
	return &command.Error{Category: command.InvalidArgument, ID: id, Type: "System.ArgumentException", Message: fmt.Sprintf(format, args...)}
}
