package smtpclient

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
)

func (t *Trial) resolve(ctx context.Context) (Step, error) {
	host := t.host()
	if net.ParseIP(host) != nil {
		return Step{State: Skipped, Detail: host + " is an address"}, nil
	}
	look := t.Resolve
	if look == nil {
		look = net.DefaultResolver.LookupHost
	}
	addresses, err := look(ctx, host)
	if err != nil {
		return Step{}, err
	}
	const shown = 3
	text := strings.Join(addresses[:min(len(addresses), shown)], ", ")
	if more := len(addresses) - shown; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return Step{Detail: host + " is " + text}, nil
}

func (t *Trial) connect(ctx context.Context) (Step, error) {
	var err error
	if t.conn, err = Dial(ctx, t.Options); err != nil {
		return Step{}, err
	}
	return Step{Detail: "to " + t.conn.Remote()}, nil
}

func (t *Trial) greet(ctx context.Context) (Step, error) {
	r, err := t.conn.Greeting(ctx)
	return Step{Detail: r.String()}, err
}

func (t *Trial) hello(ctx context.Context) (Step, error) {
	if _, err := t.conn.Hello(ctx); err != nil {
		return Step{}, err
	}
	t.before = t.conn.Keywords()
	s := Step{Detail: strings.Join(t.before, ", ")}
	if _, early := t.conn.Keyword("AUTH"); early && !t.conn.secure {
		s.State = Warning
		s.Advice = "The server lets clients sign in before the connection is encrypted: their passwords can be read on the way. Exchange Online offers AUTH only after STARTTLS."
	}
	return s, nil
}

func (t *Trial) encrypt(ctx context.Context) (Step, error) {
	if !t.conn.secure {
		if _, ok := t.conn.Keyword("STARTTLS"); !ok && t.Security == Offered {
			return Step{State: Warning, Detail: "not offered", Advice: "Everything goes in clear text, and nobody can sign in."}, nil
		}
		if err := t.conn.StartTLS(ctx); err != nil {
			return Step{Also: shownCertificate(t, err)}, err
		}
	}
	name := ""
	if t.Security == Implicit {
		name = "TLS at once"
	}
	state, _ := t.conn.TLS()
	return Step{Name: name, Detail: tls.VersionName(state.Version) + ", " + tls.CipherSuiteName(state.CipherSuite)}, nil
}

// shownCertificate describes the certificate that did not hold.
func shownCertificate(t *Trial, err error) []string {
	list := Certificates(t.conn, err)
	if len(list) == 0 {
		return nil
	}
	return []string{"The certificate is " + described(list[0]) + "."}
}

func (t *Trial) certificate(context.Context) (Step, error) {
	list := Certificates(t.conn, nil)
	if len(list) == 0 {
		return Step{State: Skipped, Detail: "the connection is not encrypted"}, nil
	}
	c, left := list[0], DaysLeft(list[0], t.Now())
	s := Step{Detail: fmt.Sprintf("%s (%d days)", described(c), left)}
	if left < certificateWarning {
		s.State, s.Advice = Warning, "The certificate ends soon and has to be renewed, or clients will refuse the server."
	}
	return s, nil
}

func (t *Trial) helloAgain(ctx context.Context) (Step, error) {
	if !t.conn.secure || t.Security == Implicit {
		return Step{State: Skipped, Detail: "nothing has changed"}, nil
	}
	if _, err := t.conn.Hello(ctx); err != nil {
		return Step{}, err
	}
	s := Step{Detail: changed(t.before, t.conn.Keywords())}
	if _, ok := t.conn.Keyword("AUTH"); !ok {
		s.State, s.Advice = Warning, "The server lets nobody sign in here. It may be one that only takes mail for its own domains (port 25)."
	}
	return s, nil
}

func (t *Trial) signIn(ctx context.Context) (Step, error) {
	if t.SignIn == nil {
		return Step{State: Skipped, Detail: "nobody was named to sign in"}, nil
	}
	l, err := t.SignIn(ctx)
	if err != nil {
		return Step{}, err
	}
	r, err := t.conn.SignIn(ctx, *l)
	s := Step{Detail: fmt.Sprintf("%s as %s: %s", l.Mechanism(), l.User, r)}
	if c := (*ChallengeError)(nil); errors.As(err, &c) && c.Status != "" {
		s.Also = []string{"The status of the token is " + c.Status + "."}
	}
	return s, err
}

func (t *Trial) sender(ctx context.Context) (Step, error) {
	if t.Envelope.From == "" {
		return Step{State: Skipped, Detail: "no sender was named"}, nil
	}
	r, err := t.conn.Mail(ctx, t.Envelope)
	return Step{Detail: t.Envelope.From + ": " + r.String()}, err
}

func (t *Trial) recipients(ctx context.Context) (Step, error) {
	if t.Envelope.From == "" || len(t.Envelope.To) == 0 {
		return Step{State: Skipped, Detail: "no recipient was named"}, nil
	}
	var s Step
	for _, to := range t.Envelope.To {
		r, err := t.conn.Recipient(ctx, t.Envelope, to)
		if err != nil {
			return s, err
		}
		s.Also = append(s.Also, to+": "+r.String())
	}
	s.Detail, s.Also = s.Also[0], s.Also[1:]
	return s, nil
}

func (t *Trial) message(ctx context.Context) (Step, error) {
	if t.Envelope.From == "" || len(t.Envelope.To) == 0 {
		return Step{State: Skipped, Detail: "nothing was sent"}, nil
	}
	if t.Message == nil {
		return Step{State: Skipped, Detail: "nothing was sent, as asked"}, t.conn.Reset(ctx)
	}
	r, err := t.conn.Data(ctx, t.Message())
	return Step{Detail: r.String()}, err
}
