package dns

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// TestAnswers: F-24, what name servers say and what is made of it.
func TestAnswers(t *testing.T) {
	t.Parallel()
	const domain = "tailspin.example."
	two := records(record(domain, mx("mx1.Tailspin.example.", 10)), record(domain, mx("mx2.tailspin.example.", 20)))
	hosts := []MX{{"mx1.tailspin.example", 10}, {"mx2.tailspin.example", 20}}
	for name, c := range map[string]struct {
		answer func(network string, ask dnsmessage.Question) *dnsmessage.Message
		want   []MX
		at     string // the canonical name, where it is another one
		err    error
	}{
		"two":                      {answer: always(two), want: hosts},
		"none":                     {answer: always(records())},
		"null MX":                  {answer: always(records(record(domain, mx(".", 0)))), want: []MX{{"", 0}}},
		"NXDOMAIN":                 {answer: always(failing(dnsmessage.RCodeNameError)), err: ErrNoDomain},
		"SERVFAIL":                 {answer: always(failing(dnsmessage.RCodeServerFailure)), err: ErrFailed},
		"REFUSED":                  {answer: always(failing(dnsmessage.RCodeRefused)), err: ErrFailed},
		"truncated":                {answer: inDatagrams(&dnsmessage.Message{Header: dnsmessage.Header{Truncated: true}}, two), want: hosts},
		"alias":                    {answer: always(records(record(domain, alias("mail.example.")), record("mail.example.", mx("mx.mail.example.", 5)))), want: []MX{{"mx.mail.example", 5}}, at: "mail.example"},
		"alias that leads nowhere": {answer: always(records(record(domain, alias("mail.example.")))), at: "mail.example"},
		"circle of aliases":        {answer: always(records(record(domain, alias("mail.example.")), record("mail.example.", alias(domain)))), err: ErrBadAnswer},
		"alias of itself":          {answer: always(records(record(domain, alias(domain)))), err: ErrBadAnswer},
		"records of others":        {answer: always(records(record("fabrikam.example.", mx("mx.fabrikam.example.", 5))))},
		"another type":             {answer: always(records(record(domain, &dnsmessage.AResource{A: [4]byte{192, 0, 2, 1}})))},
		"too many":                 {answer: always(records(many(domain)...)), err: ErrBadAnswer},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t, c.answer)
			got, err := (&Client{Servers: []string{s.address}}).MX(t.Context(), "tailspin.example")
			if !errors.Is(err, c.err) || !reflect.DeepEqual(got.Hosts, c.want) {
				t.Fatalf("got %+v, %v", got, err)
			}
			var e *Error
			if err != nil && (!errors.As(err, &e) || e.Name != "tailspin.example" || e.Type != "MX") {
				t.Errorf("the error is %#v", err)
			}
			if c.at == "" {
				c.at = "tailspin.example"
			}
			if err == nil && got.Canonical != c.at {
				t.Errorf("the aliases end at %s", got.Canonical)
			}
		})
	}
}

func always(m *dnsmessage.Message) func(string, dnsmessage.Question) *dnsmessage.Message {
	return func(string, dnsmessage.Question) *dnsmessage.Message { copied := *m; return &copied }
}

func inDatagrams(udp, tcp *dnsmessage.Message) func(string, dnsmessage.Question) *dnsmessage.Message {
	return func(network string, _ dnsmessage.Question) *dnsmessage.Message {
		copied := *tcp
		if network == "udp" {
			copied = *udp
		}
		return &copied
	}
}

func many(domain string) []dnsmessage.Resource {
	var list []dnsmessage.Resource
	for i := range maxRecords + 1 {
		list = append(list, record(domain, mx("m.", uint16(i))))
	}
	return list
}

// TestNextServerIsAsked where one fails, and every one of them again; but not where the name does not exist.
func TestNextServerIsAsked(t *testing.T) {
	t.Parallel()
	bad := newServer(t, always(failing(dnsmessage.RCodeServerFailure)))
	good := newServer(t, always(records(record("a.example.", mx("mx.a.example.", 1)))))
	c := &Client{Servers: []string{bad.address, good.address}}
	if got, err := c.MX(t.Context(), "a.example"); err != nil || len(got.Hosts) != 1 || bad.count() != 1 || good.count() != 1 {
		t.Errorf("got %+v, %v", got, err)
	}
	c.Servers = []string{bad.address}
	if _, err := c.MX(t.Context(), "a.example"); !errors.Is(err, ErrFailed) || bad.count() != 3 {
		t.Errorf("got %v after %d questions", err, bad.count())
	}
	gone := newServer(t, always(failing(dnsmessage.RCodeNameError)))
	c.Servers = []string{gone.address, good.address}
	if _, err := c.MX(t.Context(), "a.example"); !errors.Is(err, ErrNoDomain) || gone.count() != 1 || good.count() != 1 {
		t.Errorf("got %v", err)
	}
}

