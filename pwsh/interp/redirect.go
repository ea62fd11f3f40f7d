package interp

import (
	"io"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
	"example.org/exosh/pwsh/syntax"
)

// A redirection is one compiled redirection; file is nil where streams are merged.
type redirection struct {
	from   int
	append bool
	file   expr
}

// Compiles the redirections of a command to a function that applies them to its stage.
func (c *code) redirections(list []*syntax.Redirect) func(f *frame, run *pipelineRun, b *command.Bound) error {
	if len(list) == 0 {
		return func(*frame, *pipelineRun, *command.Bound) error { return nil }
	}
	compiled := c.compileRedirects(list)
	return func(f *frame, run *pipelineRun, b *command.Bound) error {
		wrap, closeAll, err := f.open(compiled)
		run.close = append(run.close, closeAll)
		b.Wrap = wrap
		return err
	}
}

func (c *code) compileRedirects(list []*syntax.Redirect) []redirection {
	compiled := make([]redirection, len(list))
	for i, r := range list {
		compiled[i] = redirection{from: r.From, append: r.Append}
		if r.File != nil {
			compiled[i].file = c.expr(r.File)
		}
	}
	return compiled
}

// Compiles a statement whose streams are redirected.
func (c *code) redirected(run stmt, list []*syntax.Redirect) stmt {
	compiled := c.compileRedirects(list)
	return func(f *frame) error {
		wrap, closeAll, err := f.open(compiled)
		if err != nil {
			return closeAll(err)
		}
		saved := f.out
		f.out = wrap(saved)
		err = run(f)
		f.out = saved
		if e := closeAll(err); err == nil {
			err = e
		}
		return err
	}
}

// Opens the files of redirections. The sinks that the first result makes write to them; the second
// closes them.
func (f *frame) open(list []redirection) (func(command.Sink) command.Sink, func(error) error, error) {
	files := make([]*streamFile, len(list))
	closeAll := func(failed error) error {
		for _, file := range files {
			if err := file.close(f.in); err != nil && failed == nil {
				failed = err
			}
		}
		return failed
	}
	for i, r := range list {
		if r.file == nil {
			continue
		}
		v, err := r.file(f)
		if err != nil {
			return nil, closeAll, err
		}
		files[i] = &streamFile{}
		if v == nil {
			continue // > $null
		}
		if files[i].w, err = f.in.create(object.String(v), r.append); err != nil {
			return nil, closeAll, err
		}
	}
	wrap := func(sink command.Sink) command.Sink {
		for i := len(list) - 1; i >= 0; i-- {
			sink = redirectSink(list[i], files[i], sink)
		}
		return sink
	}
	return wrap, closeAll, nil
}

func redirectSink(r redirection, file *streamFile, sink command.Sink) command.Sink {
	return func(rec command.Record) error {
		if !r.takes(rec) {
			return sink(rec)
		}
		if file == nil {
			return sink(command.Record{Stream: command.Output, Value: textRecord(rec)})
		}
		if file.w != nil {
			file.values = append(file.values, textRecord(rec))
		}
		return nil
	}
}

func (r redirection) takes(rec command.Record) bool {
	if rec.Hidden || rec.Stream == command.ProgressStream {
		return false
	}
	if r.from == 0 {
		return rec.Stream != command.Output || r.file != nil
	}
	return int(rec.Stream) == r.from
}

// Returns what a record is as an object in the output.
func textRecord(rec command.Record) object.Value {
	if t, ok := rec.Value.(*command.HostText); ok {
		return t.Text
	}
	return rec.Value
}

// A streamFile is the target of a redirection: a file, or nothing where w is nil.
type streamFile struct {
	w      io.WriteCloser
	values []object.Value
}

func (s *streamFile) close(in *Interp) error {
	if s == nil || s.w == nil {
		return nil
	}
	err := in.render(s.w, s.values)
	if e := s.w.Close(); err == nil {
		err = e
	}
	s.w = nil
	return err
}

func (in *Interp) create(path string, appending bool) (io.WriteCloser, error) {
	if in.opt.Create == nil {
		return nil, runtimeError("NoFiles", command.PermissionDenied, "Cannot write to %s: this session has no access to files.", path)
	}
	w, err := in.opt.Create(path, appending)
	if err != nil {
		return nil, &command.Error{Category: command.WriteError, ID: "FileOpenFailure", Type: "System.IO.IOException", Message: err.Error(), Target: path, Err: err}
	}
	return w, nil
}

func (in *Interp) render(w io.Writer, values []object.Value) error {
	if in.opt.Render != nil {
		return in.opt.Render(w, values)
	}
	var b strings.Builder
	for _, v := range values {
		b.WriteString(object.String(v) + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}
