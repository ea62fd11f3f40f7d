package smtpclient

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"example.org/exosh/command"
)

// try runs a trial against a fake and returns its steps as lines "Name state detail".
func try(t *testing.T, f *fake, change func(*Trial)) (ok bool, steps string, list []Step) {
	t.Helper()
	x := &Trial{Options: f.start(t), SignIn: func(context.Context) (*Login, error) { return olivia(), nil },
		Envelope: Envelope{From: "olivia@contoso.com", To: []string{"navin@contoso.com", "hana@contoso.com"}},
		Message:  func() io.Reader { return strings.NewReader("x") },
		Resolve:  func(context.Context, string) ([]string, error) { return []string{"127.0.0.1"}, nil }}
	x.Report = func(s Step) { list = append(list, s) }
	if change != nil {
		change(x)
	}
	ok = x.Run(t.Context())
	var b strings.Builder
	for _, s := range list {
		b.WriteString(s.Name + " " + string(s.State) + " " + strings.Join(append([]string{s.Detail}, s.Also...), " / ") + "\n")
	}
	return ok, b.String(), list
}

func TestTrial(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		serve  func(*fake)
		change func(*Trial)
		ok     bool
		steps  []string // beginnings of lines, in order
		advice string   // of the last step
	}{
		{"everything", nil, nil, true, []string{"Name ok localhost is 127.0.0.1", "Connection ok to ", "Greeting ok 220 mail.contoso.com", "EHLO ok STARTTLS, SIZE 157286400",
			"STARTTLS ok TLS 1.3", "Certificate ok for localhost, 127.0.0.1, issued by", "EHLO, encrypted ok AUTH LOGIN XOAUTH2 is new", "Sign-in ok LOGIN as olivia@contoso.com: 235",
			"Sender ok", "Recipients ok navin@contoso.com: 250 2.1.0 OK / hana@contoso.com: 250", "Message ok 250 2.0.0 OK <id@contoso.com>"}, ""},
		{"nobody signs in", nil, func(x *Trial) { x.SignIn, x.Envelope = nil, Envelope{} }, true,
			[]string{"Sign-in skipped", "Sender skipped", "Recipients skipped", "Message skipped"}, ""},
		{"nothing is sent", nil, func(x *Trial) { x.Message = nil }, true, []string{"Recipients ok", "Message skipped nothing was sent, as asked"}, ""},
		{"implicit TLS", func(f *fake) { f.implicit = true }, func(x *Trial) { x.Security = Implicit }, true, []string{"EHLO ok AUTH LOGIN", "TLS at once ok TLS 1.3", "EHLO, encrypted skipped", "Sign-in ok"}, ""},
		{"no such name", nil, func(x *Trial) {
			x.Resolve = func(context.Context, string) ([]string, error) {
				return nil, &net.DNSError{Err: "no such host", Name: "localhost", IsNotFound: true}
			}
		}, false, []string{"Name failed There is no server by the name of"}, "smtp.office365.com"},
		{"nobody answers", nil, func(x *Trial) { x.Address = "127.0.0.1:1" }, false, []string{"Name skipped", "Connection failed Nothing answers at 127.0.0.1:1"}, "587"},
		{"a busy server", func(f *fake) { f.greeting = "421 4.3.2 Service not available\r\n" }, nil, false, []string{"Greeting failed 421 4.3.2"}, "connect again"},
		{"sign-in in clear text", func(f *fake) { f.plain = append(f.plain, "AUTH PLAIN") }, nil, true, []string{"EHLO warning STARTTLS", "EHLO, encrypted ok AUTH LOGIN XOAUTH2 is new"}, ""},
		{"STARTTLS is removed (S-83)", func(f *fake) { f.plain = f.plain[1:] }, nil, false, []string{"EHLO ok SIZE", "STARTTLS failed localhost:"}, "reads along"},
		{"an unknown authority", nil, func(x *Trial) { x.Roots = nil }, false, []string{"STARTTLS failed The certificate of localhost:"}, "do not go on"},
		{"a certificate that ends", nil, func(x *Trial) { x.Now = func() time.Time { return time.Now().AddDate(0, 0, 25) } }, true, []string{"Certificate warning"}, ""},
		{"no AUTH", func(f *fake) { f.secure = nil }, func(x *Trial) { x.SignIn = nil }, true, []string{"EHLO, encrypted warning SIZE 157286400 is gone"}, ""},
		{"no LOGIN", func(f *fake) { f.secure = []string{"AUTH XOAUTH2"} }, nil, false, []string{"Sign-in failed localhost:"}, "LOGIN"},
		{"a refused password", func(f *fake) {
			f.answers = map[string]string{encode("secret-4711"): "535 5.7.139 x is disabled for the Mailbox.\r\n"}
		}, nil, false,
			[]string{"Sign-in failed 535 5.7.139"}, "Set-CASMailbox"},
		{"no sign-in page", nil, func(x *Trial) {
			x.SignIn = func(context.Context) (*Login, error) {
				return nil, &command.Error{Message: "No browser.", Advice: "Use a code."}
			}
		}, false, []string{"Sign-in failed No browser."}, "Use a code."},
		{"a refused recipient", func(f *fake) { f.answers = map[string]string{"RCPT TO:<hana": "550 5.1.10 x\r\n"} }, nil, false, []string{"Sender ok", "Recipients failed 550 5.1.10 x"}, "Check the address"},
		{"a refused message", func(f *fake) { f.answers = map[string]string{"(end)": "550 5.7.60 x\r\n"} }, nil, false, []string{"Message failed 550 5.7.60"}, "SendAs"},
		{"an error without a type", nil, func(x *Trial) {
			x.SignIn = func(context.Context) (*Login, error) { return nil, errors.New("no secret") }
		}, false, []string{"Sign-in failed"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := exchange()
			if c.serve != nil {
				c.serve(f)
			}
			ok, steps, list := try(t, f, c.change)
			rest := steps
			for _, want := range c.steps {
				_, after, found := strings.Cut(rest, want)
				if !found {
					t.Errorf("%q is not in its place in\n%s", want, steps)
				}
				if found {
					rest = after
				}
			}
			if last := list[len(list)-1]; ok != c.ok || !strings.Contains(last.Advice, c.advice) {
				t.Errorf("%v, advice %q; steps\n%s", ok, last.Advice, steps)
			}
			if !strings.Contains(f.heard(), "QUIT") && c.ok {
				t.Error("it left without a word")
			}
		})
	}
}

// Who signs in is asked for a password only once the connection is encrypted.
func TestTrialAsksLate(t *testing.T) {
	t.Parallel()
	f := exchange()
	f.plain = nil
	try(t, f, func(x *Trial) {
		x.SignIn = func(context.Context) (*Login, error) {
			t.Error("somebody was asked to sign in")
			return nil, errors.New("no")
		}
	})
}
