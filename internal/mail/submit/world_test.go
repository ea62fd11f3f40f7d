package submit

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"example.org/exosh/internal/cmdlet/casmailbox"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/group"
	mailboxcmd "example.org/exosh/internal/cmdlet/mailbox"
	"example.org/exosh/internal/cmdlet/permission"
	"example.org/exosh/internal/cmdlet/plain"
	"example.org/exosh/internal/cmdlet/user"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/message"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/smtpreply"
)

// A world is Contoso with a submission service, where every password is the user name.
type world struct {
	*cmdlettest.World
	service *Service
	woken   atomic.Int64
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{World: cmdlettest.New(t, casmailbox.Commands, user.Commands, plain.Commands, permission.Commands, mailboxcmd.Commands, group.Commands)}
	w.service = &Service{
		Store: w.Store, Directory: w.Store, Identity: w, Host: "smtp.contoso.com",
		Now: func() time.Time { return w.Now }, Accepted: func(org.ID) { w.woken.Add(1) },
	}
	w.Must("Set-TransportConfig", "SmtpClientAuthenticationDisabled", false)
	return w
}

// Authenticate makes the world an Identity.
func (w *world) Authenticate(ctx context.Context, c Credential) (Principal, error) {
	if c.Secret != c.User {
		return Principal{}, errors.Join(ErrCredential, errors.New("another password"))
	}
	p := Principal{Tenant: w.Tenant, UPN: c.User, Method: c.Method, Address: c.Address}
	err := w.Store.View(org.WithCaller(ctx, &org.Caller{Tenant: w.Tenant}), func(tx org.Tx) error {
		a, _, err := org.AccountByUPN(tx, c.User)
		if err == nil {
			p.Account = a.ID
		}
		return err
	})
	return p, err
}

func (w *world) signIn(user string) (*Sender, error) { return w.signInBy(Login, user) }

func (w *world) signInBy(method, user string) (*Sender, error) {
	w.T.Helper()
	return w.service.SignIn(w.T.Context(), Credential{Method: method, User: user, Secret: user, Address: netip.MustParseAddr("203.0.113.5")})
}

// sender returns a sender that may send.
func (w *world) sender(user string) *Sender {
	w.T.Helper()
	x, err := w.signIn(user)
	if err != nil {
		w.T.Fatal(err)
	}
	w.T.Cleanup(x.Close)
	return x
}

// later moves the clock, also beyond what is believed.
func (w *world) later(d time.Duration) { w.Now = w.Now.Add(d) }

const plainText = "\r\n\r\nHello.\r\n"

// send submits a message with a header to recipients, as a connection does.
func (x *Sender) send(t testing.TB, from, header string, to ...string) (org.ID, error) {
	t.Helper()
	ctx := t.Context()
	e := &mail.Envelope{Sender: from}
	if err := x.Mail(ctx, e, 0); err != nil {
		return org.ID{}, err
	}
	for _, address := range to {
		r := mail.Recipient{Address: address}
		if err := x.Recipient(ctx, e, r); err != nil {
			return org.ID{}, err
		}
		e.Recipients = append(e.Recipients, r)
	}
	m, err := message.Receive(strings.NewReader(header+plainText), message.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	if err := x.Data(ctx, e); err != nil {
		return org.ID{}, err
	}
	return x.Submit(ctx, e, &Content{Message: m, Hello: "printer.local", Cipher: "TLS1.3, TLS_AES_128_GCM_SHA256"})
}

// name is what a refusal is called; "" for none.
func name(err error) string {
	var r *smtpreply.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &r):
		return r.Name
	}
	return err.Error()
}

// read returns a stored message.
func (w *world) read(id org.ID) string {
	w.T.Helper()
	ctx := org.WithCaller(w.T.Context(), &org.Caller{Tenant: w.Tenant})
	b, err := io.ReadAll(mail.Open(ctx, w.Store, id))
	if err != nil {
		w.T.Fatal(err)
	}
	return string(bytes.TrimSpace(b))
}

func (w *world) mail(fn func(mail.Tx) error) {
	w.T.Helper()
	err := w.Store.View(org.WithCaller(w.T.Context(), &org.Caller{Tenant: w.Tenant}), func(tx org.Tx) error {
		m, err := mail.In(tx)
		return errors.Join(err, fn(m))
	})
	if err != nil {
		w.T.Fatal(err)
	}
}

// queued returns what is queued.
func (w *world) queued() (list []*mail.Queued) {
	w.T.Helper()
	w.mail(func(m mail.Tx) error {
		for q, err := range m.Queue() {
			if err != nil {
				return err
			}
			list = append(list, q)
		}
		return nil
	})
	return list
}
