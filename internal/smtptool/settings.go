package smtptool

import (
	"context"
	"net"

	"example.org/exosh/internal/prog"
	"example.org/exosh/internal/smtpclient"
)

const settingsUsage = `exosh smtp settings [ENVIRONMENT] says what to enter into a printer, a scanner, a script or a mail program.

` + whereUsage + `
  --json               as JSON
`

// settings is `exosh smtp settings`.
func settings(_ context.Context, env *prog.Env, args []string) error {
	f := newFlags("settings")
	var where whereFlags
	where.bind(f)
	asJSON := f.Bool("json", false, "")
	if err := f.parse(args); err != nil {
		return err
	}
	p, err := where.place(env, f.Args())
	if err != nil {
		return err
	}
	if err := p.need(); err != nil {
		return err
	}
	if *asJSON {
		return writeJSON(env.Stdout, p.asJSON())
	}
	newScreen(env).settings(p)
	return nil
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
	Source      string   `json:"source,omitempty"`
}

func (p place) asJSON() settingsJSON {
	host, port, _ := net.SplitHostPort(p.server)
	j := settingsJSON{Environment: p.name, Host: host, Port: port, Encryption: "starttls", TLS: []string{"1.2", "1.3"},
		Mechanisms: []string{"LOGIN", "XOAUTH2"}, Scope: p.permission(), Authority: p.env.AuthorizationURI, Source: p.cloud.source}
	if p.security == smtpclient.Implicit {
		j.Encryption = "tls"
	}
	return j
}
