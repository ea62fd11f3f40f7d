package smtpd

import (
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"example.org/exosh/internal/mail/submit"
	"example.org/exosh/internal/smtpreply"
)

// What the server asks for.
const (
	askUser     = "334 VXNlcm5hbWU6" // "Username:"
	askPassword = "334 UGFzc3dvcmQ6" // "Password:"
	askToken    = "334 "
)

// challenge is the answer to a token that is not taken, before the refusal: the client says nothing to it (RFC
// 7628, 3.2.2, for the sibling of XOAUTH2).
func challenge() string {
	return askToken + base64.StdEncoding.EncodeToString([]byte(
		`{"status":"401","schemes":"Bearer","scope":"https://outlook.office.com/SMTP.Send"}`))
}

// maxUser is how long a user name may be (RFC 5321, 4.5.3.1.3).
const maxUser = 256

// initial takes the argument of AUTH apart: the mechanism, and where the first response comes from.
func initial(arg string) (mechanism string, first func() (string, error)) {
	mechanism, response, ok := strings.Cut(arg, " ")
	if !ok {
		return mechanism, nil
	}
	return mechanism, func() (string, error) { return decode(strings.TrimSpace(response)) }
}

// auth answers AUTH (RFC 4954) with LOGIN and XOAUTH2. first is the response that came with it, nil without one.
func (l *lobby) auth(mechanism string, first func() (string, error)) outcome {
	mechanism = strings.ToUpper(mechanism)
	switch {
	case l.hello == "":
		l.say("HelloFirst")
		return stays
	case l.cipher == "": // not a byte of it is looked at (S-73)
		l.say("EncryptionRequired")
		return stays
	case mechanism != submit.Login && mechanism != submit.XOAuth2:
		l.say("UnrecognizedAuth")
		return stays
	}
	x := &exchange{lobby: l, first: first}
	c, err := x.credential(mechanism)
	switch {
	case x.broken:
		return ends
	case err != nil:
		return l.denied(mechanism, err)
	}
	return l.signIn(c)
}

// An exchange reads what a client says to sign in.
type exchange struct {
	*lobby
	first  func() (string, error) // the response that came with AUTH, nil once it was used
	broken bool                   // the connection is at its end
}

func (x *exchange) credential(mechanism string) (submit.Credential, error) {
	c := submit.Credential{Method: mechanism, Address: x.client.Addr()}
	if mechanism == submit.XOAuth2 {
		text, err := x.ask(askToken)
		if e, ok := errors.AsType[*smtpreply.Error](err); ok && e.Name == "AuthTooLong" { // a token that cannot be one (S-80)
			err = reply("WrongCredentials").Because(e)
		}
		if err != nil {
			return c, err
		}
		return bearer(c, text)
	}
	var err error
	if c.User, err = x.ask(askUser); err != nil {
		return c, err
	}
	if c.Secret, err = x.ask(askPassword); err != nil {
		return c, err
	}
	return c, checkLogin(c)
}

// bearer takes the response of XOAUTH2 apart: user=NAME^Aauth=Bearer TOKEN^A^A.
func bearer(c submit.Credential, text string) (submit.Credential, error) {
	user, rest, ok := strings.Cut(text, "\x01")
	user, named := strings.CutPrefix(user, "user=")
	token, closed := strings.CutSuffix(rest, "\x01\x01")
	kind, token, typed := strings.Cut(token, " ")
	if !ok || !named || !closed || !typed || !strings.EqualFold(kind, "auth=Bearer") {
		return c, reply("WrongCredentials").Because(errors.New("no user and bearer in the response"))
	}
	c.User, c.Secret = user, token
	if strings.ContainsAny(token, " \x01") || !clean(token) {
		return c, reply("WrongCredentials").Because(errors.New("control characters in the token"))
	}
	return c, checkLogin(c)
}

func checkLogin(c submit.Credential) error {
	if len(c.User) > maxUser || !clean(c.User) || strings.ContainsRune(c.Secret, 0) {
		return reply("WrongCredentials").Because(errors.New("user name or secret cannot be one"))
	}
	return nil
}

// ask returns the initial response, or asks for one.
func (x *exchange) ask(prompt string) (string, error) {
	if first := x.first; first != nil {
		x.first = nil
		return first()
	}
	x.answer(prompt)
	text, err := x.readLine(x.server.Limits.Credential, time.Time{})
	switch {
	case errors.Is(err, errLineLength):
		x.record.heardSecret("", x.server.Limits.Credential, " and more of a credential")
		return "", reply("AuthTooLong")
	case err != nil:
		x.broken = true
		x.fail(err)
		return "", err
	}
	x.record.heardSecret("", len(text), " of a credential")
	if string(text) == "*" {
		return "", reply("AuthCancelled")
	}
	return decode(string(text))
}

// decode reads a response; "=" is an empty one (RFC 4954, 4).
func decode(text string) (string, error) {
	if text == "=" {
		return "", nil
	}
	b, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil {
		return "", reply("AuthMalformed")
	}
	return string(b), nil
}

func (l *lobby) signIn(c submit.Credential) outcome {
	l.record.tried(c)
	p, x, err := l.server.SignIn(l.server.ctx, c)
	if err != nil {
		return l.denied(c.Method, err)
	}
	l.answer("235 2.7.0 Authentication successful")
	return l.move(p, x)
}

// denied answers a sign-in that failed, after a while, and ends the connection after some of them (S-81).
func (l *lobby) denied(mechanism string, err error) outcome {
	e := l.asReply(err, "AuthTemporary")
	if e.Code >= 500 {
		l.failures++
	}
	if e.Code == 535 {
		l.flush()
		l.server.Sleep(l.server.ctx, l.server.Limits.Delay)
		if mechanism == submit.XOAuth2 && !l.challenge() {
			return ends
		}
	}
	l.refuse(e)
	switch {
	case e.Code == 421:
		l.ended("sign-in refused")
	case l.failures >= l.server.Limits.Failures:
		l.say("TooManyErrors")
		l.ended("too many failed sign-ins")
	default:
		return stays
	}
	l.hangUp()
	return ends
}

// challenge says in the way of XOAUTH2 that the token is not taken, and waits for the client's empty response.
func (l *lobby) challenge() bool {
	l.answer(challenge())
	text, err := l.readLine(l.server.Limits.Credential, time.Time{})
	if err != nil && !errors.Is(err, errLineLength) {
		l.fail(err)
		return false
	}
	l.record.heardSecret("", len(text), "")
	return true
}

func printableMechanism(m string) string {
	m = strings.ToUpper(m)
	switch m {
	case submit.Login, submit.XOAuth2, "PLAIN", "NTLM", "GSSAPI", "CRAM-MD5", "OAUTHBEARER", "EXTERNAL":
		return m
	}
	return "?"
}

// asReply says what a client hears of an error.
func (c *conn) asReply(err error, otherwise string) *smtpreply.Error {
	if e, ok := errors.AsType[*smtpreply.Error](err); ok {
		return e
	}
	return c.fault(err, otherwise)
}
