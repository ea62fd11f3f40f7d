package shell

import (
	"fmt"
	"net/url"
	"strings"

	"example.org/exosh"
	"example.org/exosh/command"
	"example.org/exosh/internal/config"
)

const defaultEnvironment = "O365Default"

// environments are those that a name can mean: the vendor's five, those of the user's file and those
// of the program that embeds the shell; a later one replaces an earlier one of the same name.
type environments struct {
	list     []exosh.Environment
	fallback string
}

func readEnvironments(o Options) (environments, error) {
	e := environments{list: exosh.Environments(), fallback: defaultEnvironment}
	if o.ConfigFile != "" {
		f, err := config.Read(o.ConfigFile)
		if err != nil {
			return e, err
		}
		for i := range f.Environments {
			own, err := ownEnvironment(&f.Environments[i])
			if err != nil {
				return e, fmt.Errorf("%s: %w", o.ConfigFile, err)
			}
			e.add(own)
		}
		if f.Default != "" {
			e.fallback = f.Default
		}
	}
	for _, x := range o.Environments {
		e.add(x)
	}
	if _, ok := e.find(e.fallback); !ok {
		return e, fmt.Errorf("the default environment %q is none of %s", e.fallback, e.names())
	}
	return e, nil
}

func ownEnvironment(c *config.Environment) (exosh.Environment, error) {
	roots, err := c.Roots()
	return exosh.Environment{Name: c.Name, ConnectionURI: c.ConnectionURI, ComplianceURI: c.ComplianceURI, AuthorizationURI: c.AuthorizationURI,
		ClientID: c.ClientID, RootCAs: roots, Trusted: c.Trusted}, err
}

func (e *environments) add(x exosh.Environment) {
	for i := range e.list {
		if strings.EqualFold(e.list[i].Name, x.Name) {
			e.list[i] = x
			return
		}
	}
	e.list = append(e.list, x)
}

func (e *environments) find(name string) (exosh.Environment, bool) {
	for _, x := range e.list {
		if strings.EqualFold(x.Name, name) {
			return x, true
		}
	}
	return exosh.Environment{}, false
}

// at finds the environment whose service or authority has the host of an address.
func (e *environments) at(address string, of func(exosh.Environment) string) (exosh.Environment, bool) {
	for _, x := range e.list {
		if sameHost(address, of(x)) {
			return x, true
		}
	}
	return exosh.Environment{}, false
}

// A destination is one of the services of an environment.
type destination string

const (
	exchange   destination = "Exchange Online"
	compliance destination = "Security & Compliance"
)

// reachedBy is where a command connects to.
func reachedBy(cmdlet string) destination {
	if strings.EqualFold(cmdlet, "Connect-IPPSSession") {
		return compliance
	}
	return exchange
}

func (d destination) activity() string { return "Connecting to " + string(d) }

// of is the destination's address in an environment, "" where it has none.
func (d destination) of(e exosh.Environment) string {
	if d == compliance {
		return e.ComplianceURI
	}
	return e.ConnectionURI
}

func sameHost(a, b string) bool {
	u, errA := url.Parse(a)
	v, errB := url.Parse(b)
	return errA == nil && errB == nil && u.Host != "" && strings.EqualFold(u.Hostname(), v.Hostname()) && port(u) == port(v)
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	return "443"
}

func (e *environments) names() string {
	names := make([]string, len(e.list))
	for i := range e.list {
		names[i] = e.list[i].Name
	}
	return strings.Join(names, ", ")
}

// A place is what -ExchangeEnvironmentName, -ConnectionUri and -AzureADAuthorizationEndpointUri say together.
type place struct {
	to        destination
	env       exosh.Environment
	service   string // -ConnectionUri where it was given
	authority string // -AzureADAuthorizationEndpointUri where it was given
	note      string // what was filled in, for the person to know
}

// resolve works out where to connect to. A name and addresses that contradict each other are an error,
// as is an address of a service that no environment knows without one to sign in at.
func (e *environments) resolve(args command.Args, to destination) (place, error) {
	name, p := args.Text("ExchangeEnvironmentName"), place{to: to}
	p.service, p.authority = args.Text("ConnectionUri"), args.Text("AzureADAuthorizationEndpointUri")
	if name != "" {
		return p, e.named(name, &p)
	}
	if p.service == "" {
		p.env, _ = e.find(e.fallback)
		if to.of(p.env) == "" {
			return p, nowhere(p)
		}
		if p.authority != "" {
			p.note = fmt.Sprintf("-ConnectionUri was not given: connecting to %s (%s).", to.of(p.env), p.env.Name)
		}
		return p, nil
	}
	return p, e.addressed(&p, args.Has("AccessToken"))
}

