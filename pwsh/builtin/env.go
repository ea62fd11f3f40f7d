// Package builtin is the cmdlets every PowerShell has: Where-Object, Select-Object, Export-Csv and
// their like. It reaches files, clock and console only through Env.
package builtin

import (
	"context"
	"io"
	"io/fs"
	"time"

	"example.org/exosh/command"
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
	Home        string           // what ~ stands for
	Now         func() time.Time // nil makes Get-Date refuse
	Rand        io.Reader
	Getenv      func(name string) string
	Setenv      func(name, value string) error
	Sleep       func(ctx context.Context, d time.Duration) error
}

// CreateOptions says how a file is opened for writing.
type CreateOptions struct {
	Append bool // keep what is there
	Fresh  bool // fail with fs.ErrExist if the file exists (-NoClobber)
}

// Commands lists the builtins.
func Commands(env *Env) []*command.Command { return nil }

// Aliases are the short names: alias to command.
func Aliases() map[string]string { return map[string]string{} }
