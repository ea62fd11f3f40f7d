package smtpd

import (
	"context"
	"crypto/tls"
)

// strict returns the configuration with what S-83 asks for: TLS 1.2 and 1.3, key exchange with forward secrecy,
// authenticated encryption.
func strict(c *tls.Config) *tls.Config {
	if c == nil {
		return nil
	}
	c = c.Clone()
	c.MinVersion = max(c.MinVersion, tls.VersionTLS12)
	c.CipherSuites = []uint16{
		tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
		tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
		tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
	}
	c.NextProtos = nil
	return c
}

// startTLS does the handshake. What was read before it is gone: the caller made sure that it is nothing.
func (c *conn) startTLS() bool {
	s := c.server
	c.flush()
	ctx, cancel := context.WithTimeout(s.ctx, s.Limits.Handshake)
	defer cancel()
	t := tls.Server(c.tcp, s.tls)
	if err := t.HandshakeContext(ctx); err != nil {
		s.Log.Debug("SMTP TLS handshake", "client", c.client, "err", err)
		c.record.event("(TLS failed: " + err.Error() + ")")
		c.ended("TLS failed")
		return false
	}
	c.stream = t
	c.in.Reset(t)
	st := t.ConnectionState()
	c.cipher = tls.VersionName(st.Version) + ", " + tls.CipherSuiteName(st.CipherSuite)
	c.record.secure(c.cipher)
	if s.Secured != nil {
		s.Secured(st.Version)
	}
	return true
}
