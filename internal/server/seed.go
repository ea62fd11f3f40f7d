package server

import (
	"context"
	"fmt"

	"example.org/exosh/internal/prog"
	"example.org/exosh/internal/seed"
)

// SeedProgram is `exosh seed`: it prints the seed files that are built in, to copy and change, and checks
// those that people wrote.
func SeedProgram() prog.Program {
	return prog.Program{Name: "seed", Summary: "print and check seed files: organisations as YAML", Run: seeds}
}

const seedHelp = `exosh seed prints and checks seed files: an organisation, written down in YAML.

  list
      list the seeds that are built in
  export [NAME]
      print a built-in seed file with its comments; without a name that of contoso
  check FILE
      say what is wrong with a seed file, or that nothing is

Write "exosh seed export > my.yaml", change the file, and start your organisation with
"exosh serve --ephemeral --seed my.yaml".
`

func seeds(_ context.Context, env *prog.Env) int {
	args := env.Args
	switch {
	case len(args) == 0 || isHelp(args[0]):
		fmt.Fprint(env.Stdout, seedHelp)
		return prog.OK
	case args[0] == "list" && len(args) == 1:
		for _, name := range seed.Names() {
			fmt.Fprintln(env.Stdout, name)
		}
		return prog.OK
	case args[0] == "export" && len(args) <= 2:
		return exportSeed(env, append(args, seed.Names()[0])[1])
	case args[0] == "check" && len(args) == 2:
		return checkSeed(env, args[1])
	}
	fmt.Fprintln(env.Stderr, "exosh seed: write list, export [NAME] or check FILE (`exosh seed --help` says more)")
	return prog.Usage
}

func isHelp(arg string) bool {
	return arg == "--help" || arg == "-help" || arg == "-h" || arg == "help"
}

func exportSeed(env *prog.Env, name string) int {
	text, err := seed.Text(name)
	if err == nil {
		_, err = env.Stdout.Write(text)
	}
	if err != nil {
		fmt.Fprintln(env.Stderr, "exosh seed export:", err)
		return prog.Fail
	}
	return prog.OK
}

func checkSeed(env *prog.Env, path string) int {
	s, err := seed.Open(path)
	if err != nil {
		fmt.Fprintln(env.Stderr, err)
		return prog.Fail
	}
	fmt.Fprintf(env.Stdout, "%s is well: %s\n", path, s.Summary())
	return prog.OK
}
