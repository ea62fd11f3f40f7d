package smtptool

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"

	"example.org/exosh"
	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/prog"
	"example.org/exosh/internal/signin"
	"example.org/exosh/internal/smtpclient"
	"example.org/exosh/pwsh/format"
)

// whoFlags say who signs in, and how.
type whoFlags struct {
	user, auth                string
	passwordFile, passwordEnv string
	tokenFile, tokenEnv       string
	device                    bool
	client                    string
}

func (w *whoFlags) bind(f *flags) {
	f.StringVar(&w.user, "user", "", "")
	f.StringVar(&w.auth, "auth", "", "")
	f.StringVar(&w.passwordFile, "password-file", "", "")
	f.StringVar(&w.passwordEnv, "password-env", "", "")
	f.StringVar(&w.tokenFile, "token-file", "", "")
	f.StringVar(&w.tokenEnv, "token-env", "", "")
	f.BoolVar(&w.device, "device", false, "")
	f.StringVar(&w.client, "client-id", "", "")
}

const whoUsage = `Who signs in:
  --user NAME          the account, name@domain
  --auth password      user name and password: the default
  --auth oauth         a token: the sign-in page opens in a browser, unless a
                       password is given
  --device             a token, signed in to on another device by a code
  --password-file FILE the password is its first line; - is standard input
  --password-env NAME  the variable that holds it. Without either it is the one
                       of EXOSH_SMTP_PASSWORD, or it is asked for
  --token-file FILE, --token-env NAME
                       an access token that was made elsewhere
  --client-id ID       the application to sign in as; the vendor's clouds need
                       one that has the permission SMTP.Send
`

// The ways to sign in.
const (
	byPassword = "password"
	byOAuth    = "oauth"
	byNone     = "none"
)

// check settles how to sign in, and refuses what contradicts itself.
func (w *whoFlags) check() error {
	w.auth = strings.ToLower(w.auth)
	password, token := w.passwordFile != "" || w.passwordEnv != "", w.tokenFile != "" || w.tokenEnv != ""
	switch {
	case w.auth != "" && w.auth != byPassword && w.auth != byOAuth && w.auth != byNone:
		return misused("--auth is %q; it can be %s, %s or %s", w.auth, byPassword, byOAuth, byNone)
	case w.passwordFile != "" && w.passwordEnv != "" || w.tokenFile != "" && w.tokenEnv != "":
		return misused("a secret can come from a file or from a variable, not from both")
	case password && (token || w.device):
		return misused("a password and a token are two ways to sign in; give one")
	case w.auth == byPassword && (token || w.device):
		return misused("--auth password goes with a password, not with a token")
	case w.user == "" && (password || token || w.device || w.auth == byPassword || w.auth == byOAuth):
		return misused("say who signs in: --user name@domain")
	case w.user == "":
		w.auth = byNone
	case token || w.device:
		w.auth = byOAuth
	case w.auth == "":
		w.auth = byPassword
	}
	return nil
}

// checkAdministrator is check for somebody who signs in to the organisation and not to its mail: on the sign-in
// page unless something else is said, and as whoever that page chooses.
func (w *whoFlags) checkAdministrator() error {
	if w.user == "" && w.passwordFile == "" && w.passwordEnv == "" && w.auth != byPassword && w.auth != byNone {
		w.auth = byOAuth
		return nil
	}
	if w.auth == byNone {
		return misused("somebody has to sign in")
	}
	if w.auth == "" && w.passwordFile == "" && w.passwordEnv == "" {
		w.auth = byOAuth
	}
	return w.check()
}

// login returns how to sign in to a place, nil for nobody.
func (w *whoFlags) login(env *prog.Env, p place) func(context.Context) (*smtpclient.Login, error) {
	switch w.auth {
	case byPassword:
		return func(ctx context.Context) (*smtpclient.Login, error) {
			secret, err := w.password(ctx, env, p)
			return &smtpclient.Login{User: w.user, Password: secret}, err
		}
	case byOAuth:
		return func(ctx context.Context) (*smtpclient.Login, error) {
			token, err := w.token(ctx, env, p)
			return &smtpclient.Login{User: w.user, Bearer: token}, err
		}
	}
	return nil
}

// passwordVariable holds the password where nothing else says where it is.
const passwordVariable = "EXOSH_SMTP_PASSWORD"

