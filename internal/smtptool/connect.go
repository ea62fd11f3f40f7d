package smtptool

import (
	"context"
	"os"
	"time"

	"example.org/exosh"
	"example.org/exosh/internal/prog"
)

// connect signs in to the organisation of a place, to ask it by its cmdlets.
func (w *whoFlags) connect(ctx context.Context, env *prog.Env, p place) (*exosh.Conn, error) {
	if p.env.ConnectionURI == "" {
		return nil, misused("the organisation behind %s is not known: name an environment, or add --connect", p.name)
	}
	signIn, err := w.method(ctx, env, p)
	if err != nil {
		return nil, err
	}
	o := exosh.Options{Environment: p.env, SignIn: signIn, UserPrincipalName: w.user, Commands: cmdlets()}
	o.Host, _ = os.Hostname() // shown in the list of sessions, where there is one
	return exosh.Dial(ctx, o)
}

// method is how somebody signs in at the authority: by a token or a password that was given, else on a page.
func (w *whoFlags) method(ctx context.Context, env *prog.Env, p place) (exosh.SignIn, error) {
	switch {
	case w.tokenFile != "" || w.tokenEnv != "":
		token, err := w.givenToken(env)
		return exosh.AccessToken(token), err
	case w.auth == byPassword || w.passwordFile != "" || w.passwordEnv != "":
		password, err := w.password(ctx, env, p)
		return exosh.Password(w.user, password), err
	}
	return w.page(env), nil
}

// leaveTime is how long ending the session may take.
const leaveTime = 5 * time.Second

// leave ends the session, also where ctx has ended.
func leave(ctx context.Context, c *exosh.Conn) {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), leaveTime)
	defer stop()
	_ = c.Close(ctx) // a session that cannot be ended times out
}
