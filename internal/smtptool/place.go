package smtptool

import (
	"crypto/x509"
	"fmt"
	"net"
	"net/url"
	"strings"

	"example.org/exosh"
	"example.org/exosh/internal/config"
	"example.org/exosh/internal/nearest"
	"example.org/exosh/internal/prog"
	"example.org/exosh/internal/ready"
	"example.org/exosh/internal/smtpclient"
)

// A place is where mail is submitted and, where that is known, the organisation behind it.
type place struct {
	name     string // "O365Default", or how else it was named
	cloud    cloud  // zero where it is none of the vendor's
	server   string // host:port of submission; "" where it is not known
	security smtpclient.Security
	roots    *x509.CertPool    // nil means the system's
	env      exosh.Environment // of the organisation; ConnectionURI is "" where it is not known
	accounts []ready.Account   // of a demonstration
}

// whereFlags say where to go.
type whereFlags struct {
	connect, server, ca string
	implicit            bool
}

func (w *whereFlags) bind(f *flags) {
	f.StringVar(&w.connect, "connect", "", "")
	f.StringVar(&w.server, "server", "", "")
	f.StringVar(&w.ca, "ca-file", "", "")
	f.BoolVar(&w.implicit, "implicit-tls", false, "")
}

const whereUsage = `Where:
  ENVIRONMENT          O365Default (when nothing is said), O365USGovGCCHigh,
                       O365USGovDoD, O365China, or one of the environments file
  --connect FILE|URI   an organisation of exosh: the file that "exosh serve
                       --ready-file" wrote, or its https address
  --server HOST:PORT   this server, whatever the environment says
  --implicit-tls       it is encrypted from the first byte on (port 465)
  --ca-file FILE       PEM file of the CA of a server of your own (also the
                       variable EXOSH_CA_FILE)
`

// place works out where to go.
func (w *whereFlags) place(env *prog.Env, args []string) (place, error) {
	if len(args) > 1 {
		return place{}, misused("one environment can be named, not %q", args)
	}
	if len(args) == 1 && w.connect != "" {
		return place{}, misused("%s and --connect are two places; give one", args[0])
	}
	p, err := w.base(env, args)
	if err != nil {
		return place{}, err
	}
	if w.server != "" {
		if p.server, err = hostPort(w.server, w.implicit); err != nil {
			return place{}, err
		}
	}
	if w.implicit {
		p.security = smtpclient.Implicit
	}
	return p, w.trust(env, &p)
}

func (w *whereFlags) base(env *prog.Env, args []string) (place, error) {
	switch {
	case strings.HasPrefix(strings.ToLower(w.connect), "https://"):
		return address(w.connect)
	case w.connect != "":
		return readyFile(w.connect)
	case len(args) == 1:
		return named(env, args[0])
	case w.server != "":
		return place{name: w.server}, nil
	}
	return named(env, "")
}

// named finds an environment of the vendor's or of the environments file; "" is the default one.
func named(env *prog.Env, name string) (place, error) {
	file, err := config.Read(config.Path(env.Getenv))
	if err != nil {
		return place{}, err
	}
	if name == "" {
		if name = file.Default; name == "" {
			name = vendorClouds()[0].environment
		}
	}
	var names []string
	for i := range file.Environments {
		e := &file.Environments[i]
		if strings.EqualFold(e.Name, name) {
			return own(e)
		}
		names = append(names, e.Name)
	}
	for _, e := range exosh.Environments() {
		if strings.EqualFold(e.Name, name) {
			c, _ := cloudOf(e.Name)
			return place{name: e.Name, cloud: c, server: c.server, env: e}, nil
		}
		names = append(names, e.Name)
	}
	if near, ok := nearest.Word(name, names); ok {
		return place{}, misused("there is no environment %q; is %s meant?", name, near)
	}
	return place{}, misused("there is no environment %q; there are %s", name, strings.Join(names, ", "))
}

// own is an environment of the user's file.
func own(e *config.Environment) (place, error) {
	roots, err := e.Roots()
	if err != nil {
		return place{}, err
	}
	return place{name: e.Name, server: e.SMTP, roots: roots, env: exosh.Environment{
		Name: e.Name, ConnectionURI: e.ConnectionURI, AuthorizationURI: e.AuthorizationURI, ClientID: e.ClientID, RootCAs: roots, Trusted: e.Trusted}}, nil
}

// readyFile is the organisation of a ready file.
func readyFile(path string) (place, error) {
	r, err := ready.Read(path)
	if err != nil {
		return place{}, err
	}
	e := config.Environment{Name: path, CAFile: r.CAFile}
	roots, err := e.Roots()
	if err != nil {
		return place{}, err
	}
	return place{name: path, server: r.SMTP, roots: roots, accounts: r.Accounts,
		env: exosh.Environment{Name: "ready", ConnectionURI: r.ConnectionURI, AuthorizationURI: r.AuthorityURI, RootCAs: roots}}, nil
}

// address is an organisation of exosh by its https address: sign-in is at the same host.
func address(uri string) (place, error) {
	u, err := url.Parse(uri)
	if err != nil || u.Host == "" || u.User != nil {
		return place{}, misused("--connect is %q, which is not an https address", uri)
	}
	base := "https://" + u.Host
	return place{name: base, env: exosh.Environment{Name: base, ConnectionURI: base, AuthorizationURI: base + "/organizations"}}, nil
}

// trust adds the certificates of --ca-file, or of EXOSH_CA_FILE, to a place that is not the vendor's.
func (w *whereFlags) trust(env *prog.Env, p *place) error {
	file := w.ca
	if file == "" && p.cloud.environment == "" && p.roots == nil {
		file = env.Getenv("EXOSH_CA_FILE")
	}
	if file == "" {
		return nil
	}
	if p.cloud.environment != "" && w.server == "" {
		return misused("--ca-file stands in for the vendor's own certificates; it is for servers of your own")
	}
	e := config.Environment{Name: "--ca-file", CAFile: file}
	roots, err := e.Roots()
	p.roots, p.env.RootCAs = roots, roots
	return err
}

// hostPort completes the address of a server with the port of submission.
func hostPort(text string, implicit bool) (string, error) {
	host, port, err := net.SplitHostPort(text)
	if err != nil {
		host, port = strings.Trim(text, "[]"), "587"
		if implicit {
			port = "465"
		}
	}
	if host == "" || port == "" || strings.ContainsAny(host, " /\\@") {
		return "", misused("--server is %q; write it as HOST or HOST:PORT", text)
	}
	return net.JoinHostPort(host, port), nil
}

// mailPlace is place for what needs a server.
func (w *whereFlags) mailPlace(env *prog.Env, args []string) (place, error) {
	p, err := w.place(env, args)
	if err == nil {
		err = p.need()
	}
	return p, err
}

// need fails where no server is known.
func (p place) need() error {
	switch {
	case p.cloud.closed != "" && p.server == "":
		return &failure{code: prog.Fail, err: fmt.Errorf("%s takes no mail any more. %s", p.cloud.name, p.cloud.closed)}
	case p.server == "":
		return misused("where %s takes mail is not known: add --server HOST:PORT, or \"smtp\" to the environment in the environments file", p.name)
	}
	return nil
}
