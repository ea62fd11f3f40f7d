package interp

import (
	"io"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// Static methods of System.IO.File, on the files that the session has. Text only: what reads or
// writes bytes is not here.
func (in *Interp) fileMethod(n string) method {
	switch n {
	case "exists":
		return func(a *arguments) (object.Value, error) { _, err := in.readFile(a.text(0)); return err == nil, nil }
	case "readalltext":
		return func(a *arguments) (object.Value, error) { return in.readFile(a.text(0)) }
	case "readalllines":
		return func(a *arguments) (object.Value, error) {
			text, err := in.readFile(a.text(0))
			lines := []any{}
			for line := range strings.Lines(text) {
				lines = append(lines, strings.TrimRight(line, "\r\n"))
			}
			return lines, err
		}
	case "writealltext", "appendalltext", "writealllines", "appendalllines":
		return func(a *arguments) (object.Value, error) {
			if !a.count(2, 3) {
				return nil, nil
			}
			text := a.text(1)
			if strings.HasSuffix(n, "lines") {
				text = join(a.any(1), "\n") + "\n"
			}
			return nothing{}, in.writeFile(a.text(0), text, strings.HasPrefix(n, "append"))
		}
	}
	return nil
}

func (in *Interp) readFile(path string) (string, error) {
	if in.opt.ReadFile == nil {
		return "", runtimeError("NoFiles", command.PermissionDenied, "Cannot read %s: this session has no access to files.", path)
	}
	return in.opt.ReadFile(path)
}

func (in *Interp) writeFile(path, text string, appending bool) error {
	w, err := in.create(path, appending)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, text)
	if e := w.Close(); err == nil {
		err = e
	}
	return err
}
