package shell

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"unicode"

	"example.org/exosh"
	"example.org/exosh/command"
	"example.org/exosh/internal/config"
	"example.org/exosh/object"
)

// throwing makes what ends a command end the script too, as the vendor's module does where it cannot
// connect: what follows would run without a connection, or on another one.
func throwing(run command.Func) command.Func {
	return func(ctx context.Context, c *command.Call) error {
		err := run(ctx, c)
		if e, ok := err.(*command.Error); ok {
			thrown := *e
			thrown.Throw = true
			return &thrown
		}
		return err
	}
}

// connect is Connect-ExchangeOnline and Connect-IPPSSession, which differ in where they go.
func (s *Shell) connect(ctx context.Context, c *command.Call) error {
	if err := refused(c.Args); err != nil {
		return withoutDevice(c, err)
	}
	if err := sayUnused(c); err != nil {
		return err
	}
	if err := s.checkConnect(c.Args); err != nil {
		return err
	}
	p, err := s.envs.resolve(c.Args, reachedBy(c.Meta.Name))
	if err != nil {
		return err
	}
	if p.note != "" {
		s.tell(p.note, "")
	}
	o := s.dialOptions(c, p)
	if o.HTTPClient, err = s.httpClient(c.Args, p.env); err != nil {
		return err
	}
	if o.SignIn, err = s.signIn(ctx, c, p); err != nil {
		return err
	}
	if user := credentialUser(c.Args); user != "" {
		o.UserPrincipalName = user
	}
	conn, err := exosh.Dial(ctx, o)
	if finish := c.Progress(command.Progress{Activity: p.to.activity(), Completed: true, ParentID: -1, Percent: -1}); err == nil {
		err = finish
	}
	if err != nil {
		return s.withHint(err, c.Args)
	}
	return s.adopt(c, conn)
}

// dialOptions are the options of the connect but for how to sign in.
func (s *Shell) dialOptions(c *command.Call, p place) exosh.Options {
	a := c.Args
	o := exosh.Options{
		Environment: p.env, ConnectionURI: p.service, AuthorizationURI: p.authority,
		UserPrincipalName: a.Text("UserPrincipalName"), Organization: a.Text("Organization"),
		DelegatedOrganization: a.Text("DelegatedOrganization"), Commands: texts(a, "CommandName"),
		PageSize: int(number(a, "PageSize")), NoAnchor: a.Flag("BypassMailboxAnchoring"),
		Compliance: p.to == compliance, SearchOnly: a.Flag("EnableSearchOnlySession"),
		Host: s.o.Hostname, Program: s.o.Program, Language: s.o.Language, Full: s.makeRoom, Now: s.o.Now,
	}
	if !flag(a, "UseMultithreading", true) {
		o.Threads = 1
	}
	if flag(a, "ShowBanner", true) {
		o.Banner = func(text string) { s.tell(text, "Yellow") }
	}
	if flag(a, "ShowProgress", true) {
		o.Progress = func(step exosh.Step) {
			_ = c.Progress(command.Progress{Activity: p.to.activity(), Status: step.Text, Percent: step.Percent, ParentID: -1, SecondsLeft: -1})
		}
	}
	return o
}

// httpClient follows -PSSessionOption's word on proxies and trusts the environment's certificates; the
// embedding program's client goes before.
func (s *Shell) httpClient(a command.Args, env exosh.Environment) (*http.Client, error) {
	if s.o.HTTPClient != nil {
		return s.o.HTTPClient, nil
	}
	if file := s.getenv("EXOSH_CA_FILE"); file != "" && env.RootCAs == nil && !vendorCloud(env) {
		extra := config.Environment{Name: "EXOSH_CA_FILE", CAFile: file}
		roots, err := extra.Roots()
		if err != nil {
			return nil, invalid("InvalidCAFile", file, "%v.", err)
		}
		env.RootCAs = roots
	}
	v, _ := a.Get("PSSessionOption")
	return exosh.NewHTTPClient(env, proxyOf(v)), nil
}

// vendorCloud says whether an environment is one of the vendor's, which no certificate of one's own
// may stand in for.
func vendorCloud(env exosh.Environment) bool {
	for _, e := range exosh.Environments() {
		if sameHost(e.ConnectionURI, env.ConnectionURI) || sameHost(e.ComplianceURI, env.ComplianceURI) {
			return true
		}
	}
	return false
}

