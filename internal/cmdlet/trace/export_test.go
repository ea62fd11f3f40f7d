package trace

import (
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
)

// Looking returns the cmdlets with transactions that look at so many rows each.
func Looking(rows int) func(cmdlet.Deps) []*command.Command {
	return func(d cmdlet.Deps) []*command.Command { return commands(&trace{d, rows}) }
}
