package shell

import (
	"context"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"example.org/exosh"
	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/object"
	"example.org/exosh/pwsh/builtin"
	"example.org/exosh/pwsh/interp"

	"example.org/exosh/internal/nearest"
)

// A Shell is one session of the language with its connections. It is used by one goroutine.
type Shell struct {
	o    Options
	envs environments
	lang *interp.Interp
	host *terminal
	work *world

	families    []family          // own and built in; listed when first needed
	aliases     map[string]string // by name in lower case
	connections []*connection     // in the order of opening
	opened      int               // connections ever opened
	loaded      bool              // the client module was imported, or a connection opened
	lines       []historyLine
	bar         bool // a progress line is on the terminal
}

// New returns a shell. It reads the configuration file and nothing else; a fault in it is an error
// that names the file and the line.
func New(o Options) (*Shell, error) {
	if o.Getenv == nil {
		o.Getenv = os.Getenv
	}
	s := &Shell{o: o}
	var err error
	if s.envs, err = readEnvironments(o); err != nil {
		return nil, err
	}
	s.host = &terminal{s: s}
	s.work = newWorld(o)
	s.lang = interp.New(interp.Options{
		Commands:  s.command,
		Suggest:   s.suggest,
		Host:      s.person(),
		Now:       s.now,
		Rand:      s.work.env.Rand,
		Getenv:    s.work.lookupEnv,
		ReadFile:  s.work.readScript,
		Create:    s.work.create,
		Render:    s.renderFile,
		Location:  s.work.location,
		Home:      s.work.env.Home,
		PID:       os.Getpid(),
		OS:        runtime.GOOS,
		Version:   exosh.Version,
		HasModule: func(name string) bool { return len(known(name)) > 0 },
	})
	s.work.env.Method = s.lang.CallMethod
	s.work.env.Construct = func(_ context.Context, t object.Type, args []object.Value) (object.Value, bool, error) {
		return s.lang.Construct(string(t), args)
	}
	return s, s.setMail()
}

func (s *Shell) person() command.Host {
	if s.o.Host != nil {
		return s.o.Host
	}
	return s.host
}

func (s *Shell) now() time.Time {
	if s.o.Now == nil {
		return time.Now()
	}
	return s.o.Now()
}

func (s *Shell) getenv(name string) string { return s.o.Getenv(name) }

// command finds what a name means: an alias, a cmdlet of a connection, the latest first, or one of the
// shell.
func (s *Shell) command(name string) (*command.Command, bool) {
	s.prepare()
	key := strings.ToLower(name)
	for range 10 { // an alias may name an alias
		target, ok := s.aliases[key]
		if !ok {
			break
		}
		key = strings.ToLower(target)
	}
	if module, rest, ok := strings.Cut(key, `\`); ok && len(known(module)) > 0 {
		key = rest // Microsoft.PowerShell.Utility\Write-Host
	}
	if cmd, ok := s.remote(key); ok {
		return cmd, true
	}
	return s.find(key)
}

// prepare lists the shell's families and aliases. Starting without it is what keeps `exosh -c 1` quick.
func (s *Shell) prepare() {
	if s.families != nil {
		return
	}
	s.families, s.aliases = s.ownFamilies(), map[string]string{}
	for alias, target := range builtin.Aliases() {
		s.aliases[strings.ToLower(alias)] = target
	}
	for alias, target := range map[string]string{"h": "Get-History", "history": "Get-History", "cls": "Clear-Host", "clear": "Clear-Host",
		"gcm": "Get-Command", "gal": "Get-Alias", "sal": "Set-Alias", "gmo": "Get-Module", "ipmo": "Import-Module", "rmo": "Remove-Module",
		"iex": "Invoke-Expression", "icm": "Invoke-Command", "gv": "Get-Variable", "sv": "Set-Variable", "rv": "Remove-Variable", "man": "Get-Help", "help": "Get-Help"} {
		if _, ok := s.aliases[alias]; !ok {
			s.aliases[alias] = target
		}
	}
}

// names lists every command there is, each once, in order: those of connections first.
func (s *Shell) names() []string {
	var names []string
	for _, x := range slices.Backward(s.connections) {
		names = append(names, x.names()...)
	}
	for _, cmd := range s.all() {
		names = append(names, cmd.Meta.Name)
	}
	for _, f := range s.lang.Functions() {
		names = append(names, f.Meta.Name)
	}
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	return slices.CompactFunc(names, strings.EqualFold)
}

// suggest is the advice for a command that does not exist.
func (s *Shell) suggest(name string) string {
	if m, ok := lookupRemote(name); ok {
		return s.whyAbsent(m)
	}
	if m, ok := s.unprefixed(name); ok {
		return s.whyAbsent(m)
	}
	if near, ok := nearest.Word(name, s.names()); ok {
		return "Is " + near + " meant?"
	}
	return "Check the spelling; Get-Command lists what there is. Other commands of PowerShell are not built, and other programs are not run."
}

// whyAbsent says why no connection has a cmdlet of Exchange under its own name.
func (s *Shell) whyAbsent(name string) string {
	env := catalog.Must(name).Env
	here := s.match(func(x *connection) bool { return x.conn.Info().Env&env != 0 })
	switch {
	case len(s.connections) == 0:
		return name + " comes with a connection: " + connector(env) + " first."
	case len(here) == 0 && env&catalog.EXO != 0 && s.serving() != nil:
		return "The organisation is one of standalone Exchange Online Protection, which has no " + name + "."
	case len(here) == 0:
		return name + " is a cmdlet of " + environmentNames(env) + ": " + connector(env) + " first."
	}
	for _, x := range here {
		if _, ok := x.conn.Command(name); ok && x.prefix == "" {
			return "It is " + name + " here, without a prefix."
		} else if ok {
			return "It is " + x.prefixed(name) + " here: the connection to " + x.conn.Info().ConnectionURI + " has the prefix " + x.prefix + "."
		}
		if x.conn.Info().Service != "" {
			return "Either the organisation, which runs exosh, has not built " + name + " (docs/support.md lists what is built), " +
				"or the account's roles do not hold it, or -CommandName left it out."
		}
	}
	return "The account's roles do not hold " + name + ", or -CommandName left it out."
}

// connector is the command that connects to a service that has a cmdlet of these environments.
func connector(env catalog.Env) string {
	if env&catalog.EXO == 0 && env&catalog.SCC != 0 {
		return "Connect-IPPSSession"
	}
	return "Connect-ExchangeOnline"
}

// Close ends all connections on their servers and drops their tokens.
func (s *Shell) Close(ctx context.Context) error {
	return s.drop(ctx, slices.Clone(s.connections))
}

// CloseTimeout is how long ending the connections may take when the program ends.
const CloseTimeout = 5 * time.Second

// Variable returns a variable of the session.
func (s *Shell) Variable(name string) (object.Value, bool) { return s.lang.Variable(name) }

// Sessions lists the open sessions of the latest connection's account; nil where the service cannot
// tell or nothing is connected.
func (s *Shell) Sessions(ctx context.Context) ([]exosh.Session, error) {
	x := s.latest()
	if x == nil {
		return nil, nil
	}
	return x.conn.Sessions(ctx)
}
