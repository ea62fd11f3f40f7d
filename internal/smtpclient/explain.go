package smtpclient

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/internal/smtpreply"
)

// Explain returns an error of this package as a person should read it: what happened, and what to do. An error
// that is explained already, or that ends a cancelled call, comes back as it is.
func Explain(err error, o Options) error {
	var known *command.Error
	if err == nil || errors.As(err, &known) || errors.Is(err, context.Canceled) {
		return err
	}
	if refusal := (*Refusal)(nil); errors.As(err, &refusal) {
		return refused(refusal, err)
	}
	for _, k := range kinds() {
		if k.is(err) {
			return k.error(err, o)
		}
	}
	return &command.Error{Category: command.ConnectionError, ID: "SmtpConnectionFailed", Type: smtpException, Target: o.Address, Err: err,
		Message: fmt.Sprintf("The connection to %s failed: %v.", o.Address, err)}
}

const smtpException = "System.Net.Mail.SmtpException"

// refused is a reply of the server in its own words, with the tables' advice.
func refused(r *Refusal, err error) error {
	what := subject(r.Command)
	if r.Code == 552 { // MAIL says how large the message is
		what = "the message"
	}
	message := fmt.Sprintf("The server refused %s: %s.", what, strings.TrimSuffix(r.Reply.String(), "."))
	category := command.InvalidOperation
	if r.Code == 535 || r.Code == 530 || r.Code == 534 || r.Code == 538 {
		category = command.AuthenticationError
	}
	return &command.Error{Category: category, ID: "SmtpRefused", Type: smtpException, Target: r.Command, Err: err,
		Message: message, Advice: Advice(r)}
}

// Advice says what a refusal means and what to do about it.
func Advice(r *Refusal) string {
	e := smtpreply.ExplainReply(r.Code, r.Enhanced, r.Text())
	return strings.TrimSpace(e.Meaning + " " + e.Advice)
}

// subject says what a command was for.
func subject(line string) string {
	verb, _, _ := strings.Cut(line, " ")
	address := path(line)
	switch verb {
	case "":
		return "the connection"
	case "AUTH":
		return "the sign-in"
	case "MAIL":
		return "the sender " + address
	case "RCPT":
		return "the recipient " + address
	case "DATA":
		return "the message"
	}
	return verb
}

// path is the address of a MAIL or RCPT with its brackets.
func path(line string) string {
	_, rest, _ := strings.Cut(line, ":")
	address, _, _ := strings.Cut(rest, " ")
	return address
}

// A kind is one way of not getting through.
type kind struct {
	is       func(error) bool
	id       string
	category command.Category
	message  string // %s is the server, %h its name alone
	advice   string
}

func is(target error) func(error) bool {
	return func(err error) bool { return errors.Is(err, target) }
}

func kinds() []kind {
	return append(safety(), network()...)
}

// safety are the kinds that guard what is sent.
func safety() []kind {
	return []kind{
		{is(ErrNoStartTLS), "SmtpNoStartTLS", command.SecurityError,
			"%s offers no STARTTLS, so the connection cannot be encrypted. Nothing was sent.",
			"Either it is the wrong server or port, or something on the way removes the offer (a firewall that inspects mail, or somebody who reads along). Exchange Online offers it on port 587 and on port 25."},
		{is(ErrEarly), "SmtpEarlyBytes", command.SecurityError,
			"%s sent more before the encryption than it was asked for. The connection was closed.",
			"Somebody on the way may have put it in. Do not go on over this network."},
		{is(ErrClearText), "SmtpClearText", command.SecurityError,
			"The connection to %s is not encrypted, so no password and no token was sent.",
			"Add -UseSsl, and use port 587."},
		{is(ErrNoMechanism), "SmtpNoMechanism", command.AuthenticationError,
			"%s does not offer this way to sign in.",
			"Exchange Online offers LOGIN (password) and XOAUTH2 (token) once the connection is encrypted; `exosh smtp test` shows what this server offers."},
		{is(ErrTooLarge), "SmtpMessageTooLarge", command.LimitsExceeded,
			"The message is larger than %s takes.",
			"Attachments grow by a third on the way. Send a link to large files."},
		{is(ErrNoUTF8), "SmtpNoUTF8", command.InvalidArgument,
			"%s takes no addresses beyond ASCII.",
			"Use the addresses' other form, or a server that has SMTPUTF8."},
		{isUntrusted, "SmtpUntrustedCertificate", command.SecurityError,
			"The certificate of %s is not signed by an authority that this machine trusts.",
			"Where the server is yours, name its CA in EXOSH_CA_FILE; otherwise somebody may be reading along: do not go on."},
		{isWrongName, "SmtpCertificateName", command.SecurityError,
			"The certificate of %s was issued for another name.",
			"Connect by the name that the certificate carries."},
		{isInvalid, "SmtpInvalidCertificate", command.SecurityError,
			"The certificate of %s is not valid now.",
			"Check the clock of this machine; otherwise the certificate has to be renewed."},
		{isOldTLS, "SmtpOldTLS", command.SecurityError,
			"%s speaks no version of TLS that is safe: 1.2 or 1.3 is needed.",
			"The server has to be brought up to date."},
		{isNotTLS, "SmtpNotTLS", command.ConnectionError,
			"%s does not speak TLS from the first byte on.",
			"Ports 587 and 25 begin in clear text and switch by STARTTLS."},
	}
}