func (e *environments) named(name string, p *place) error {
	var ok bool
	if p.env, ok = e.find(name); !ok {
		return &command.Error{Category: command.InvalidArgument, ID: "ParameterArgumentTransformationError", Target: name,
			Message: fmt.Sprintf("There is no environment named %q.", name),
			Advice:  "Use one of " + e.names() + "; your own go into the environments file."}
	}
	if p.service != "" && !sameHost(p.service, p.env.ConnectionURI) {
		return contradiction(name, "ConnectionUri", p.service, p.env.ConnectionURI)
	}
	if p.authority != "" && !sameHost(p.authority, p.env.AuthorizationURI) {
		return contradiction(name, "AzureADAuthorizationEndpointUri", p.authority, p.env.AuthorizationURI)
	}
	return nil
}

func contradiction(name, parameter, given, known string) error {
	return &command.Error{Category: command.InvalidArgument, ID: "ContradictingEnvironment", Target: given,
		Message: fmt.Sprintf("-%s is %s, but the environment %s is at %s.", parameter, given, name, known),
		Advice:  "Give either -ExchangeEnvironmentName or the addresses."}
}

// nowhere is the error for an environment without Security & Compliance.
func nowhere(p place) error {
	return &command.Error{Category: command.InvalidArgument, ID: "NoCompliance", Target: p.env.Name,
		Message: fmt.Sprintf("No address of %s is known in the environment %s.", p.to, p.env.Name),
		Advice:  "Give one with -ConnectionUri, or add complianceUri to the environment in the environments file."}
}

// addressed completes a service given by its address alone from the environment that it belongs to.
func (e *environments) addressed(p *place, token bool) error {
	if err := e.elsewhere(p); err != nil {
		return err
	}
	known, ok := e.at(p.service, p.to.of)
	switch {
	case ok:
		p.env = known
		if p.authority == "" {
			p.note = fmt.Sprintf("-AzureADAuthorizationEndpointUri was not given: signing in at %s (%s).", known.AuthorizationURI, known.Name)
		}
		return nil
	case p.authority != "" || token:
		p.env = exosh.Environment{ConnectionURI: p.service, ComplianceURI: p.service, AuthorizationURI: p.authority}
		if p.authority == "" { // nothing is asked of it
			p.env.AuthorizationURI = strings.TrimSuffix(p.service, "/") + "/organizations"
		}
		return nil
	}
	return &command.Error{Category: command.InvalidArgument, ID: "AuthorityMissing", Target: p.service,
		Message: fmt.Sprintf("-ConnectionUri is %s, which no known environment has, and nothing says where to sign in.", p.service),
		Advice:  "Add -AzureADAuthorizationEndpointUri, or describe the environment in the environments file and use -ExchangeEnvironmentName."}
}

// elsewhere refuses the address of the other service, for which the command would not be the right one.
// Connect-ExchangeOnline may be given the address of Security & Compliance, as in the vendor's module.
func (e *environments) elsewhere(p *place) error {
	if p.to == exchange {
		if known, ok := e.at(p.service, compliance.of); ok && !sameHost(p.service, known.ConnectionURI) {
			p.to = compliance
		}
		return nil
	}
	known, ok := e.at(p.service, exchange.of)
	if !ok || sameHost(p.service, known.ComplianceURI) {
		return nil
	}
	return &command.Error{Category: command.InvalidArgument, ID: "NotCompliance", Target: p.service,
		Message: fmt.Sprintf("-ConnectionUri is %s, which is %s of the environment %s, not %s.", p.service, exchange, known.Name, compliance),
		Advice:  fmt.Sprintf("Leave -ConnectionUri out or give %s; to %s, connect with Connect-ExchangeOnline.", orNone(known.ComplianceURI), exchange)}
}

func orNone(address string) string {
	if address == "" {
		return "another address"
	}
	return address
}
