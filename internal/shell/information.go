package shell

import (
	"context"
	"slices"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/object"
)

// information is Get-ConnectionInformation, protocol section 6.4.
func (s *Shell) information(ctx context.Context, c *command.Call) error {
	list, err := s.chosen(c)
	if err != nil {
		return err
	}
	for _, x := range list {
		if err := c.Output(s.connectionObject(ctx, x)); err != nil {
			return err
		}
	}
	return nil
}

func (s *Shell) connectionObject(ctx context.Context, x *connection) *object.Object {
	i := x.conn.Info()
	state := "Broken"
	if ok, err := x.conn.Running(ctx); ok && err == nil {
		state = "Connected"
	}
	o := &object.Object{Types: []string{"Microsoft.Exchange.Management.ExoPowershellSnapin.ConnectionInformation", "System.Object"}}
	for _, p := range []object.Property{
		{Name: "ConnectionId", Value: guidOr(i.ConnectionID)},
		{Name: "State", Value: state},
		{Name: "Id", Value: uint32(x.number)},
		{Name: "Name", Value: x.title()},
		{Name: "UserPrincipalName", Value: i.UserPrincipalName},
		{Name: "ConnectionUri", Value: i.ConnectionURI},
		{Name: "AzureAdAuthorizationEndpointUri", Value: i.AuthorizationURI},
		{Name: "TokenExpiryTimeUTC", Value: timeOr(i.TokenExpires)},
		{Name: "CertificateAuthentication", Value: false},
		{Name: "ModuleName", Value: x.module},
		{Name: "ModulePrefix", Value: textOr(x.prefix)},
		{Name: "Organization", Value: textOr(i.Organization)},
		{Name: "DelegatedOrganization", Value: textOr(i.DelegatedOrganization)},
		{Name: "AppId", Value: nil},
		{Name: "PageSize", Value: uint32(i.PageSize)},
		{Name: "TenantID", Value: i.TenantID},
		{Name: "TokenStatus", Value: s.tokenStatus(i.TokenExpires)},
		{Name: "ConnectionUsedForInbuiltCmdlets", Value: s.serving() == x},
		{Name: "IsEopSession", Value: i.Env == catalog.SCC},
	} {
		o.Props = append(o.Props, p)
	}
	return o
}

// title names the connection as the vendor's module does, which calls Security & Compliance by an older name.
func (x *connection) title() string {
	name := "ExchangeOnline_"
	if x.conn.Info().Env == catalog.SCC {
		name = "ExchangeOnlineProtection_"
	}
	return name + object.String(int32(x.number))
}

// latest is the connection that was opened last, nil where none is open.
func (s *Shell) latest() *connection {
	if len(s.connections) == 0 {
		return nil
	}
	return s.connections[len(s.connections)-1]
}

// serving is the connection that the Get-EXO cmdlets use: the one to Exchange Online that was opened last,
// nil where none is open.
func (s *Shell) serving() *connection {
	for _, x := range slices.Backward(s.connections) {
		if x.conn.Info().Env != catalog.SCC {
			return x
		}
	}
	return nil
}

func (s *Shell) tokenStatus(expires time.Time) string {
	if !expires.IsZero() && !expires.After(s.now()) {
		return "Expired"
	}
	return "Active"
}

func guidOr(text string) object.Value {
	if g, err := object.ParseGUID(text); err == nil {
		return g
	}
	return text
}

func textOr(text string) object.Value {
	if text == "" {
		return nil
	}
	return text
}

func timeOr(t time.Time) object.Value {
	if t.IsZero() {
		return nil
	}
	return t.UTC()
}
