// Package demo is exosh on one machine: an organisation with fictional people on loopback, and a
// shell that is already pointed at it.
package demo

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"example.org/exosh"
	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/demo/driver"
	"example.org/exosh/internal/lab"
	"example.org/exosh/internal/prog"
	"example.org/exosh/internal/server"
	"example.org/exosh/internal/shell"
	"example.org/exosh/object"
)

// admin is who scripts are connected as.
const admin = "navin@contoso.com"

// stopTime is how long the organisation may take to finish what is under way.
const stopTime = 10 * time.Second

// Program is `exosh demo`.
func Program() prog.Program {
	return prog.Program{Name: "demo", Summary: "start a fictional organisation on this machine and open a shell on it", Run: run}
}

const usage = `exosh demo starts the organisation "Contoso" on this machine and opens a shell on it.

  exosh demo              open the shell; without a terminal, play a tour and say whether it held
  exosh demo -c TEXT      connect, run the text, and exit as it does; - reads it from standard input
  exosh demo FILE ARGS    connect, run the script with its arguments, and exit as it does

Nothing leaves this machine and nothing is kept.
`

// A job is what the demo was asked to do.
type job struct {
	text  string // -c; - means standard input
	file  string
	args  []string
	asked bool // something to run was given
	help  bool
}

func parse(args []string) (job, error) {
	if len(args) == 0 {
		return job{}, nil
	}
	first := strings.ToLower(strings.TrimLeft(args[0], "-"))
	if !strings.HasPrefix(args[0], "-") {
		return job{file: args[0], args: args[1:], asked: true}, nil
	}
	switch first {
	case "c", "command":
		if len(args) < 2 {
			return job{}, fmt.Errorf("%s needs a text to run", args[0])
		}
		return job{text: args[1], args: args[2:], asked: true}, nil
	case "f", "file":
		if len(args) < 2 {
			return job{}, fmt.Errorf("%s needs a script to run", args[0])
		}
		return job{file: args[1], args: args[2:], asked: true}, nil
	case "h", "help", "?":
		return job{help: true}, nil
	}
	return job{}, fmt.Errorf("demo has no flag %s (`exosh demo --help` says what it takes)", args[0])
}

func run(ctx context.Context, env *prog.Env) int {
	j, err := parse(env.Args)
	if err != nil {
		fmt.Fprintln(env.Stderr, "exosh:", err)
		return prog.Usage
	}
	if j.help {
		fmt.Fprint(env.Stdout, usage)
		return prog.OK
	}
	began := time.Now()
	srv, err := server.Start(ctx, organisation())
	if err != nil {
		fmt.Fprintln(env.Stderr, "exosh: the demo does not start:", err)
		return prog.Fail
	}
	defer stop(env.Stderr, srv)
	d := &demonstration{env: env, job: j, srv: srv, took: time.Since(began), person: visitor(srv)}
	return d.run(ctx)
}

// organisation is what the demo serves: everything on loopback, nothing kept.
func organisation() server.Options {
	return server.Options{
		Ephemeral: true, Listen: "127.0.0.1:0", Seed: "contoso", Lab: true, Realms: true, Pages: true,
		MailOptions: server.MailOptions{SMTP: "127.0.0.1:2587", SMTPElse: true},
	}
}

func stop(errs io.Writer, srv *server.Server) {
	ctx, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	if err := srv.Close(ctx); err != nil {
		fmt.Fprintln(errs, "exosh: the demo's organisation did not stop cleanly:", err)
	}
}

// A demonstration is one run of the demo.
type demonstration struct {
	env  *prog.Env
	job  job
	srv  *server.Server
	took time.Duration
	// person signs in where nobody sits at a browser.
	person *driver.Driver
}

// visitor is who signs in to the demo without a browser.
func visitor(srv *server.Server) *driver.Driver {
	return &driver.Driver{Accounts: srv.Accounts(), Inbox: srv.Inbox(), Default: admin}
}

func (d *demonstration) run(ctx context.Context) int {
	sh, err := shell.New(d.options(ctx))
	if err != nil {
		fmt.Fprintln(d.env.Stderr, "exosh:", err)
		return prog.Fail
	}
	defer sh.Close(context.WithoutCancel(ctx))
	switch {
	case d.job.asked:
		return d.script(ctx, sh)
	case d.env.InTerminal:
		return sh.Interactive(ctx)
	}
	fmt.Fprint(d.env.Stdout, welcome(d.srv, d.took), "\n")
	if !play(ctx, sh, d.env.Stdout, tour) {
		return prog.Fail
	}
	return prog.OK
}

