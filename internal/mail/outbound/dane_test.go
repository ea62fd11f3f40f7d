package outbound

import (
	"crypto/sha256"
	"fmt"
	"testing"

	"example.org/exosh/internal/mail/outbound/dns"
)

// TestDANE: S-84 and RFC 7672: what the records ask for, and that nothing goes in clear where they cannot be had.
func TestDANE(t *testing.T) {
	t.Parallel()
	a, other := newAuthority(t), newAuthority(t)
	const host, at = "mx.tailspin.example", "_%s._tcp.mx.tailspin.example"
	good, stranger := a.server(t, nil, host), other.server(t, nil, host)
	key := sha256.Sum256(good.Certificates[0].Leaf.RawSubjectPublicKeyInfo)
	ours := []dns.TLSA{{Usage: 3, Selector: 1, Matching: 1, Data: key[:]}}
	for name, c := range map[string]struct {
		sink     func(*sink)
		tlsa     []dns.TLSA
		insecure bool
		err      error // of the look-up
		mode     daneMode
		want     string // enhanced code
		tls      bool
	}{
		"fits":                               {sink: secured(good), tlsa: ours, tls: true},
		"does not fit":                       {sink: secured(stranger), tlsa: ours, want: "4.7.323"},
		"not offered":                        {tlsa: ours, want: "4.7.321"},
		"nobody vouches":                     {sink: secured(stranger), tlsa: ours, insecure: true, tls: true},
		"look-up fails":                      {sink: secured(good), tlsa: ours, err: dns.ErrFailed, want: "4.7.324"},
		"look-up is not answered":            {sink: secured(good), tlsa: ours, err: dns.ErrNoAnswer, want: "4.7.324"},
		"no records":                         {tls: false},
		"no such name":                       {err: dns.ErrNoDomain},
		"records of no use, TLS":             {sink: secured(stranger), tlsa: []dns.TLSA{{Usage: 1, Data: []byte{1}}}, tls: true},
		"records of no use, clear":           {tlsa: []dns.TLSA{{Usage: 1, Data: []byte{1}}}, want: "4.7.321"},
		"switched off":                       {sink: secured(stranger), tlsa: ours, mode: daneNone, tls: true},
		"mandatory, fits":                    {sink: secured(good), tlsa: ours, mode: daneMandatory, tls: true},
		"mandatory, no records":              {sink: secured(good), mode: daneMandatory, want: "4.7.324"},
		"mandatory, nobody vouches":          {sink: secured(good), tlsa: ours, insecure: true, mode: daneMandatory, want: "4.7.324"},
		"mandatory, records of no use":       {sink: secured(good), tlsa: []dns.TLSA{{Usage: 1, Data: []byte{1}}}, mode: daneMandatory, want: "4.7.324"},
		"look-up that is not made, insecure": {sink: secured(good), insecure: true, err: dns.ErrFailed, tls: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sink := newSink(t, c.sink)
			z := &zone{mx: map[string][]dns.MX{"tailspin.example": {{Host: host}}}, hosts: map[string][]string{host: {"127.0.0.1"}}, secure: !c.insecure}
			s := byMX(t, z, sink)
			name := fmt.Sprintf(at, s.Port)
			z.tlsa, z.errs = map[string][]dns.TLSA{name: c.tlsa}, map[string]error{"TLSA " + name: c.err}
			if c.mode == "" {
				c.mode = daneOpportunistic
			}
			l, err := s.dialDomain(t.Context(), way{domain: "tailspin.example", port: s.Port, ask: anyTLS, dane: c.mode})
			if st := asStatus(err); (st == nil) != (c.want == "") || st != nil && (st.Enhanced != c.want || !st.Temporary()) {
				t.Fatalf("got %v", err)
			}
			if err != nil {
				if len(sink.messages()) > 0 || sink.mails > 0 {
					t.Error("a message went out")
				}
				return
			}
			defer l.Close()
			if got := send(t, l, outgoing(plainMessage, "sam@tailspin.example")); (got[0].TLS != "") != c.tls {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// TestTLSAUnderTheAlias: the name at the end of the aliases counts first (RFC 7672, 2.2.2).
func TestTLSAUnderTheAlias(t *testing.T) {
	t.Parallel()
	one := []dns.TLSA{{Usage: 3}}
	z := &zone{secure: true, tlsa: map[string][]dns.TLSA{"_25._tcp.a.example": one, "_25._tcp.b.example": one, "_25._tcp.c.example": one}}
	s := &Sender{Resolver: z}
	for _, c := range []struct{ host, canonical, want string }{
		{"a.example", "a.example", "a.example"}, {"a.example", "b.example", "b.example"}, {"c.example", "none.example", "c.example"},
	} {
		if list, base, err := s.tlsa(t.Context(), "25", c.host, c.canonical); err != nil || len(list) != 1 || base != c.want {
			t.Errorf("%s, an alias of %s: %s, %v", c.host, c.canonical, base, err)
		}
	}
}

// TestRelayThatHasToHaveTLSA: a connector that asks for DANE asks it of its smart hosts too.
func TestRelayThatHasToHaveTLSA(t *testing.T) {
	t.Parallel()
	good := newAuthority(t).server(t, nil, "relay.example")
	key := sha256.Sum256(good.Certificates[0].Leaf.RawSubjectPublicKeyInfo)
	sink := newSink(t, secured(good))
	z := &zone{hosts: map[string][]string{"relay.example": {"127.0.0.1"}}, secure: true}
	s := byMX(t, z, sink)
	ask := func() error {
		l, err := s.dialHosts(t.Context(), []string{"relay.example:" + s.Port}, anyTLS, daneMandatory)
		if err == nil {
			_ = l.Close()
		}
		return err
	}
	if err := ask(); !says(err, "451 4.7.324 the outbound connector asks for DANE") {
		t.Errorf("got %v", err)
	}
	z.tlsa = map[string][]dns.TLSA{"_" + s.Port + "._tcp.relay.example": {{Usage: 3, Selector: 1, Matching: 1, Data: key[:]}}}
	if err := ask(); err != nil {
		t.Error(err)
	}
}
