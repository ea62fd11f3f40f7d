package server

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/user"
	"path/filepath"

	"example.org/exosh/internal/admin"
	"example.org/exosh/internal/idp"
	"example.org/exosh/internal/mail/queue"
	"example.org/exosh/internal/password"
	"example.org/exosh/internal/prog"
	"example.org/exosh/internal/rbac"
	"example.org/exosh/internal/session"
	"example.org/exosh/internal/sqlstore"
)

// Admin is `exosh admin`.
func Admin() prog.Program {
	return prog.Program{Name: "admin", Summary: "manage accounts, roles, licences, domains and the mail queue of an organisation", Run: runAdmin}
}

func runAdmin(ctx context.Context, env *prog.Env) int {
	data, args, err := adminArgs(env)
	if err != nil {
		fmt.Fprintln(env.Stderr, "exosh admin:", err)
		return prog.Usage
	}
	if data == "" && len(args) == 0 {
		fmt.Fprint(env.Stdout, admin.Help())
		return prog.OK
	}
	if err := administer(ctx, data, args, env.Stdout); err != nil {
		fmt.Fprintln(env.Stderr, "exosh admin:", err)
		if usage := (*admin.UsageError)(nil); errors.As(err, &usage) {
			return prog.Usage
		}
		return prog.Fail
	}
	return prog.OK
}

// adminArgs takes --data, which comes first, off the arguments.
func adminArgs(env *prog.Env) (data string, rest []string, err error) {
	fs := flag.NewFlagSet("admin", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.StringVar(&data, "data", env.Getenv(variable("data")), "")
	if err := fs.Parse(env.Args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return "", nil, nil
		}
		return "", nil, fmt.Errorf("%w (`exosh admin --help` says what it takes)", err)
	}
	if data == "" && fs.NArg() > 0 {
		return "", nil, errors.New("say which organisation: --data DIR, as given to exosh serve")
	}
	return data, fs.Args(), nil
}

func administer(ctx context.Context, dir string, args []string, out io.Writer) error {
	path := filepath.Join(dir, filepath.FromSlash(storeFile))
	if _, err := os.Stat(path); err != nil {
		return fmt.Errorf("there is no organisation in %s (`exosh serve --data` makes one)", dir)
	}
	store, err := sqlstore.Open(ctx, sqlstore.Options{Path: path, Shared: true})
	if err != nil {
		return err
	}
	return errors.Join(atDesk(ctx, store, args, out), store.Close())
}

func atDesk(ctx context.Context, store *sqlstore.Store, args []string, out io.Writer) error {
	tenants, err := store.Tenants(ctx)
	if err != nil {
		return err
	}
	if len(tenants) == 0 {
		return errors.New("the store holds no organisation yet: start exosh serve once")
	}
	d := &admin.Desk{
		Store: store, Directory: store, Tenant: tenants[0].ID, Actor: operator(), Hasher: new(password.Hasher),
		Roles: rbac.DirectoryRoles(), Unlock: idp.Unlock, EndSessions: session.EndAll,
		AppPasswordUsed: idp.AppPasswordUsed, ForgetAppPassword: idp.ForgetAppPassword,
		GiveUp: (&queue.Worker{Host: machine()}).GiveUp,
	}
	return d.Run(ctx, args, out)
}

// operator is who sits at this machine.
func operator() string {
	name := "administrator"
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	if host := machine(); host != "" {
		name += "@" + host
	}
	return name + " (exosh admin)"
}

// machine is the name of this machine, "" where it has none.
func machine() string {
	host, _ := os.Hostname() // "" with the error
	return host
}