// script connects and runs what was given.
func (d *demonstration) script(ctx context.Context, sh *shell.Shell) int {
	if code := sh.Run(ctx, "Connect-ExchangeOnline -UserPrincipalName "+admin+" -ShowBanner:$false", nil); code != 0 {
		return code
	}
	switch {
	case d.job.file != "":
		return sh.RunFile(ctx, d.job.file, d.job.args)
	case d.job.text == "-":
		return sh.RunReader(ctx, d.env.Stdin, d.job.args)
	}
	return sh.Run(ctx, d.job.text, d.job.args)
}

func (d *demonstration) options(ctx context.Context) shell.Options {
	o := shell.Options{
		Streams: shell.Streams{
			In: d.env.Stdin, Out: d.env.Stdout, Err: d.env.Stderr,
			InTerminal: d.env.InTerminal, OutTerminal: d.env.OutTerminal, Width: d.env.Width,
		},
		Environments: environments(d.srv),
		Extra:        []*command.Command{demoCode(d.srv.Accounts(), time.Now)},
		Getenv:       d.env.Getenv,
		Welcome:      welcome(d.srv, d.took),
		HideHost:     true,
		Mail:         shell.Mail{Server: d.srv.Realms()[0].SMTP, Login: demoLogin(d.srv.Accounts())},
	}
	if d.job.asked || !d.env.InTerminal {
		o.OpenURL = func(address string) error { return d.person.SignIn(ctx, address) }
		o.NonInteractive = !d.env.InTerminal
	}
	return o
}

// demoLogin lets the demo's people send mail without a credential, as Windows does for whoever is signed in there.
func demoLogin(accounts []lab.Account) func(from string) (*object.Credential, bool) {
	return func(from string) (*object.Credential, bool) {
		for _, a := range accounts {
			if strings.EqualFold(a.UPN, from) {
				return &object.Credential{UserName: a.UPN, Password: &object.SecureString{Plain: a.Password}}, true
			}
		}
		return nil, false
	}
}

// environments are the realms of the organisation under the vendor's five names.
func environments(srv *server.Server) []exosh.Environment {
	var list []exosh.Environment
	for _, r := range srv.Realms() {
		list = append(list, exosh.Environment{
			Name: r.Name, ConnectionURI: r.ConnectionURI, ComplianceURI: r.ComplianceURI, AuthorizationURI: r.AuthorityURI, RootCAs: srv.RootCAs(),
		})
	}
	return list
}

// welcome says what runs, where, and who is there, in lines of at most 80 columns.
func welcome(srv *server.Server, took time.Duration) string {
	var b strings.Builder
	r := srv.Realms()[0]
	fmt.Fprintf(&b, "Contoso, a fictional organisation, is ready on this machine (%d ms).\n", took.Milliseconds())
	fmt.Fprintf(&b, "  Exchange Online        %s\n  Security & Compliance  %s\n  Mail submission        %s, STARTTLS\n  Lab                    %s  (codes, texts, mail)\n\n",
		r.ConnectionURI, r.ComplianceURI, r.SMTP, r.LabURI)
	for _, a := range r.Accounts {
		introduce(&b, a)
	}
	b.WriteString("\nThese accounts are for the demo only, and the same everywhere.\nGet-DemoCode NAME shows a live code. Begin with:\n")
	fmt.Fprintf(&b, "  Connect-ExchangeOnline -UserPrincipalName %[1]s\n  Connect-IPPSSession -UserPrincipalName %[1]s\n", admin)
	return b.String()
}

// introduce writes an account, its password and, in as many lines as it takes, what it is.
func introduce(b *strings.Builder, a lab.Account) {
	const wide = 80 - len("  olivia@contoso.com   Harbour-Lantern-42   ")
	note := a.Note
	if a.TOTPSecret != "" {
		note += ", secret " + a.TOTPSecret
	}
	line, before := "", fmt.Sprintf("  %-20s %-20s ", a.UPN, a.Password)
	for _, word := range strings.Fields(note) {
		if line != "" && len(line)+1+len(word) >= wide {
			fmt.Fprintf(b, "%s%s\n", before, line)
			line, before = "", strings.Repeat(" ", len(before))
		}
		line = strings.TrimLeft(line+" "+word, " ")
	}
	fmt.Fprintf(b, "%s%s\n", before, line)
}

// demoCode is Get-DemoCode: the live code of a demo account's authenticator app.
func demoCode(accounts []lab.Account, now func() time.Time) *command.Command {
	meta := catalog.Syntax("Get-DemoCode [-Name] <string>")
	return command.Simple(meta, func(_ context.Context, c *command.Call) error {
		return showCode(c, accounts, now())
	})
}
