// Package admin does what an administrator needs and no Exchange cmdlet does: accounts, passwords,
// second factors, directory roles, licences, domains and the mail queue. Every change is one transaction with one
// audit record, as a cmdlet's is.
package admin

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/password"
)

// A Desk is where the commands are given. All fields but Rand are needed.
type Desk struct {
	Store     org.Store
	Directory org.Directory
	Tenant    org.ID
	Actor     string // who sits there, for the audit trail
	Hasher    *password.Hasher
	Roles     []string // directory roles by name: "Global Administrator", ...
	// Unlock ends the pauses after wrong passwords and codes of an account.
	Unlock func(tx org.Tx, account org.ID, upn string) error
	// AppPasswordUsed returns when an app password was last used, zero for never; ForgetAppPassword forgets it.
	AppPasswordUsed   func(tx org.Tx, account org.ID, id string) (time.Time, error)
	ForgetAppPassword func(tx org.Tx, account org.ID, id string) error
	// EndSessions frees an account's open sessions.
	EndSessions func(tx org.Tx, account org.ID) error
	// GiveUp ends a queued item of mail as failed for all its recipients; tell has the sender told of it.
	GiveUp func(tx org.Tx, q *mail.Queued, why *mail.Status, tell bool) error

	Rand io.Reader // nil means crypto/rand
}

// A UsageError says that a command was not written as it should be.
type UsageError struct{ Text string }

func (e *UsageError) Error() string { return e.Text }

// A command is one line of the help: what is typed, what it takes, and what it does.
type command struct {
	noun, verb string // a verb may have several words
	takes      string // names of its arguments
	does       string
	flags      func(*flag.FlagSet, *choices)
	min, max   int // number of arguments; max -1 means any
	run        func(context.Context, *Desk, *job) error
}

// choices are the flags of all commands.
type choices struct {
	name, role, plan string
	mfa, off         bool
	silent           bool
}

// A job is one command being done.
type job struct {
	command
	args []string
	choices
	out io.Writer
}

func (j *job) say(format string, args ...any) { fmt.Fprintf(j.out, format+"\n", args...) }

// Run does one command: `user create navin@contoso.com --role "Global Administrator"`. Flags may stand
// anywhere. The error is a *UsageError where the command is not one.
func (d *Desk) Run(ctx context.Context, args []string, out io.Writer) error {
	if len(args) == 0 || isHelp(args[0]) {
		fmt.Fprint(out, Help())
		return nil
	}
	c, err := find(args)
	if err != nil {
		return err
	}
	j := &job{command: *c, out: out}
	if err := j.parse(args[1+len(strings.Fields(c.verb)):]); err != nil {
		return err
	}
	return c.run(ctx, d, j)
}

func isHelp(s string) bool {
	switch strings.TrimLeft(s, "-") {
	case "h", "help", "?":
		return true
	}
	return false
}

func find(args []string) (*command, error) {
	var nouns, verbs []string
	list := commands()
	for i := range list {
		if !slices.Contains(nouns, list[i].noun) {
			nouns = append(nouns, list[i].noun)
		}
		if list[i].noun != args[0] {
			continue
		}
		verbs = append(verbs, list[i].verb)
		if words := strings.Fields(list[i].verb); len(args) > len(words) && slices.Equal(args[1:1+len(words)], words) {
			return &list[i], nil
		}
	}
	if verbs == nil {
		return nil, &UsageError{fmt.Sprintf("there is no %q to administer; there are %s", args[0], strings.Join(nouns, ", "))}
	}
	what := "a " + args[0]
	if args[0] == "mail" {
		what = "mail"
	}
	return nil, &UsageError{fmt.Sprintf("say what to do with %s: %s", what, strings.Join(verbs, ", "))}
}

// parse takes flags wherever they stand.
func (j *job) parse(args []string) error {
	fs := flag.NewFlagSet("", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	if j.flags != nil {
		j.flags(fs, &j.choices)
	}
	for len(args) > 0 {
		if err := fs.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return &UsageError{"usage: exosh admin " + j.usage()}
			}
			return &UsageError{err.Error() + "; usage: exosh admin " + j.usage()}
		}
		args = fs.Args()
		if len(args) > 0 {
			j.args, args = append(j.args, args[0]), args[1:]
		}
	}
	if len(j.args) < j.min || j.max >= 0 && len(j.args) > j.max {
		return &UsageError{"usage: exosh admin " + j.usage()}
	}
	return nil
}

func (c *command) usage() string { return strings.TrimSpace(c.noun + " " + c.verb + " " + c.takes) }

// Help lists all commands.
func Help() string {
	var b strings.Builder
	b.WriteString("exosh admin --data DIR does what no Exchange cmdlet does. Every change is on record.\n\n")
	for _, c := range commands() {
		fmt.Fprintf(&b, "  %s\n      %s\n", c.usage(), c.does)
	}
	return b.String()
}

// update runs one change with its audit record. The parameters are the arguments; none is secret.
func (d *Desk) update(ctx context.Context, j *job, fn func(org.Tx) error) error {
	return d.write(ctx, j, false, fn)
}

// quietly runs a further part of a change that has its record already.
func (d *Desk) quietly(ctx context.Context, j *job, fn func(org.Tx) error) error {
	return d.write(ctx, j, true, fn)
}

func (d *Desk) write(ctx context.Context, j *job, silent bool, fn func(org.Tx) error) error {
	cause := &org.Cause{Operation: "exosh admin " + j.noun + " " + j.verb, Silent: silent}
	for i, a := range j.args {
		name := "Identity"
		if i > 0 {
			name = "Value"
		}
		cause.Params = append(cause.Params, org.AuditParam{Name: name, Value: a})
	}
	if j.silent {
		cause.Params = append(cause.Params, org.AuditParam{Name: "Silent", Value: "True"})
	}
	return d.Store.Update(org.WithCaller(ctx, d.caller(cause)), fn)
}

func (d *Desk) view(ctx context.Context, fn func(org.Tx) error) error {
	return d.Store.View(org.WithCaller(ctx, d.caller(nil)), fn)
}

func (d *Desk) caller(cause *org.Cause) *org.Caller {
	return &org.Caller{Tenant: d.Tenant, Actor: d.Actor, Client: "exosh admin", Cause: cause}
}

func (d *Desk) random() io.Reader {
	if d.Rand != nil {
		return d.Rand
	}
	return rand.Reader
}
