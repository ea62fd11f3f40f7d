package shell

import (
	"context"
	"fmt"
	"net/url"

	"example.org/exosh"
	"example.org/exosh/command"
	"example.org/exosh/internal/signin"
	"example.org/exosh/object"
)

// signIn chooses how to sign in, and asks for what that needs. Whoever is asked for a password has seen
// before which host it goes to.
func (s *Shell) signIn(ctx context.Context, c *command.Call, p place) (exosh.SignIn, error) {
	a := c.Args
	if a.Has("AccessToken") {
		return exosh.AccessToken(a.Text("AccessToken")), nil
	}
	if err := s.possible(a); err != nil {
		return nil, withoutDevice(c, err)
	}
	s.sayHost(p)
	switch {
	case a.Has("Credential"):
		return passwordOf(a)
	case a.Flag("InlineCredential"):
		return s.inline(ctx, c)
	case a.Flag("Device"):
		return s.device(), nil
	}
	return s.browser(), nil
}

// possible refuses at once what would ask somebody who is not there.
func (s *Shell) possible(a command.Args) error {
	switch {
	case a.Has("Credential"):
	case a.Flag("InlineCredential"):
		if !s.canAsk() {
			return needsPerson("-InlineCredential", "It asks for a password")
		}
	case a.Flag("Device"):
		if s.o.NonInteractive {
			return needsPerson("-Device", "A person has to type the code on another device")
		}
	case s.o.OpenURL != nil:
	case s.o.NonInteractive:
		return needsPerson("the sign-in page", "A person has to sign in there")
	case !s.desktop().Available() && !s.canAsk():
		return needsPerson("the sign-in page", "There is neither a display nor a terminal for it")
	}
	return nil
}

func (s *Shell) desktop() signin.Desktop { return signin.Desktop{Getenv: s.getenv} }

// sayHost shows where the sign-in goes to.
func (s *Shell) sayHost(p place) {
	if s.o.HideHost {
		return
	}
	authority := p.env.AuthorizationURI
	if p.authority != "" {
		authority = p.authority
	}
	if u, err := url.Parse(authority); err == nil { // Dial says what is wrong with another one
		s.tell("Signing in at "+u.Host+".", "")
	}
}

func passwordOf(a command.Args) (exosh.SignIn, error) {
	v, _ := a.Get("Credential")
	cred, ok := v.(*object.Credential)
	if !ok || cred.Password == nil {
		return nil, invalid("InvalidCredential", nil, "-Credential holds no user name and password; make one with Get-Credential.")
	}
	if err := checkUPN(cred.UserName); err != nil || cred.UserName == "" {
		return nil, invalid("InvalidCredential", cred.UserName, "The user name of -Credential is %q, which is not of the form navin@contoso.com.", cred.UserName)
	}
	return exosh.Password(cred.UserName, cred.Password.Plain), nil
}

// credentialUser is the user name of -Credential, which overrides -UserPrincipalName.
func credentialUser(a command.Args) string {
	v, _ := a.Get("Credential")
	if cred, ok := v.(*object.Credential); ok {
		return cred.UserName
	}
	return ""
}

// inline asks for user name and password on the terminal. No variable of the session ever holds them.
func (s *Shell) inline(ctx context.Context, c *command.Call) (exosh.SignIn, error) {
	if c.Host == nil {
		return nil, needsPerson("-InlineCredential", "It asks for a password")
	}
	user := c.Args.Text("UserPrincipalName")
	if user == "" {
		var err error
		if user, err = c.Host.ReadLine(ctx, "User: ", false); err != nil {
			return nil, err
		}
		if err := checkUPN(user); err != nil || user == "" {
			return nil, invalid("InvalidUserPrincipalName", user, "The user name is %q, which is not of the form navin@contoso.com.", user)
		}
	}
	password, err := c.Host.ReadLine(ctx, "Password for user "+user+": ", true)
	if err != nil {
		return nil, err
	}
	return exosh.Password(user, password), nil
}

func (s *Shell) device() exosh.SignIn {
	return exosh.DeviceCode(func(p exosh.DevicePrompt) {
		s.tell(p.Message, "Yellow")
	})
}

// browser signs in on a page, or by device code where no page can be shown.
func (s *Shell) browser() exosh.SignIn {
	if s.o.OpenURL != nil {
		return exosh.Browser(exosh.BrowserOptions{Open: s.o.OpenURL})
	}
	if !s.desktop().Available() {
		s.tell("No display to show the sign-in page on was found: signing in by device code.", "")
		return s.device()
	}
	return exosh.Browser(exosh.BrowserOptions{Open: s.desktop().Open, Show: func(address string) {
		s.tell("Your browser shows the sign-in page. If it does not, open\n"+address, "")
	}})
}

func needsPerson(what, why string) error {
	return &command.Error{Category: command.InvalidOperation, ID: "NonInteractive",
		Message: fmt.Sprintf("%s cannot be used here. %s.", capital(what), why),
		Advice:  "Add -AccessToken with a token, or -Credential with a credential; where a person watches the output, -Device."}
}

// withoutDevice takes a device code out of an advice to somebody whose command has no -Device.
func withoutDevice(c *command.Call, err error) error {
	e, ok := err.(*command.Error)
	if _, has := c.Meta.Param("Device"); has || !ok || e.ID != "NotSupported" && e.ID != "NonInteractive" {
		return err
	}
	with := *e
	with.Advice = "Add -AccessToken with a token, or -Credential with a credential."
	return &with
}

func capital(s string) string {
	if s != "" && s[0] >= 'a' && s[0] <= 'z' {
		return string(s[0]-32) + s[1:]
	}
	return s
}

// canAsk says whether somebody sits at a terminal.
func (s *Shell) canAsk() bool { return s.o.InTerminal && !s.o.NonInteractive || s.o.Host != nil }
