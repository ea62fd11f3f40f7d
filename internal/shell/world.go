package shell

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"example.org/exosh/pwsh/builtin"
)

const maxScript = 16 << 20 // bytes of a script

// A world is the machine as scripts see it: files, clock, environment, the current folder.
type world struct {
	env    *builtin.Env
	folder string
	getenv func(string) string
	set    map[string]string // variables of the environment that the session has changed
}

func newWorld(o Options) *world {
	w := &world{getenv: o.Getenv, set: map[string]string{}}
	if dir, err := os.Getwd(); err == nil {
		w.folder = dir
	}
	home, _ := os.UserHomeDir() // without one, ~ stands for nothing
	now := o.Now
	if now == nil {
		now = time.Now
	}
	w.env = &builtin.Env{
		Open:     func(path string) (io.ReadCloser, error) { return os.Open(path) },
		Create:   createFile,
		Stat:     os.Stat,
		ReadDir:  os.ReadDir,
		Mkdir:    func(path string) error { return os.MkdirAll(path, 0o777) },
		Remove:   os.Remove,
		Rename:   os.Rename,
		Location: w.location, SetLocation: w.setLocation,
		Home: home, Now: now, Rand: rand.Reader,
		Getenv: w.variable, Setenv: w.setVariable,
		Sleep: sleep, Windows: runtime.GOOS == "windows",
	}
	return w
}

func createFile(path string, o builtin.CreateOptions) (io.WriteCloser, error) {
	flags := os.O_WRONLY | os.O_CREATE
	switch {
	case o.Append:
		flags |= os.O_APPEND
	case o.Fresh:
		flags |= os.O_EXCL
	default:
		flags |= os.O_TRUNC
	}
	return os.OpenFile(path, flags, 0o666)
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

func (w *world) location() string { return w.folder }

func (w *world) setLocation(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return &fs.PathError{Op: "enter", Path: path, Err: fmt.Errorf("it is not a folder")}
	}
	w.folder = path
	return nil
}

func (w *world) variable(name string) string {
	v, _ := w.lookupEnv(name)
	return v
}

func (w *world) lookupEnv(name string) (string, bool) {
	if v, ok := w.set[name]; ok {
		return v, v != ""
	}
	v := w.getenv(name)
	return v, v != ""
}

func (w *world) setVariable(name, value string) error {
	w.set[name] = value
	return nil
}

// absolute is a path as scripts write it, seen from the current folder.
func (w *world) absolute(path string) string {
	if rest, ok := strings.CutPrefix(path, "~"); ok && (rest == "" || rest[0] == '/' || rest[0] == '\\') {
		path = w.env.Home + rest
	}
	if filepath.Separator == '/' {
		path = strings.ReplaceAll(path, `\`, "/")
	}
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(w.folder, path)
}

func (w *world) create(path string, appending bool) (io.WriteCloser, error) {
	return createFile(w.absolute(path), builtin.CreateOptions{Append: appending})
}

// readScript reads a script: UTF-8, or UTF-16 with its mark.
func (w *world) readScript(path string) (string, error) {
	path = w.absolute(path)
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if info.Size() > maxScript {
		return "", fmt.Errorf("%s is longer than %d MiB", path, maxScript>>20)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	return decodeScript(b), nil
}

func decodeScript(b []byte) string {
	switch {
	case len(b) >= 2 && b[0] == 0xff && b[1] == 0xfe:
		return fromUTF16(b[2:], 0, 1)
	case len(b) >= 2 && b[0] == 0xfe && b[1] == 0xff:
		return fromUTF16(b[2:], 1, 0)
	}
	text := strings.TrimPrefix(string(b), "\ufeff")
	if utf8.ValidString(text) {
		return text
	}
	var latin strings.Builder // the old default of Windows, as far as it agrees with Latin-1
	for _, c := range []byte(text) {
		latin.WriteRune(rune(c))
	}
	return latin.String()
}

func fromUTF16(b []byte, low, high int) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = uint16(b[2*i+low]) | uint16(b[2*i+high])<<8
	}
	return string(utf16.Decode(units))
}
