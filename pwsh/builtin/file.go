package builtin

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"example.org/exosh/command"
)

const maxFile = 1 << 30 // most bytes of a file that is read whole

func pathNotFound(p string) error {
	return &command.Error{Category: command.ObjectNotFound, ID: "PathNotFound", Type: "System.Management.Automation.ItemNotFoundException", Target: p,
		Message: "Cannot find path '" + p + "' because it does not exist."}
}

// fileError gives a failure of the file system its PowerShell shape.
func fileError(p string, err error) error {
	var known *command.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return err
	case errors.Is(err, fs.ErrNotExist):
		return pathNotFound(p)
	case errors.Is(err, fs.ErrPermission):
		return &command.Error{Category: command.PermissionDenied, ID: "UnauthorizedAccess", Type: "System.UnauthorizedAccessException", Target: p, Message: "Access to the path '" + p + "' is denied.", Err: err}
	case errors.Is(err, fs.ErrExist):
		return &command.Error{Category: command.ResourceExists, ID: "NoClobber", Type: "System.IO.IOException", Target: p, Message: "The file '" + p + "' already exists.", Err: err}
	}
	var inner *fs.PathError
	reason := err
	if errors.As(err, &inner) {
		reason = inner.Err
	}
	return &command.Error{Category: command.ReadError, ID: "IOError", Type: "System.IO.IOException", Target: p, Message: fmt.Sprintf("'%s': %v.", p, reason), Err: err}
}

// read returns the text of a file, decoded by its mark or the encoding named.
func (e *Env) read(p, encoding string) (string, error) {
	if e.Open == nil {
		return "", absent("file system")
	}
	f, err := e.Open(p)
	if err != nil {
		return "", fileError(p, err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return "", fileError(p, err)
	}
	if len(b) > maxFile {
		return "", &command.Error{Category: command.LimitsExceeded, ID: "FileTooLarge", Type: "System.IO.IOException", Target: p, Message: fmt.Sprintf("'%s' is longer than %d bytes.", p, maxFile)}
	}
	return decode(b, encoding)
}

// lines splits text at line ends; a last one without an end counts, an empty rest does not.
func lines(text string) []string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

func (e *Env) newline() string {
	if e.Windows {
		return "\r\n"
	}
	return "\n"
}

// A textFile is a file being written.
type textFile struct {
	path     string
	w        io.WriteCloser
	encoding string
	started  bool // something stands in it, so that no mark is written
	err      error
}

// create opens a file as -Append, -NoClobber, -Force and -Encoding of a cmdlet say.
func (e *Env) create(written string, a command.Args) (*textFile, error) {
	if e.Create == nil {
		return nil, absent("file system")
	}
	p, err := e.absolute(written)
	if err != nil {
		return nil, err
	}
	f := &textFile{path: p, encoding: a.Text("Encoding")}
	if _, err := encode("", f.encoding, false); err != nil {
		return nil, err
	}
	if a.Flag("Append") {
		if info, err := e.stat(p); err == nil {
			f.started = info.Size() > 0
		}
	}
	if f.w, err = e.Create(p, CreateOptions{Append: a.Flag("Append"), Fresh: a.Flag("NoClobber")}); err != nil {
		return nil, fileError(p, err)
	}
	return f, nil
}

func (f *textFile) write(text string) error {
	if f.err != nil {
		return f.err
	}
	b, err := encode(text, f.encoding, !f.started)
	if err == nil {
		_, err = f.w.Write(b)
	}
	f.started = true
	f.err = fileError(f.path, err)
	return f.err
}

// close ends the file; a nil file was never opened.
func (f *textFile) close() error {
	if f == nil || f.w == nil {
		return nil
	}
	err := f.w.Close()
	f.w = nil
	return fileError(f.path, err)
}