// network are the kinds of not reaching a server.
func network() []kind {
	return []kind{
		{isUnknownHost, "SmtpHostNotFound", command.ConnectionError,
			"There is no server by the name of %h.",
			"Check the spelling and the name service. Exchange Online is smtp.office365.com."},
		{isRefused, "SmtpConnectionRefused", command.ConnectionError,
			"Nothing answers at %s: the port is closed.",
			"Exchange Online listens on 587 and 25, not on 465."},
		{isTimeout, "SmtpTimeout", command.OperationTimeout,
			"%s did not answer in time.",
			"Check that a firewall lets the port through; many networks block port 25, so use 587."},
		{isUnreachable, "SmtpNetworkUnreachable", command.ConnectionError,
			"The network on the way to %s is not reachable.",
			"Check the network connection of this machine."},
		{is(ErrProtocol), "SmtpProtocol", command.ConnectionError,
			"What %s answers is not SMTP.",
			"Check the port: 587 for submission, 25 between servers. Port 465 is encrypted from the first byte on."},
		{isDropped, "SmtpConnectionDropped", command.ConnectionError,
			"%s closed the connection.",
			"Try again. A server closes it for too many connections, too many wrong passwords, or while it restarts."},
	}
}

func (k kind) error(err error, o Options) error {
	host, _, splitErr := net.SplitHostPort(o.Address)
	if splitErr != nil {
		host = o.Address
	}
	return &command.Error{Category: k.category, ID: k.id, Type: smtpException, Target: o.Address, Err: err,
		Message: strings.NewReplacer("%s", o.Address, "%h", host).Replace(k.message), Advice: k.advice}
}

func isUntrusted(err error) bool {
	var e x509.UnknownAuthorityError
	return errors.As(err, &e)
}

func isWrongName(err error) bool {
	var e x509.HostnameError
	return errors.As(err, &e)
}

func isInvalid(err error) bool {
	var invalid x509.CertificateInvalidError
	var verify *tls.CertificateVerificationError
	return errors.As(err, &invalid) || errors.As(err, &verify)
}

// isOldTLS knows the alerts of servers that have no version in common with this client; the standard library
// has no type for them.
func isOldTLS(err error) bool {
	text := err.Error()
	return strings.Contains(text, "protocol version not supported") || strings.Contains(text, "unsupported versions")
}

func isNotTLS(err error) bool {
	var e tls.RecordHeaderError
	return errors.As(err, &e)
}

func isUnknownHost(err error) bool {
	var e *net.DNSError
	return errors.As(err, &e) && !e.IsTimeout
}

func isRefused(err error) bool {
	return errors.Is(err, syscall.ECONNREFUSED) || strings.Contains(err.Error(), "actively refused")
}

func isTimeout(err error) bool {
	var e net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &e) && e.Timeout()
}

func isUnreachable(err error) bool {
	return errors.Is(err, syscall.ENETUNREACH) || errors.Is(err, syscall.EHOSTUNREACH)
}

func isDropped(err error) bool {
	var e *net.OpError
	return errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || errors.As(err, &e)
}

// Certificates returns those that a server showed, also where they did not hold.
func Certificates(c *Conn, err error) []*x509.Certificate {
	var verify *tls.CertificateVerificationError
	if errors.As(err, &verify) {
		return verify.UnverifiedCertificates
	}
	if state, ok := c.TLS(); ok {
		return state.PeerCertificates
	}
	return nil
}

// DaysLeft is for how many whole days a certificate is still valid; negative afterwards.
func DaysLeft(c *x509.Certificate, now time.Time) int {
	return int(c.NotAfter.Sub(now).Hours() / 24)
}
