package shell

import (
	"context"

	"example.org/exosh/internal/prog"
)

// Program is the shell as a program of the binary: it runs where no other is named.
func Program() prog.Program {
	return prog.Program{Summary: "open the shell, or run a command or a script", Run: run}
}

func run(ctx context.Context, env *prog.Env) int { return prog.OK }
