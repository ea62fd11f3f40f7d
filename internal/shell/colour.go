package shell

// colours says whether the terminal is to be given colours (no-color.org).
func (s *Shell) colours() bool {
	return s.o.OutTerminal && s.getenv("NO_COLOR") == "" && s.getenv("TERM") != "dumb"
}

// paint colours a line of the shell's own; "" leaves it plain.
func (s *Shell) paint(text, colour string) string {
	if colour != "Yellow" || !s.colours() {
		return text
	}
	return "\x1b[93m" + text + "\x1b[0m"
}
