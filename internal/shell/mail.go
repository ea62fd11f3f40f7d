package shell

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/config"
	"example.org/exosh/internal/smtpclient"
	"example.org/exosh/object"
)

// Mail says how Send-MailMessage sends where its parameters do not.
type Mail struct {
	// Server is host:port of message submission. The variables of the session, $PSEmailServer and
	// $PSDefaultParameterValues, name it from the start. "" sets nothing.
	Server string
	// Login finds the credential of who sends without -Credential, as Windows does for whoever is signed in
	// there; nil knows nobody.
	Login func(from string) (*object.Credential, bool)
}

// mailCommands are the commands that send mail.
func (s *Shell) mailCommands() []*command.Command {
	const (
		text = "<string>{ByName "
		list = "<string[]>{ByName"
	)
	meta := catalog.Syntax("Send-MailMessage [[-To] " + list + "}] [[-Subject] " + text + "alias=sub}] [[-Body] " + text + "Null}] [[-SmtpServer] " + text + "alias=ComputerName}] " +
		"-From <string>{ByName} [-Attachments <string[]>{ByValue ByName alias=PsPath}] [-Bcc " + list + "}] [-BodyAsHtml{alias=BAH}] [-Encoding <object>{ByName alias=BE}] [-Cc " + list + "}] " +
		"[-DeliveryNotificationOption <string[]>{ByName alias=DNO}] [-Priority <MailPriority>{ByName Normal|High|Low}] [-ReplyTo " + list + "}] " +
		"[-Credential <object>{ByName Null}] [-UseSsl] [-Port <int>{ByName}]")
	return []*command.Command{{Meta: meta, New: func() command.Stage {
		m := &mailing{s: s}
		return command.Stage{Begin: m.begin, Process: m.process, End: m.end}
	}}}
}

// setMail sets the variables that say where mail goes.
func (s *Shell) setMail() error {
	host, port, err := net.SplitHostPort(s.o.Mail.Server)
	if err := s.lang.SetVariable("PSEmailServer", host); err != nil || s.o.Mail.Server == "" {
		return err
	}
	number, perr := strconv.Atoi(port)
	if err := errors.Join(err, perr); err != nil {
		return fmt.Errorf("the mail server %q: %w", s.o.Mail.Server, err)
	}
	return s.lang.SetVariable("PSDefaultParameterValues", object.NewDict("Send-MailMessage:Port", int32(number), "Send-MailMessage:UseSsl", true))
}

// obsolete is what PowerShell says of the cmdlet, with a reason that holds here.
const obsolete = "The command 'Send-MailMessage' is obsolete. In PowerShell it does not guarantee a secure connection to the server, and scripts that have to run " +
	"there should not use it; here a connection that asks for TLS never goes on without it. See https://aka.ms/SendMailMessage for more information."

// A mailing is one run of Send-MailMessage: one message, whatever comes through the pipeline.
type mailing struct {
	s      *Shell
	letter mailLetter
}

func (m *mailing) begin(_ context.Context, c *command.Call) error { return c.Warn(obsolete) }

func (m *mailing) process(_ context.Context, c *command.Call) error {
	return m.letter.add(c.Args, m.s.work.absolute)
}

// end sends the message.
func (m *mailing) end(ctx context.Context, c *command.Call) error {
	l, err := m.letter.draft(m.s.now())
	if err != nil {
		return err
	}
	l.Open = func(path string) (io.ReadCloser, error) { return os.Open(path) }
	o, err := m.s.mailServer(c.Args)
	if err != nil {
		return err
	}
	login, err := m.s.mailLogin(ctx, c, l.From.Address, o)
	if err != nil {
		return err
	}
	if c.Args.Flag("UseSsl") || login != nil {
		o.Security = smtpclient.StartTLS
	}
	if portOf(o.Address) == smtpsPort {
		o.Security = smtpclient.Implicit
	}
	e, err := l.Envelope()
	if err != nil {
		return unreadable(err)
	}
	e.Notify = m.letter.notify
	if err := c.Verbose(fmt.Sprintf("Sending a message of %d bytes to %d recipients through %s.", e.Size, len(e.To), o.Address)); err != nil {
		return err
	}
	out, err := smtpclient.Send(ctx, o, login, e, l.Reader())
	if err != nil {
		return mailError(smtpclient.Explain(err, o), err, o)
	}
	return m.report(ctx, c, e, out)
}

// report tells of recipients that were refused besides others.
func (m *mailing) report(ctx context.Context, c *command.Call, e smtpclient.Envelope, out *smtpclient.Outcome) error {
	if err := c.Verbose("The server took the message: " + out.Reply.String()); err != nil {
		return err
	}
	for _, r := range out.Refused {
		failed := &command.Error{Category: command.InvalidOperation, ID: "SmtpFailedRecipientException", Type: "System.Net.Mail.SmtpFailedRecipientException",
			Target: r.Address(), Err: r, Message: fmt.Sprintf("The server took the message, but not for %s: %s", r.Address(), r.Reply), Advice: smtpclient.Advice(r)}
		if err := c.Error(ctx, failed); err != nil {
			return err
		}
	}
	return nil
}

