package smtptool

import (
	"context"
	"fmt"
	"net"

	"example.org/exosh/command"
	"example.org/exosh/internal/prog"
	"example.org/exosh/internal/smtpclient"
)

const settingsUsage = `exosh smtp settings [ENVIRONMENT] says what to enter into a printer, a scanner,
a script or a mail program.

  exosh smtp settings                                  what holds for everybody
  exosh smtp settings --user navin@contoso.com         and for this account
  exosh smtp settings --user navin@contoso.com --account scanner@contoso.com

  --user NAME          who signs in; with a role that may read recipients
  --account NAME       whose mailbox it is about (default: that of --user)
  --json               as JSON
` + auditWhere

// A settingsJob is what ` + "`exosh smtp settings`" + ` was asked to do.
type settingsJob struct {
	where   whereFlags
	who     whoFlags
	account string
	asJSON  bool
}

// settings is ` + "`exosh smtp settings`" + `.
func settings(ctx context.Context, env *prog.Env, args []string) error {
	f := newFlags("settings")
	var j settingsJob
	j.where.bind(f)
	j.who.bind(f)
	f.StringVar(&j.account, "account", "", "")
	f.BoolVar(&j.asJSON, "json", false, "")
	if err := f.parse(args); err != nil {
		return err
	}
	p, err := j.where.mailPlace(env, f.Args())
	if err != nil {
		return err
	}
	var a *account
	if j.asksAccount() {
		if a, err = j.find(ctx, env, p); err != nil {
			return err
		}
	}
	if j.asJSON {
		return writeJSON(env.Stdout, p.asJSON(a))
	}
	s := newScreen(env)
	s.settings(p)
	if a != nil {
		s.account(*a)
	}
	return nil
}

// asksAccount says whether somebody is to sign in and be told about a mailbox.
func (j *settingsJob) asksAccount() bool { return j.account != "" || j.who != whoFlags{} }

// find asks the organisation for one account.
func (j *settingsJob) find(ctx context.Context, env *prog.Env, p place) (*account, error) {
	if err := j.who.checkAdministrator(); err != nil {
		return nil, err
	}
	conn, err := j.who.connect(ctx, env, p)
	if err != nil {
		return nil, err
	}
	defer leave(ctx, conn)
	name := j.account
	if name == "" {
		name = conn.Info().UserPrincipalName
	}
	return lookUp(ctx, conn, name)
}

// lookUp reads one account with its facts.
func lookUp(ctx context.Context, from source, name string) (*account, error) {
	o, err := readOrganization(ctx, from)
	if err != nil {
		return nil, err
	}
	if err := o.needs("Get-CASMailbox"); err != nil {
		return nil, err
	}
	list, err := o.accounts(ctx, command.NewArgs("Identity", name))
	if err != nil {
		return nil, err
	}
	if len(list) != 1 {
		return nil, &failure{code: prog.Fail, err: fmt.Errorf("%d mailboxes are called %q; one is needed", len(list), name)}
	}
	return &list[0], nil
}

// settings writes what to enter.
func (s *screen) settings(p place) {
	host, port, _ := net.SplitHostPort(p.server)
	s.title("Sending mail with " + p.title())
	s.gap()
	for _, row := range [][2]string{
		{"Server", host},
		{"Port", portText(p, port)},
		{"Encryption", encryptionText(p)},
		{"Authentication", "on: LOGIN with a password, or XOAUTH2 with a token"},
		{"User name", "the whole name, for example olivia@contoso.com"},
		{"Password", "the account's; an app password where it has a second factor"},
		{"Passwords are", p.cloud.passwords},
		{"From", "the account's own address, or one that it was given SendAs for"},
		{"OAuth permission", p.permission()},
		{"Sign in at", p.env.AuthorizationURI},
		{"Limits", "30 messages a minute, 3 connections, 10,000 recipients a day; 500 recipients a message unless the mailbox says otherwise"},
	} {
		if row[1] != "" {
			s.field(row[0], row[1])
		}
	}
	if p.cloud.source != "" {
		s.field("Source", p.cloud.source+" ("+p.cloud.seen+")")
	}
}

func (p place) title() string {
	if p.cloud.name != "" {
		return p.name + ", " + p.cloud.name
	}
	return p.name
}

// permission is the permission that a token needs; "" where it is not known.
func (p place) permission() string {
	if r := p.resource(); r != "" {
		return r + "/SMTP.Send"
	}
	return ""
}

// resource is whose permission SMTP.Send a token needs; "" where it is not known.
func (p place) resource() string {
	if p.cloud.resource != "" {
		return p.cloud.resource
	}
	return p.env.ConnectionURI
}

func portText(p place, port string) string {
	if p.cloud.server == p.server && port == "587" {
		return "587 (25 works too; 465 is not offered)"
	}
	return port
}

func encryptionText(p place) string {
	if p.security == smtpclient.Implicit {
		return "TLS from the first byte on (\"SSL\"), version 1.2 or 1.3"
	}
	return "STARTTLS (often called TLS), version 1.2 or 1.3"
}

// A settingsJSON is the settings for programs.
type settingsJSON struct {
	Environment string   `json:"environment"`
	Host        string   `json:"host"`
	Port        string   `json:"port"`
	Encryption  string   `json:"encryption"` // "starttls" or "tls"
	TLS         []string `json:"tls"`
	Mechanisms  []string `json:"mechanisms"`
	Scope       string   `json:"scope,omitempty"`
	Authority   string   `json:"authority,omitempty"`
	Passwords   string   `json:"passwords,omitempty"` // what becomes of them
	Source      string   `json:"source,omitempty"`

	Account *auditRow `json:"account,omitempty"`
}

func (p place) asJSON(a *account) settingsJSON {
	host, port, _ := net.SplitHostPort(p.server)
	j := settingsJSON{Environment: p.name, Host: host, Port: port, Encryption: "starttls", TLS: []string{"1.2", "1.3"},
		Mechanisms: []string{"LOGIN", "XOAUTH2"}, Scope: p.permission(), Authority: p.env.AuthorizationURI, Passwords: p.cloud.passwords, Source: p.cloud.source}
	if p.security == smtpclient.Implicit {
		j.Encryption = "tls"
	}
	if a != nil {
		row := a.row()
		j.Account = &row
	}
	return j
}