func TestAddressesOfBothFamilies(t *testing.T) {
	t.Parallel()
	four, six := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8::1")
	a := record("mx.example.", &dnsmessage.AResource{A: four.As4()})
	aaaa := record("mx.example.", &dnsmessage.AAAAResource{AAAA: six.As16()})
	servfail := failing(dnsmessage.RCodeServerFailure)
	for name, c := range map[string]struct {
		a, aaaa *dnsmessage.Message
		want    []netip.Addr
		err     error
		secure  bool
	}{
		"both":            {secured(records(a)), secured(records(aaaa)), []netip.Addr{six, four}, nil, true},
		"one secure":      {secured(records(a)), records(aaaa), []netip.Addr{six, four}, nil, false},
		"one":             {secured(records(a)), secured(records()), []netip.Addr{four}, nil, true},
		"one, one fails":  {secured(records(a)), servfail, []netip.Addr{four}, nil, false},
		"none, one fails": {records(), servfail, nil, ErrFailed, false},
		"none":            {records(), records(), nil, nil, false},
		"no such name":    {failing(dnsmessage.RCodeNameError), failing(dnsmessage.RCodeNameError), nil, ErrNoDomain, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t, func(_ string, ask dnsmessage.Question) *dnsmessage.Message {
				copied := *c.a
				if ask.Type == dnsmessage.TypeAAAA {
					copied = *c.aaaa
				}
				return &copied
			})
			got, err := (&Client{Servers: []string{s.address}}).Addresses(t.Context(), "mx.example")
			if !errors.Is(err, c.err) || !reflect.DeepEqual(got.Addresses, c.want) || got.Secure != c.secure {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

func secured(m *dnsmessage.Message) *dnsmessage.Message {
	m.AuthenticData = true
	return m
}

func TestTLSAAndTXT(t *testing.T) {
	t.Parallel()
	const name = "_25._tcp.mx.example."
	s := newServer(t, func(_ string, ask dnsmessage.Question) *dnsmessage.Message {
		if ask.Type == dnsmessage.TypeTXT {
			return records(record("_mta-sts.a.example.", &dnsmessage.TXTResource{TXT: []string{"v=STSv1; ", "id=1"}}))
		}
		return secured(records(
			record(name, &dnsmessage.UnknownResource{Type: typeTLSA, Data: []byte{3, 1, 1, 0xab, 0xcd}}),
			record(name, &dnsmessage.UnknownResource{Type: typeTLSA, Data: []byte{3, 1, 1}})))
	})
	c := &Client{Servers: []string{s.address}}
	tlsa, err := c.TLSA(t.Context(), strings.TrimSuffix(name, "."))
	if err != nil || !tlsa.Secure || !reflect.DeepEqual(tlsa.Records, []TLSA{{3, 1, 1, []byte{0xab, 0xcd}}}) {
		t.Errorf("got %+v, %v", tlsa, err)
	}
	txt, err := c.TXT(t.Context(), "_mta-sts.a.example")
	if err != nil || !reflect.DeepEqual(txt.Texts, []string{"v=STSv1; id=1"}) {
		t.Errorf("got %+v, %v", txt, err)
	}
}

// TestWhoseWordCounts: AD is believed from loopback, and from others only where the administrator says so.
func TestWhoseWordCounts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		server string
		trust  bool
		want   bool
	}{{"127.0.0.53:53", false, true}, {"[::1]:53", false, true}, {"192.0.2.1:53", false, false}, {"192.0.2.1:53", true, true}} {
		if got := (&settings{trustAD: c.trust}).trusts(c.server); got != c.want {
			t.Errorf("%s, trusted %v: %v", c.server, c.trust, got)
		}
	}
}

// TestForgedAnswersAreNotTaken: another number, another question.
func TestForgedAnswersAreNotTaken(t *testing.T) {
	t.Parallel()
	other := dnsmessage.Question{Name: dnsmessage.MustNewName("b.example."), Type: dnsmessage.TypeMX, Class: dnsmessage.ClassINET}
	for name, m := range map[string]*dnsmessage.Message{
		"number":   {Header: dnsmessage.Header{ID: 1}},
		"question": {Questions: []dnsmessage.Question{other}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			forged := *m
			first := make(chan struct{}, 1)
			first <- struct{}{}
			s := newServer(t, func(string, dnsmessage.Question) *dnsmessage.Message {
				select {
				case <-first:
					copied := forged
					return &copied
				default:
					return records(record("a.example.", mx("mx.a.example.", 1)))
				}
			})
			q, err := newQuestion("a.example", dnsmessage.TypeMX)
			if err != nil {
				t.Fatal(err)
			}
			conn, err := net.Dial("udp", s.address)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			for range 2 { // the forger answers the first, the server the second
				if _, err := conn.Write(q.packet); err != nil {
					t.Fatal(err)
				}
			}
			got, err := datagram(conn, question{id: q.id, ask: q.ask, packet: q.packet})
			if err != nil {
				t.Fatal(err)
			}
			if list, _, err := q.read(got); err != nil || len(list) != 1 {
				t.Errorf("got %v, %v", list, err)
			}
		})
	}
}

