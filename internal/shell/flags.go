package shell

import (
	"fmt"
	"slices"
	"strings"

	"example.org/exosh"
	"example.org/exosh/internal/prog"
)

// A job is what the command line asks for.
type job struct {
	text           string // of -Command
	file           string // of -File
	stdin          bool   // the script is on standard input
	args           []string
	help, version  bool
	noLogo         bool
	nonInteractive bool
	noExit         bool
	workingFolder  string
	config         string
}

// A flag is one parameter of pwsh's command line. least is the shortest beginning that means it.
type cliFlag struct {
	name, least string
	value       bool // takes a value
	set         func(j *job, value string) error
}

func cliFlags() []cliFlag {
	say := func(f func(*job)) func(*job, string) error {
		return func(j *job, _ string) error { f(j); return nil }
	}
	return []cliFlag{
		{"NoLogo", "nol", false, say(func(j *job) { j.noLogo = true })},
		{"NoProfile", "nop", false, say(func(*job) {})}, // there are no profiles
		{"NonInteractive", "noni", false, say(func(j *job) { j.nonInteractive = true })},
		{"NoExit", "noe", false, say(func(j *job) { j.noExit = true })},
		{"Interactive", "i", false, say(func(j *job) { j.nonInteractive = false })},
		{"Version", "v", false, say(func(j *job) { j.version = true })},
		{"Help", "h", false, say(func(j *job) { j.help = true })},
		{"?", "?", false, say(func(j *job) { j.help = true })},
		{"WorkingDirectory", "wo", true, func(j *job, v string) error { j.workingFolder = v; return nil }},
		{"ConfigFile", "conf", true, func(j *job, v string) error { j.config = v; return nil }},
		{"ExecutionPolicy", "ex", true, func(*job, string) error { return nil }}, // scripts are always allowed
		{"OutputFormat", "o", true, textOnly("OutputFormat")},
		{"InputFormat", "inp", true, textOnly("InputFormat")},
	}
}

func textOnly(name string) func(*job, string) error {
	return func(_ *job, v string) error {
		if !strings.EqualFold(v, "Text") {
			return fmt.Errorf("-%s %s is not supported; it can be Text", name, v)
		}
		return nil
	}
}

// parseArgs reads the command line with pwsh's spellings: any case, any unambiguous beginning, one dash
// or two, or a slash for the help. A word that is no parameter is the script to run.
func parseArgs(args []string) (job, error) {
	var j job
	for i := 0; i < len(args); i++ {
		name, ok := strings.CutPrefix(args[i], "-")
		switch {
		case args[i] == "/?":
			j.help = true
			continue
		case args[i] == "-":
			j.stdin, j.args = true, args[i+1:]
			return j, nil
		case !ok:
			j.file, j.args = args[i], args[i+1:]
			return j, nil
		}
		name = strings.ToLower(strings.TrimPrefix(name, "-"))
		switch {
		case means(name, "command", "c"):
			return j, j.command(args[i], args[i+1:])
		case means(name, "file", "f"):
			return j, j.script(args[i], args[i+1:])
		}
		f, ok := findFlag(name)
		if !ok {
			return j, fmt.Errorf("%s is not known; exosh -Help lists what is", args[i])
		}
		value := ""
		if f.value {
			if i++; i == len(args) {
				return j, fmt.Errorf("%s needs a value", args[i-1])
			}
			value = args[i]
		}
		if err := f.set(&j, value); err != nil {
			return j, err
		}
	}
	return j, nil
}

func means(name, full, least string) bool {
	return strings.HasPrefix(full, name) && strings.HasPrefix(name, least)
}

func findFlag(name string) (cliFlag, bool) {
	for _, f := range cliFlags() {
		if means(name, strings.ToLower(f.name), f.least) {
			return f, true
		}
	}
	return cliFlag{}, false
}

// command takes the rest of the line as -Command does: as one text, or "-" for standard input.
func (j *job) command(flag string, rest []string) error {
	if len(rest) == 0 {
		return fmt.Errorf("%s needs a text to run", flag)
	}
	if rest[0] == "-" {
		if len(rest) > 1 {
			return fmt.Errorf("%s - takes nothing after it", flag)
		}
		j.stdin = true
		return nil
	}
	j.text = strings.Join(rest, " ")
	return nil
}

func (j *job) script(flag string, rest []string) error {
	if len(rest) == 0 {
		return fmt.Errorf("%s needs the path of a script", flag)
	}
	if rest[0] == "-" {
		j.stdin, j.args = true, rest[1:]
		return nil
	}
	j.file, j.args = rest[0], rest[1:]
	return nil
}

const usage = `exosh is a shell for Exchange Online, in PowerShell's syntax.

  exosh                          open the shell
  exosh SCRIPT.ps1 [ARGS]        run a script, as -File does
  exosh -Command TEXT            run a text; - reads it from standard input
  exosh -File SCRIPT.ps1 [ARGS]  run a script
  exosh - [ARGS]                 run the script on standard input

  -NonInteractive                fail where a question would be asked
  -NoLogo                        open without a greeting
  -NoExit                        stay in the shell after -Command or -File
  -NoProfile                     accepted; there are no profiles
  -WorkingDirectory FOLDER       begin in another folder
  -ConfigFile FILE               environments of your own (default: see the documentation)
  -Version, -Help

Names of parameters may be shortened and written in any case. Variables of the environment:
EXOSH_CONFIG (file of environments), EXOSH_CA_FILE (PEM file of the CA of a service of your own),
EXOSH_HISTORY (file of the lines typed), HTTPS_PROXY and NO_PROXY, BROWSER, NO_COLOR.
`

// help is the usage with what else the binary does.
func help(programs []prog.Program) string {
	var b strings.Builder
	b.WriteString(usage)
	for i, p := range slices.DeleteFunc(slices.Clone(programs), func(p prog.Program) bool { return p.Name == "" }) {
		if i == 0 {
			b.WriteString("\nThe same binary also runs organisations and sends mail; each of these has a --help:\n\n")
		}
		fmt.Fprintf(&b, "  exosh %-8s %s\n", p.Name, p.Summary)
	}
	return b.String()
}

func versionText() string { return "exosh " + exosh.Version }
