package outbound

import (
	"context"
	"fmt"
	"strings"

	"example.org/exosh/internal/mail/queue"
	"example.org/exosh/internal/org"
)

// Destination implements queue.Sender.
func (s *Sender) Destination(tx org.Tx, domain string) (string, error) {
	list, err := connectors(tx)
	if err != nil {
		return "", err
	}
	accepted, err := isAccepted(tx, domain)
	if err != nil {
		return "", err
	}
	r := Rules{Connectors: list, Accepted: accepted, Default: s.Default}
	if r.Neighbour, err = s.neighbour(tx.Tenant(), domain); err != nil {
		return "", err
	}
	return Route(&r, domain)
}

func isAccepted(tx org.Tx, domain string) (bool, error) {
	_, err := org.One(tx, org.KindAcceptedDomain, org.SpaceName, domain)
	if org.IsNotFound(err) {
		return false, nil
	}
	return err == nil, err
}

// Dial implements queue.Sender.
func (s *Sender) Dial(ctx context.Context, tenant org.ID, destination string) (queue.Link, error) {
	d, err := parse(destination)
	if err != nil {
		return nil, err
	}
	switch {
	case d.connector != org.ID{}:
		return s.dialConnector(ctx, tenant, d)
	case d.tenant != org.ID{} && s.serves(d.tenant):
		return tenantLink{sender: s, to: d.tenant}, nil
	case d.lab && s.Default == Lab:
		return labLink{s}, nil
	case d.host != "" && s.Default == d.host:
		return s.dialHosts(ctx, []string{d.host}, anyTLS, daneNone)
	case d.domain != "" && s.Default == MX:
		return s.dialDomain(ctx, way{domain: d.domain, port: s.port(), ask: anyTLS, sts: true, dane: daneOpportunistic})
	}
	return newDetour(s, tenant, destination), nil
}

// A destination is what its text says.
type destination struct {
	text      string
	domain    string // mx:, or that of a connector without smart hosts
	host      string // host:
	connector org.ID
	tenant    org.ID
	lab       bool
}

func parse(text string) (d destination, err error) {
	d.text = text
	kind, rest, _ := strings.Cut(text, ":")
	switch kind + ":" {
	case mxPrefix:
		d.domain = rest
	case hostPrefix:
		d.host = rest
	case tenantPrefix:
		d.tenant, err = org.ParseID(rest)
	case connectorPrefix:
		rest, d.domain, _ = strings.Cut(rest, "/")
		d.connector, err = org.ParseID(rest)
	default:
		d.lab = text == Lab
	}
	if err != nil || d == (destination{text: text}) {
		return d, fmt.Errorf("%q is no destination of mail", text)
	}
	return d, nil
}

// dialConnector connects by what an outbound connector says now.
func (s *Sender) dialConnector(ctx context.Context, tenant org.ID, d destination) (queue.Link, error) {
	c, err := s.connector(ctx, tenant, d.connector)
	if err != nil {
		return nil, err
	}
	switch {
	case c == nil, !c.Enabled, len(c.SmartHosts) == 0 && d.domain == "":
		return newDetour(s, tenant, d.text), nil
	case len(c.SmartHosts) > 0:
		return s.dialHosts(ctx, c.SmartHosts, c.policy, daneModeOf(c.DANE))
	}
	return s.dialDomain(ctx, way{domain: d.domain, port: s.port(), ask: c.policy, sts: c.STS != "None", dane: daneModeOf(c.DANE)})
}

// connector reads a connector; nil where it is gone.
func (s *Sender) connector(ctx context.Context, tenant, id org.ID) (*Connector, error) {
	var c *Connector
	err := s.Store.View(asSystem(ctx, tenant), func(tx org.Tx) error {
		e, err := tx.Get(kindConnector, id)
		if org.IsNotFound(err) {
			return nil
		}
		if err != nil {
			return err
		}
		is := connectorOf(e)
		c = &is
		return nil
	})
	return c, err
}

// asSystem returns a context in which this package reads and writes for a tenant. Mail leaves no audit records.
func asSystem(ctx context.Context, tenant org.ID) context.Context {
	return org.WithCaller(ctx, &org.Caller{Tenant: tenant, Actor: "system", Client: "transport", Cause: &org.Cause{Operation: "mail", Silent: true}})
}

// anyTLS is the policy of those who have none.
func anyTLS(string) policy { return policy{} }

// dialHosts connects to the first of some relays that can be reached. Their TLSA records are looked at only where
// they have to be there: relays are named by the administrator, and often known to this machine's hosts file alone.
func (s *Sender) dialHosts(ctx context.Context, hosts []string, ask func(host string) policy, dane daneMode) (queue.Link, error) {
	return s.link(ctx, func(ctx context.Context) (*session, error) {
		var last error
		for _, h := range hosts {
			host, port := splitHost(h)
			w := way{domain: host, port: port, ask: ask, dane: dane}
			open := s.openHost
			if dane == daneMandatory {
				open = s.openSecure
			}
			x, err := open(ctx, w)
			if err == nil {
				return x, nil
			}
			last = err
		}
		return nil, last
	})
}

// link connects for the first time.
func (s *Sender) link(ctx context.Context, open func(context.Context) (*session, error)) (queue.Link, error) {
	l := &link{open: func(ctx context.Context) (*session, error) {
		ctx, cancel := context.WithTimeout(ctx, s.timeouts().Dial)
		defer cancel()
		return open(ctx)
	}}
	if err := l.ready(ctx); err != nil {
		return nil, err
	}
	return l, nil
}

func (s *Sender) dialer() dialer {
	if s.connect != nil {
		return s.connect
	}
	return guarded(s.AllowPrivate)
}