// TestSilentServers: F-24, 30 seconds of silence are not waited for, and every server is asked twice.
func TestSilentServers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var asked []string
		c := &Client{Servers: []string{"192.0.2.1:53", "192.0.2.2:53"}, Dial: func(_ context.Context, _, address string) (net.Conn, error) {
			asked = append(asked, address)
			ours, theirs := net.Pipe()
			go func() {
				buf := make([]byte, 512)
				_, _ = theirs.Read(buf)
			}()
			return ours, nil
		}}
		began := time.Now()
		_, err := c.MX(t.Context(), "a.example")
		if !errors.Is(err, ErrNoAnswer) || time.Since(began) != 20*time.Second || len(asked) != 4 {
			t.Errorf("got %v after %v and %v", err, time.Since(began), asked)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began = time.Now()
		if _, err := c.MX(ctx, "a.example"); !errors.Is(err, ErrNoAnswer) || time.Since(began) != time.Second {
			t.Errorf("got %v after %v", err, time.Since(began))
		}
	})
}

func TestBadNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{strings.Repeat("x", 64) + ".example", strings.Repeat("x.", 200) + "example", "a..example"} {
		if _, err := (&Client{Servers: []string{"127.0.0.1:1"}}).MX(t.Context(), name); !errors.Is(err, ErrNoDomain) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestResolvConf(t *testing.T) {
	t.Parallel()
	var s settings
	s.read("# mine\nsearch a.example\nnameserver 192.0.2.1\n  nameserver\tfe80::1%eth0 # x\nnameserver bad\nnameserver ::1\nnameserver 192.0.2.4\n" +
		"options timeout:3 attempts:9 rotate trust-ad\noptions timeout:x\n")
	want := settings{servers: []string{"192.0.2.1:53", "[fe80::1%eth0]:53", "[::1]:53"}, timeout: 3 * time.Second, attempts: 5, trustAD: true}
	if !reflect.DeepEqual(s, want) {
		t.Errorf("got %+v", s)
	}
}

// FuzzRead holds that no answer makes the reader fail in another way than by an error.
func FuzzRead(f *testing.F) {
	for _, m := range []*dnsmessage.Message{
		records(record("a.example.", mx("mx.a.example.", 1))),
		records(record("a.example.", alias("b.example.")), record("b.example.", alias("a.example."))),
		records(record("a.example.", &dnsmessage.UnknownResource{Type: typeTLSA, Data: []byte{3, 1, 1, 1}})),
	} {
		m.Questions = []dnsmessage.Question{{Name: dnsmessage.MustNewName("a.example."), Type: dnsmessage.TypeMX, Class: dnsmessage.ClassINET}}
		packed, err := m.Pack()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(packed)
	}
	f.Fuzz(func(t *testing.T, packet []byte) {
		for _, kind := range []dnsmessage.Type{dnsmessage.TypeMX, typeTLSA} {
			q, err := newQuestion("a.example", kind)
			if err != nil {
				t.Fatal(err)
			}
			q.answeredBy(packet)
			list, origin, err := q.read(packet)
			if err != nil && list != nil && !errors.Is(err, ErrBadAnswer) {
				t.Errorf("%v with %v", list, err)
			}
			for _, r := range list {
				if plain(r.Header.Name) != origin.Canonical {
					t.Errorf("%v is not of %s", r, origin.Canonical)
				}
			}
		}
	})
}

// FuzzResolvConf holds the bounds.
func FuzzResolvConf(f *testing.F) {
	f.Add("nameserver 192.0.2.1\noptions timeout:99999999999999999999 attempts:-1\n")
	f.Fuzz(func(t *testing.T, text string) {
		var s settings
		s.read(text)
		if len(s.servers) > 3 || s.timeout > 30*time.Second || s.attempts > 5 || s.timeout < 0 || s.attempts < 0 {
			t.Errorf("got %+v", s)
		}
	})
}
