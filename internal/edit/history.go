package edit

import (
	"bufio"
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// maxHistory is how many commands are kept.
const maxHistory = 4096

// A history keeps the commands that were typed. In the file each stands on a line of its own, with its
// line breaks written as a backtick before them, as PowerShell's own history has it.
type history struct {
	path   string
	secret func(string) bool
	lines  []string
}

func openHistory(path string, secret func(string) bool) *history {
	h := &history{path: path, secret: secret}
	if path == "" {
		return h
	}
	f, err := os.Open(path)
	if err != nil {
		return h // none yet, or not readable: begin anew in memory
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	in.Buffer(nil, maxLine)
	entry := ""
	for in.Scan() {
		line := in.Text()
		if strings.HasSuffix(line, "`") {
			entry += strings.TrimSuffix(line, "`") + "\n"
			continue
		}
		h.add(entry + line)
		entry = ""
	}
	return h
}

func (h *history) add(line string) {
	if n := len(h.lines); n > 0 && h.lines[n-1] == line || strings.TrimSpace(line) == "" {
		return
	}
	if len(h.lines) == maxHistory {
		h.lines = h.lines[1:]
	}
	h.lines = append(h.lines, line)
}

// Write adds a command and appends it to the file, which only its owner may read.
func (h *history) Write(line string) (int, error) {
	h.add(line)
	if h.path == "" || h.secret != nil && h.secret(line) || strings.TrimSpace(line) == "" {
		return len(h.lines), nil
	}
	if err := os.MkdirAll(filepath.Dir(h.path), 0o700); err != nil {
		return len(h.lines), nil // the history stays in memory
	}
	f, err := os.OpenFile(h.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return len(h.lines), nil
	}
	_, err = f.WriteString(strings.ReplaceAll(line, "\n", "`\n") + "\n")
	return len(h.lines), errors.Join(err, f.Close())
}

// GetLine returns a command by its place, the oldest first.
func (h *history) GetLine(i int) (string, error) {
	if i < 0 || i >= len(h.lines) {
		return "", errors.New("no such line")
	}
	return h.lines[i], nil
}

// Len is the number of commands.
func (h *history) Len() int { return len(h.lines) }

// Dump returns all commands.
func (h *history) Dump() any { return h.lines }
