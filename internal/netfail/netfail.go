// Package netfail explains why a host could not be reached, in a line that says what to do. It is
// vocabulary that sign-in and the administration client share.
package netfail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"

	"example.org/exosh/command"
)

// Explain returns the error of a request to a host as a person should read it, or nil where err says
// nothing about reaching it. An error that is explained already, or that ends a cancelled call, comes
// back as it is; host is named where err names none.
func Explain(err error, host string) error {
	var known *command.Error
	if err == nil || errors.As(err, &known) || errors.Is(err, context.Canceled) {
		return err
	}
	if h := hostOf(err); h != "" {
		host = h
	}
	for _, k := range kinds {
		if k.is(err) {
			return k.error(err, host)
		}
	}
	return nil
}

// A kind is one way of not reaching a host.
type kind struct {
	is       func(error) bool
	id       string
	category command.Category
	message  string // %s is the host
	advice   string
}

// kinds are tried in order: a proxy's refusal looks like a refusal of the host.
var kinds = []kind{
	{isProxyAuth, "ProxyAuthenticationRequired", command.ConnectionError,
		"The proxy wants a name and a password before it lets %s be reached.",
		"Put them into HTTPS_PROXY as http://name:password@proxy:port, or ask for an exception."},
	{isProxy, "ProxyRefused", command.ConnectionError,
		"The proxy refused or could not be reached on the way to %s.",
		"Check HTTPS_PROXY and NO_PROXY; connect with -PSSessionOption (New-PSSessionOption -ProxyAccessType NoProxyServer) where no proxy is needed."},
	{isUntrusted, "UntrustedCertificate", command.SecurityError,
		"The certificate of %s is not signed by an authority that this machine trusts.",
		"Where the host is yours, name its CA with caFile in the environments file or in EXOSH_CA_FILE; otherwise somebody may be reading along: do not go on."},
	{isWrongName, "CertificateNameMismatch", command.SecurityError,
		"The certificate of %s was issued for another name.",
		"Use the name that the certificate carries in -ConnectionUri and -AzureADAuthorizationEndpointUri."},
	{isBadCertificate, "InvalidCertificate", command.SecurityError,
		"The certificate of %s is not valid now.",
		"Check the clock of this machine; otherwise the certificate has to be renewed."},
	{isNotTLS, "NotHTTPS", command.ConnectionError,
		"%s does not speak HTTPS on that port.",
		"Check the port in -ConnectionUri and -AzureADAuthorizationEndpointUri."},
	{isRefused, "ConnectionRefused", command.ConnectionError,
		"Nothing answers at %s: the port is closed.",
		"Check that the service runs and that the address and the port are right."},
	{isUnknownHost, "HostNotFound", command.ConnectionError,
		"There is no host by the name of %s.",
		"Check the spelling, -ExchangeEnvironmentName and the name service of this machine."},
	{isTimeout, "ConnectionTimeout", command.OperationTimeout,
		"%s did not answer in time.",
		"Check that a firewall lets TCP port 443 through, and try again."},
	{isUnreachable, "NetworkUnreachable", command.ConnectionError,
		"The network on the way to %s is not reachable.",
		"Check the network connection of this machine."},
	{isDropped, "ConnectionDropped", command.ConnectionError,
		"The connection to %s broke off.",
		"Try again; if it stays so, look at the service's log."},
}

func (k kind) error(err error, host string) error {
	if host == "" {
		host = "the host"
	}
	return &command.Error{
		Category: k.category, ID: k.id, Type: "System.Net.Http.HttpRequestException",
		Message: fmt.Sprintf(k.message, host), Advice: k.advice, Target: host, Err: err,
	}
}

func hostOf(err error) string {
	var u *url.Error
	if errors.As(err, &u) {
		if parsed, perr := url.Parse(u.URL); perr == nil {
			return parsed.Host
		}
	}
	return ""
}

func isProxyAuth(err error) bool {
	return connectStatus(err) == http.StatusProxyAuthRequired
}

func isProxy(err error) bool {
	var op *net.OpError
	if errors.As(err, &op) && (op.Op == "proxyconnect" || strings.HasPrefix(op.Op, "socks")) {
		return true
	}
	return connectStatus(err) != 0
}

// connectStatus is the status with which a proxy refused CONNECT, 0 where it did not. The standard
// library gives the text of the status as the whole error and no type.
func connectStatus(err error) int {
	var u *url.Error
	if !errors.As(err, &u) {
		return 0
	}
	for status := 300; status < 600; status++ {
		if text := http.StatusText(status); text != "" && u.Err.Error() == text {
			return status
		}
	}
	return 0
}

func isUntrusted(err error) bool {
	var e x509.UnknownAuthorityError
	return errors.As(err, &e)
}

func isWrongName(err error) bool {
	var e x509.HostnameError
	return errors.As(err, &e)
}

func isBadCertificate(err error) bool {
	var invalid x509.CertificateInvalidError
	var verify *tls.CertificateVerificationError
	return errors.As(err, &invalid) || errors.As(err, &verify)
}

func isNotTLS(err error) bool {
	var e tls.RecordHeaderError
	return errors.As(err, &e) || strings.Contains(err.Error(), "server gave HTTP response to HTTPS client")
}

func isRefused(err error) bool {
	return errors.Is(err, syscall.ECONNREFUSED) || strings.Contains(err.Error(), "actively refused")
}

func isUnknownHost(err error) bool {
	var e *net.DNSError
	return errors.As(err, &e)
}

func isTimeout(err error) bool {
	var e net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &e) && e.Timeout()
}

func isUnreachable(err error) bool {
	return errors.Is(err, syscall.ENETUNREACH) || errors.Is(err, syscall.EHOSTUNREACH)
}

func isDropped(err error) bool {
	var u *url.Error
	return errors.As(err, &u)
}
