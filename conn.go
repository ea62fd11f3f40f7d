package exosh

import (
	"context"
	"iter"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// A Conn is a connection to a service. It can be used from several goroutines.
type Conn struct{}

// Info describes a connection.
type Info struct {
	ConnectionID          string // GUID
	Environment           string
	ConnectionURI         string
	AuthorizationURI      string
	UserPrincipalName     string
	Organization          string
	DelegatedOrganization string
	TenantID              string
	TokenExpires          time.Time // zero where it is not known
	PageSize              int
}

// Dial signs in and connects. Errors are *command.Error.
func Dial(ctx context.Context, o Options) (*Conn, error) { return &Conn{}, nil }

// Info returns what is known of the connection.
func (c *Conn) Info() Info { return Info{} }

// Commands returns the cmdlets that the account may run, ready for a shell.
func (c *Conn) Commands() []*command.Command { return nil }

// Invoke runs one cmdlet and writes what it returns to out. Paging is followed until the cmdlet's
// ResultSize is reached or out returns command.ErrStop. Errors are *command.Error.
func (c *Conn) Invoke(ctx context.Context, name string, args command.Args, out command.Sink) error {
	return nil
}

// Query runs one cmdlet and yields the objects it returns, asking for each page when it is needed. It
// ends after an error.
func (c *Conn) Query(ctx context.Context, name string, args command.Args) iter.Seq2[object.Value, error] {
	return func(func(object.Value, error) bool) {}
}

// Close ends the session on the server, where the server has a way to, and drops the token.
func (c *Conn) Close(ctx context.Context) error { return nil }
