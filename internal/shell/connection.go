package shell

import (
	"context"
	"errors"
	"slices"
	"strings"

	"example.org/exosh"
	"example.org/exosh/catalog"
	"example.org/exosh/command"
)

// A connection is one open connection and how its cmdlets are called here.
type connection struct {
	conn     *exosh.Conn
	number   int    // 1 for the first of this shell
	prefix   string // put before the nouns
	module   string // name that Get-Module shows
	commands map[string]*command.Command
}

// adopt makes a connection's cmdlets available. A later connection goes before an earlier one.
func (s *Shell) adopt(c *command.Call, conn *exosh.Conn) error {
	s.opened++
	x := &connection{conn: conn, number: s.opened, prefix: c.Args.Text("Prefix"), commands: map[string]*command.Command{}}
	info := conn.Info()
	x.module = "tmpEXO_" + strings.ReplaceAll(info.ConnectionID, "-", "")[:8]
	s.connections = append(s.connections, x)
	s.loaded = true
	if s.o.Connected != nil {
		s.o.Connected(info)
	}
	if len(conn.Names()) == 0 {
		return c.Warn(nothingThere(info.Env, c.Args.Has("CommandName")))
	}
	return nil
}

// nothingThere says why a connection has no cmdlet.
func nothingThere(env catalog.Env, chosen bool) string {
	switch {
	case chosen:
		return "The account may not run any of the cmdlets asked for. Check -CommandName, and the account's roles."
	case env == catalog.SCC:
		return "The account may not run any cmdlet of Security & Compliance. Roles of Exchange Online do not count there: " +
			"it takes a role group of Security & Compliance, or a directory role such as Compliance Administrator."
	}
	return "The account may not run any cmdlet. Check the account's roles."
}

// remote finds a cmdlet of a connection, the latest first.
func (s *Shell) remote(name string) (*command.Command, bool) {
	for _, x := range slices.Backward(s.connections) {
		if cmd, ok := x.command(name); ok {
			return cmd, true
		}
	}
	return nil, false
}

// command finds a cmdlet by the name it has with the prefix.
func (x *connection) command(name string) (*command.Command, bool) {
	key := strings.ToLower(name)
	if cmd, ok := x.commands[key]; ok {
		return cmd, true
	}
	plain, ok := x.plain(name)
	if !ok {
		return nil, false
	}
	cmd, ok := x.conn.Command(plain)
	if !ok {
		return nil, false
	}
	if x.prefix != "" {
		meta := *cmd.Meta
		meta.Name = x.prefixed(meta.Name)
		copied := *cmd
		copied.Meta = &meta
		cmd = &copied
	}
	x.commands[key] = cmd
	return cmd, true
}

// plain takes the prefix out of a name: Get-ContosoMailbox is Get-Mailbox.
func (x *connection) plain(name string) (string, bool) {
	if x.prefix == "" {
		return name, true
	}
	verb, noun, ok := strings.Cut(name, "-")
	if !ok || len(noun) <= len(x.prefix) || !strings.EqualFold(noun[:len(x.prefix)], x.prefix) {
		return "", false
	}
	return verb + "-" + noun[len(x.prefix):], true
}

func (x *connection) prefixed(name string) string {
	verb, noun, ok := strings.Cut(name, "-")
	if !ok || x.prefix == "" {
		return name
	}
	return verb + "-" + x.prefix + noun
}

// unprefixed returns the cmdlet of Exchange that a name with a connection's prefix stands for.
func (s *Shell) unprefixed(name string) (string, bool) {
	verb, rest, _ := strings.Cut(name, "-")
	for _, x := range s.connections {
		n := len(x.prefix)
		if n == 0 || len(rest) < n || !strings.EqualFold(rest[:n], x.prefix) {
			continue
		}
		if m, ok := lookupRemote(verb + "-" + rest[n:]); ok {
			return m, true
		}
	}
	return "", false
}

// names lists the cmdlets as they are called here.
func (x *connection) names() []string {
	names := make([]string, 0, len(x.conn.Names()))
	for _, n := range x.conn.Names() {
		names = append(names, x.prefixed(n))
	}
	return names
}

// drop ends connections on their servers and forgets their tokens. One that cannot be ended is
// forgotten all the same; its error is returned.
func (s *Shell) drop(ctx context.Context, list []*connection) error {
	var errs []error
	for _, x := range list {
		errs = append(errs, x.conn.Close(ctx))
		s.connections = slices.DeleteFunc(s.connections, func(y *connection) bool { return y == x })
	}
	return errors.Join(errs...)
}

// chosen are the connections that -ConnectionId or -ModulePrefix name; all where neither is given.
func (s *Shell) chosen(c *command.Call) ([]*connection, error) {
	ids, prefixes := texts(c.Args, "ConnectionId"), texts(c.Args, "ModulePrefix")
	if len(ids) == 0 && len(prefixes) == 0 {
		return slices.Clone(s.connections), nil
	}
	var list []*connection
	for _, id := range ids {
		found := s.match(func(x *connection) bool {
			return strings.EqualFold(x.conn.Info().ConnectionID, strings.Trim(id, "{} "))
		})
		if len(found) == 0 {
			return nil, absent("ConnectionId", id)
		}
		list = append(list, found...)
	}
	for _, prefix := range prefixes {
		found := s.match(func(x *connection) bool { return strings.EqualFold(x.prefix, prefix) })
		if len(found) == 0 {
			return nil, absent("ModulePrefix", prefix)
		}
		list = append(list, found...)
	}
	return list, nil
}

func (s *Shell) match(is func(*connection) bool) []*connection {
	var list []*connection
	for _, x := range s.connections {
		if is(x) {
			list = append(list, x)
		}
	}
	return list
}

func absent(parameter, value string) error {
	return &command.Error{Category: command.ObjectNotFound, ID: "ConnectionNotFound", Target: value,
		Message: "No open connection has the " + parameter + " " + value + ".",
		Advice:  "Get-ConnectionInformation lists those that are open."}
}

// disconnect is Disconnect-ExchangeOnline.
func (s *Shell) disconnect(ctx context.Context, c *command.Call) error {
	list, err := s.chosen(c)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return c.Verbose("There is no open connection.")
	}
	ok, err := c.ShouldProcess(ctx, s.describe(list), "Disconnect-ExchangeOnline")
	if err != nil || !ok {
		return err
	}
	return s.drop(ctx, list)
}

func (s *Shell) describe(list []*connection) string {
	names := make([]string, len(list))
	for i, x := range list {
		info := x.conn.Info()
		names[i] = info.UserPrincipalName + " at " + info.ConnectionURI
	}
	return strings.Join(names, ", ")
}