// mailError is an error of sending as PowerShell has it, with our explanation.
func mailError(explained, cause error, o smtpclient.Options) error {
	var e *command.Error
	if !errors.As(explained, &e) {
		return explained
	}
	with := *e
	with.Category, with.ID, with.Type, with.Target = command.InvalidOperation, "SmtpException", "System.Net.Mail.SmtpException", o.Address
	if r := (*smtpclient.Refusal)(nil); errors.As(cause, &r) && strings.HasPrefix(r.Command, "RCPT") {
		with.ID, with.Type, with.Target = "SmtpFailedRecipientException", "System.Net.Mail.SmtpFailedRecipientException", r.Address()
	}
	return &with
}

// smtpsPort is the port of submission over implicit TLS (RFC 8314).
const smtpsPort = "465"

func portOf(address string) string {
	_, port, _ := net.SplitHostPort(address)
	return port
}

// defaultMailPort is PowerShell's.
const defaultMailPort = 25

// mailServer is where the message goes: -SmtpServer, else $PSEmailServer.
func (s *Shell) mailServer(a command.Args) (smtpclient.Options, error) {
	server := a.Text("SmtpServer")
	if server == "" {
		v, _ := s.lang.Variable("PSEmailServer")
		server = object.String(v)
	}
	if server == "" {
		return smtpclient.Options{}, &command.Error{Category: command.InvalidArgument, ID: "NoSmtpServer", Type: "System.InvalidOperationException",
			Message: "Nothing says which server sends the message.", Advice: "Add -SmtpServer, or set $PSEmailServer. For Exchange Online: -SmtpServer smtp.office365.com -Port 587 -UseSsl -Credential."}
	}
	n := int64(defaultMailPort)
	if a.Has("Port") {
		n = number(a, "Port")
	}
	if n < 1 || n > 65535 {
		return smtpclient.Options{}, invalid("InvalidPort", a.Text("Port"), "-Port is %s; it can be 1 to 65535.", a.Text("Port"))
	}
	host, port, err := net.SplitHostPort(server) // a port of its own goes before -Port
	if err != nil {
		host, port = strings.Trim(server, "[]"), strconv.FormatInt(n, 10)
	}
	if strings.ContainsAny(host, " /\\@\r\n") {
		return smtpclient.Options{}, invalid("InvalidSmtpServer", server, "-SmtpServer is %q, which is not the name of a server.", server)
	}
	o := smtpclient.Options{Address: net.JoinHostPort(host, port), Security: smtpclient.Offered, Now: s.o.Now}
	o.Hello, _ = os.Hostname() // without one the client says localhost
	o.Roots, err = s.mailRoots(host)
	return o, err
}

// mailRoots are the certificates that a mail server is checked by: those of the environment with the same host,
// those of EXOSH_CA_FILE for servers that are not the vendor's, or the system's.
func (s *Shell) mailRoots(host string) (*x509.CertPool, error) {
	for _, e := range s.envs.list {
		if u, err := url.Parse(e.ConnectionURI); err == nil && e.RootCAs != nil && strings.EqualFold(u.Hostname(), host) {
			return e.RootCAs, nil
		}
	}
	file := s.getenv("EXOSH_CA_FILE")
	if file == "" || vendorMail(host) {
		return nil, nil
	}
	extra := config.Environment{Name: "EXOSH_CA_FILE", CAFile: file}
	roots, err := extra.Roots()
	if err != nil {
		return nil, invalid("InvalidCAFile", file, "%v.", err)
	}
	return roots, nil
}

// vendorMail says whether a mail server is one of the vendor's, which no certificate of one's own may stand in for.
func vendorMail(host string) bool {
	host = "." + strings.ToLower(host)
	for _, suffix := range []string{".office365.com", ".office365.us", ".outlook.com", ".outlook.cn", ".office.com"} {
		if strings.HasSuffix(host, suffix) {
			return true
		}
	}
	return false
}

// mailLogin is who signs in: -Credential, else whoever the session knows by the sender's address, else nobody.
func (s *Shell) mailLogin(ctx context.Context, c *command.Call, from string, o smtpclient.Options) (*smtpclient.Login, error) {
	v, _ := c.Args.Get("Credential")
	switch cred := v.(type) {
	case nil:
		if s.o.Mail.Login == nil || o.Address != s.o.Mail.Server {
			return nil, nil
		}
		if known, ok := s.o.Mail.Login(from); ok {
			return loginOf(known)
		}
		return nil, nil
	case *object.Credential:
		return loginOf(cred)
	case string:
		if c.Host == nil {
			return nil, needsPerson("-Credential "+cred, "It asks for a password")
		}
		password, err := c.Host.ReadLine(ctx, "Password for user "+cred+": ", true)
		return &smtpclient.Login{User: cred, Password: password}, err
	}
	return nil, invalid("InvalidCredential", nil, "-Credential is a %s, not a credential; make one with Get-Credential.", object.TypeName(v))
}

func loginOf(cred *object.Credential) (*smtpclient.Login, error) {
	if cred.UserName == "" || cred.Password == nil {
		return nil, invalid("InvalidCredential", nil, "-Credential holds no user name and password; make one with Get-Credential.")
	}
	return &smtpclient.Login{User: cred.UserName, Password: cred.Password.Plain}, nil
}
