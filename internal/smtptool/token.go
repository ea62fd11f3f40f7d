package smtptool

import (
	"context"
	"fmt"

	"example.org/exosh/internal/prog"
)

const tokenUsage = `exosh smtp token [ENVIRONMENT] prints an access token for sending mail, for
programs that sign in with XOAUTH2 and do not get tokens by themselves:

  passwordeval "exosh smtp token --connect ready.json --user olivia@contoso.com"

` + whereUsage + `
Who signs in:
  --user NAME          the account, name@domain
  --device             sign in on another device by a code; else the sign-in
                       page opens in a browser
  --password-file FILE, --password-env NAME
                       sign in with a password, where that is allowed
  --client-id ID       the application to sign in as; the vendor's clouds need
                       one that has the permission SMTP.Send

A token is as good as a password until it ends, in about an hour.
`

// printToken is `exosh smtp token`.
func printToken(ctx context.Context, env *prog.Env, args []string) error {
	f := newFlags("token")
	var where whereFlags
	who := whoFlags{auth: byOAuth}
	where.bind(f)
	f.StringVar(&who.user, "user", "", "")
	f.StringVar(&who.passwordFile, "password-file", "", "")
	f.StringVar(&who.passwordEnv, "password-env", "", "")
	f.BoolVar(&who.device, "device", false, "")
	f.StringVar(&who.client, "client-id", "", "")
	if err := f.parse(args); err != nil {
		return err
	}
	if err := who.check(); err != nil {
		return err
	}
	p, err := where.place(env, f.Args())
	if err != nil {
		return err
	}
	token, err := who.token(ctx, env, p)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(env.Stdout, token)
	return err
}