// checkConnect refuses what contradicts itself before anything is sent.
func (s *Shell) checkConnect(a command.Args) error {
	if err := checkUPN(a.Text("UserPrincipalName")); err != nil {
		return err
	}
	if err := checkPrefix(a.Text("Prefix")); err != nil {
		return err
	}
	if a.Has("PageSize") && (number(a, "PageSize") < 1 || number(a, "PageSize") > 1000) {
		return invalid("InvalidPageSize", a.Text("PageSize"), "-PageSize is %s; it can be 1 to 1000.", a.Text("PageSize"))
	}
	return checkMethods(a)
}

// checkMethods refuses two ways to sign in at once.
func checkMethods(a command.Args) error {
	var given []string
	for _, name := range []string{"AccessToken", "Credential"} {
		if a.Has(name) {
			given = append(given, "-"+name)
		}
	}
	for _, name := range []string{"InlineCredential", "Device"} {
		if a.Flag(name) {
			given = append(given, "-"+name)
		}
	}
	if len(given) > 1 {
		return invalid("AmbiguousSignIn", nil, "%s are two ways to sign in; give one.", strings.Join(given, " and "))
	}
	if a.Has("AccessToken") && a.Text("UserPrincipalName") == "" && a.Text("Organization") == "" && a.Text("DelegatedOrganization") == "" {
		return invalid("OrganizationMissing", nil, "-AccessToken needs -UserPrincipalName, or -Organization with the organisation's domain.")
	}
	return nil
}

func checkUPN(upn string) error {
	local, domain, ok := strings.Cut(upn, "@")
	if upn == "" || ok && local != "" && strings.Contains(domain, ".") && !strings.ContainsFunc(upn, badInUPN) && !strings.Contains(domain, "@") {
		return nil
	}
	return invalid("InvalidUserPrincipalName", upn, "-UserPrincipalName is %q, which is not of the form navin@contoso.com.", upn)
}

func badInUPN(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(`"<>()[]:;,\`, r)
}

func checkPrefix(prefix string) error {
	if strings.EqualFold(prefix, "EXO") {
		return invalid("InvalidPrefix", prefix, "-Prefix cannot be EXO, which the Get-EXO cmdlets have.")
	}
	for _, r := range prefix {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return invalid("InvalidPrefix", prefix, "-Prefix is %q; it can have letters and digits only.", prefix)
		}
	}
	return nil
}

func invalid(id string, target object.Value, format string, args ...any) error {
	return &command.Error{Category: command.InvalidArgument, ID: id, Type: "System.ArgumentException",
		Message: fmt.Sprintf(format, args...), Target: target}
}

// withHint adds what helps: where signing in without a user name is ambiguous (mission rows 24 and 26),
// and where a partner's customer is not known.
func (s *Shell) withHint(err error, a command.Args) error {
	e, ok := err.(*command.Error)
	if !ok {
		return err
	}
	with := *e
	customer := a.Text("DelegatedOrganization")
	switch {
	case customer != "" && e.ID == "AADSTS90002":
		with.Advice = fmt.Sprintf("No organisation %s that you may manage is known at this service: check -DelegatedOrganization.", customer)
	case e.Category == command.AuthenticationError && !named(a) && !strings.Contains(e.Advice, "-UserPrincipalName"):
		with.Advice = strings.TrimSpace(e.Advice + " If that does not help, add -UserPrincipalName.")
	}
	return &with
}

// named says whether the arguments tell, or ask, who signs in.
func named(a command.Args) bool {
	return a.Has("UserPrincipalName") || a.Has("AccessToken") || a.Has("Credential") || a.Flag("InlineCredential")
}

// texts is a parameter that is a list of texts.
func texts(a command.Args, name string) []string {
	v, ok := a.Get(name)
	if !ok || v == nil {
		return nil
	}
	var list []string
	for _, item := range object.Unroll(v) {
		list = append(list, object.String(item))
	}
	return list
}

func number(a command.Args, name string) int64 {
	v, _ := a.Get(name)
	n, err := object.Convert(v, "long")
	if i, ok := n.(int64); ok && err == nil {
		return i
	}
	return 0
}

// flag is a switch that may be on by default.
func flag(a command.Args, name string, otherwise bool) bool {
	if !a.Has(name) {
		return otherwise
	}
	return a.Flag(name)
}
