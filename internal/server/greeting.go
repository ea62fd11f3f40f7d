package server

import (
	"fmt"
	"strings"
)

// Ready is what programs are told once everything listens.
func (s *Server) Ready() *Ready {
	r := s.realms[0]
	i := r.info()
	ready := &Ready{
		ConnectionURI: i.ConnectionURI, ComplianceURI: i.ComplianceURI, AuthorityURI: i.AuthorityURI, CAFile: s.CAFile(), TenantID: i.TenantID,
		LabURI: i.LabURI, PID: s.pid, SMTP: s.post.smtp, SMTPS: s.post.smtps, Metrics: s.board.uri(),
	}
	for _, a := range r.accounts {
		ready.Accounts = append(ready.Accounts, ReadyAccount{UPN: a.UPN, Password: a.Password, TOTPSecret: a.TOTPSecret, Phone: a.Phone, Note: a.Note})
	}
	return ready
}

// greeting is for the person who started the server: first how to trust it, then where it is.
func (s *Server) greeting() string {
	var b strings.Builder
	i := s.realms[0].info()
	if ca := s.CAFile(); ca != "" {
		fmt.Fprintf(&b, "This organisation signs its own certificate. Clients have to trust %s:\n", ca)
		b.WriteString(trustAdvice(ca))
	}
	fmt.Fprintf(&b, "%s is ready at %s\n", s.organization(), i.ConnectionURI)
	if s.fresh != nil {
		fmt.Fprintf(&b, "  Administrator      %s\n  One-time password  %s   (asked to change it at the first sign-in)\n", s.fresh.Admin, s.fresh.Password)
	}
	if s.post.smtp != "" {
		fmt.Fprintf(&b, "  Mail submission    %s (STARTTLS)\n", s.post.smtp)
	}
	if s.post.smtps != "" {
		fmt.Fprintf(&b, "  Mail submission    %s (implicit TLS)\n", s.post.smtps)
	}
	if s.board != nil {
		fmt.Fprintf(&b, "  Metrics            %s\n", s.board.uri())
	}
	if i.LabURI != "" {
		fmt.Fprintf(&b, "  Lab page           %s\n", i.LabURI)
	}
	fmt.Fprintf(&b, "Connect with:\n  Connect-ExchangeOnline -ConnectionUri %s -AzureADAuthorizationEndpointUri %s\n", i.ConnectionURI, i.AuthorityURI)
	if i.ComplianceURI != "" {
		fmt.Fprintf(&b, "  Connect-IPPSSession -ConnectionUri %s -AzureADAuthorizationEndpointUri %s\n", i.ComplianceURI, i.AuthorityURI)
	}
	return b.String()
}

// trustAdvice is how each system is told, and told to forget, a local authority.
func trustAdvice(ca string) string {
	return fmt.Sprintf(`  exosh     export EXOSH_CA_FILE=%[1]s
  Debian    sudo cp %[1]s /usr/local/share/ca-certificates/exosh.crt && sudo update-ca-certificates
            (to forget it: sudo rm /usr/local/share/ca-certificates/exosh.crt && sudo update-ca-certificates --fresh)
  macOS     security add-trusted-cert -k ~/Library/Keychains/login.keychain-db %[1]s
            (to forget it: security remove-trusted-cert %[1]s)
  Windows   certutil -user -addstore Root %[1]s
            (to forget it: certutil -user -delstore Root "local CA (exosh)")
`, ca)
}
