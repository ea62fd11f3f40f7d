package prog

import (
	"context"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// ReadSecret asks for a line on a terminal without showing what is typed. The question goes to out. Where ctx
// ends first, its error is returned and the terminal shows again what is typed.
func ReadSecret(ctx context.Context, terminal *os.File, out io.Writer, question string) (string, error) {
	fd := int(terminal.Fd())
	state, err := term.GetState(fd)
	if err != nil {
		return "", fmt.Errorf("read from terminal: %w", err)
	}
	fmt.Fprint(out, question)
	defer fmt.Fprintln(out)
	type answer struct {
		text []byte
		err  error
	}
	done := make(chan answer, 1)
	go func() { // a read that was given up ends with the next line
		text, err := term.ReadPassword(fd)
		done <- answer{text, err}
	}()
	select {
	case <-ctx.Done():
		_ = term.Restore(fd, state) // the echo must come back
		return "", ctx.Err()
	case a := <-done:
		return string(a.text), a.err
	}
}