// password finds the password. It is never an argument, which everybody on the machine can see.
func (w *whoFlags) password(ctx context.Context, env *prog.Env, p place) (string, error) {
	switch {
	case w.passwordFile != "":
		return readSecret(env, w.passwordFile)
	case w.passwordEnv != "":
		return variable(env, w.passwordEnv)
	case env.Getenv(passwordVariable) != "":
		return env.Getenv(passwordVariable), nil
	}
	for _, a := range p.accounts {
		if strings.EqualFold(a.UPN, w.user) {
			return a.Password, nil
		}
	}
	f, ok := env.Stdin.(*os.File)
	if !ok || !env.InTerminal {
		return "", misused("there is no terminal to ask for the password of %s at: add --password-file or --password-env", w.user)
	}
	return prog.ReadSecret(ctx, f, env.Stderr, "Password for "+format.Escape(w.user)+": ")
}

// maxSecret is the longest password or token that is read, in bytes.
const maxSecret = 64 << 10

func readSecret(env *prog.Env, path string) (string, error) {
	r := env.Stdin
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return "", err
		}
		defer f.Close()
		r = f
	}
	b, err := io.ReadAll(io.LimitReader(r, maxSecret+1))
	if err != nil {
		return "", fmt.Errorf("read %s: %w", path, err)
	}
	line, _, _ := strings.Cut(string(b), "\n")
	line = strings.TrimSuffix(line, "\r")
	if line == "" || len(b) > maxSecret {
		return "", misused("the first line of %s is not a secret: it is empty or too long", path)
	}
	return line, nil
}

func variable(env *prog.Env, name string) (string, error) {
	if v := env.Getenv(name); v != "" {
		return v, nil
	}
	return "", misused("the variable %s is empty", name)
}

// token gets an access token for submission.
func (w *whoFlags) token(ctx context.Context, env *prog.Env, p place) (string, error) {
	if w.tokenFile != "" || w.tokenEnv != "" {
		return w.givenToken(env)
	}
	realm, err := w.realm(p)
	if err != nil {
		return "", err
	}
	signIn, err := w.method(ctx, env, p)
	if err != nil {
		return "", err
	}
	source, err := signIn(realm)
	if err != nil {
		return "", err
	}
	t, err := source.Token(ctx, "")
	return t.Bearer, err
}

// givenToken is a token that was made elsewhere.
func (w *whoFlags) givenToken(env *prog.Env) (string, error) {
	if w.tokenFile != "" {
		return readSecret(env, w.tokenFile)
	}
	return variable(env, w.tokenEnv)
}

// realm is where to sign in for submission.
func (w *whoFlags) realm(p place) (exosh.Realm, error) {
	if p.env.AuthorizationURI == "" {
		return exosh.Realm{}, misused("where to sign in for a token of %s is not known: name an environment, add --connect, or give the token by --token-file", p.name)
	}
	r := exosh.Realm{Authority: p.env.AuthorizationURI, Resource: p.resource(), Scope: p.permission(), ClientID: w.client, Hint: w.user,
		HTTP: exosh.NewHTTPClient(p.env, http.ProxyFromEnvironment), KnownCloud: p.cloud.environment != ""}
	switch {
	case r.ClientID != "":
	case p.env.ClientID != "":
		r.ClientID = p.env.ClientID
	case r.KnownCloud:
		return r, &failure{code: prog.Usage, err: errors.New("the vendor's clouds give tokens for mail to registered applications only: register one with the delegated permission SMTP.Send and give its id by --client-id")}
	default:
		r.ClientID = oidc.ClientMail
	}
	return r, nil
}

// page is how a person signs in: in a browser, or by device code where none can be shown.
func (w *whoFlags) page(env *prog.Env) exosh.SignIn {
	desktop := signin.Desktop{Getenv: env.Getenv}
	if w.device || !desktop.Available() {
		return exosh.DeviceCode(func(d exosh.DevicePrompt) { fmt.Fprintln(env.Stderr, format.Escape(d.Message)) })
	}
	return exosh.Browser(exosh.BrowserOptions{Open: desktop.Open, Show: func(address string) {
		fmt.Fprintf(env.Stderr, "Your browser shows the sign-in page. If it does not, open\n%s\n", format.Escape(address))
	}})
}
