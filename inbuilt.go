package exosh

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/exocmdlet"
)

// InbuiltCommands returns the nine Get-EXO cmdlets, which the client module has whether a connection is
// open or not. conn is asked for the connection to use each time that one runs; its error is what the
// cmdlet fails with.
func InbuiltCommands(conn func() (*Conn, error)) []*command.Command {
	return exocmdlet.Commands(through(conn))
}

// NotConnected is the error of a Get-EXO cmdlet while no connection is open.
func NotConnected() *command.Error { return exocmdlet.NotConnected() }

// defaultThreads is how many requests the vendor's module has under way at once.
const defaultThreads = 10

func through(conn func() (*Conn, error)) func() (*exocmdlet.Conn, error) {
	return func() (*exocmdlet.Conn, error) {
		c, err := conn()
		if err != nil {
			return nil, err
		}
		on := &exocmdlet.Conn{Rest: c.rest, Threads: c.threads}
		if on.Threads == 0 {
			on.Threads = defaultThreads
		}
		return on, nil
	}
}

// inbuilt runs one of the Get-EXO cmdlets on the connection. It reports false where the name is another's.
func (c *Conn) inbuilt(ctx context.Context, name string, args command.Args, out command.Sink) (bool, error) {
	cmd, ok := exocmdlet.Command(name, through(func() (*Conn, error) { return c, nil }))
	if !ok {
		return false, nil
	}
	var given []command.Arg
	for k, v := range args.All() {
		given = append(given, command.Arg{Name: k, Value: v, HasValue: true})
	}
	bound, err := command.Bind(cmd.Meta, given)
	if err != nil {
		return true, err
	}
	return true, exocmdlet.Run(ctx, cmd, bound, out)
}
