package change

import (
	"context"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/password"
	"example.org/exosh/internal/rbac"
	"example.org/exosh/object"
)

// Account returns the rows of parameters that change the account and not the recipient.
func Account() Rows {
	return Join(
		Do("ResetPasswordOnNextLogon", func(c *Change, v object.Value) error {
			a, err := c.Account()
			if err != nil {
				return err
			}
			a.MustChange = truth(v)
			return nil
		}),
		Do("StsRefreshTokensValidFrom", revoke),
	)
}

// revoke sets since when tokens of the account are valid. The time moves forward only, so that nothing
// revokes a revocation, and not into the future, which would lock the account out.
func revoke(c *Change, v object.Value) error {
	const name = "StsRefreshTokensValidFrom"
	d, err := dateOf(name, v)
	if err != nil {
		return err
	}
	a, err := c.Account()
	if err != nil {
		return err
	}
	t, _ := d.(time.Time)
	switch {
	case t.After(c.Now()):
		return org.Invalid(name, object.String(v), "it may not lie in the future: the account could not sign in until then")
	case t.Before(a.TokensValidFrom):
		return org.Invalid(name, object.String(v), "it may not be earlier than it is: tokens that were revoked stay so")
	}
	a.TokensValidFrom = t
	return nil
}

// RemotePowerShell returns the rows of the two names of one switch: whether the account may connect.
// It can't be taken from the last administrator.
func RemotePowerShell() Rows {
	return each([]string{"RemotePowerShellEnabled", "EXOModuleEnabled"}, func(c *Change, name string, v object.Value) error {
		a, err := c.Account()
		if err != nil {
			return err
		}
		on := truth(v)
		if c.Args.Has("RemotePowerShellEnabled") && c.Args.Has("EXOModuleEnabled") &&
			c.Args.Flag("RemotePowerShellEnabled") != c.Args.Flag("EXOModuleEnabled") {
			return org.Invalid(name, object.String(v), "RemotePowerShellEnabled and EXOModuleEnabled are one setting and can't differ")
		}
		if a.RemotePowerShell && !on {
			c.guarded = true
		}
		a.RemotePowerShell = on
		return nil
	})
}

// Enable lets the account sign in or blocks it. The last administrator can't be blocked.
func (c *Change) Enable(on bool) error {
	a, err := c.Account()
	if err != nil {
		return err
	}
	if a.Enabled && !on {
		c.guarded = true
		a.TokensValidFrom = c.Now()
	}
	a.Enabled = on
	return nil
}

// SetPassword gives the account the password whose hash the change has. Tokens issued before are
// refused. Nobody gets hold of an account that administers more than they do (S-50).
func (c *Change) SetPassword() error {
	a, err := c.Account()
	if err != nil {
		return err
	}
	may, err := rbac.MayTakeOver(org.Unscoped(c.Tx), c.Actor, a)
	if err != nil {
		return err
	}
	if !may {
		return &command.Error{
			Category: command.PermissionDenied, ID: "PasswordOfAdministrator",
			Type:    "Microsoft.Exchange.Configuration.Authorization.ScopeSetException",
			Message: "You can't set the password of " + a.UPN + ": the account administers more than you do.",
			Advice:  "Ask a Global Administrator to do it.", Target: a.UPN,
		}
	}
	a.PasswordHash, a.TokensValidFrom = c.Hash, c.Now()
	return nil
}

// SetUPN gives the account, and the recipient, another user principal name.
func (c *Change) SetUPN(parameter, upn string) error {
	if err := org.CheckSMTP(parameter, upn); err != nil {
		return err
	}
	if err := directory.CheckAcceptedDomain(c.Tx, parameter, upn); err != nil {
		return err
	}
	a, err := c.Account()
	if err != nil {
		return err
	}
	a.UPN = upn
	c.Entry.Props.Set("UserPrincipalName", upn)
	return nil
}

// CheckPassword returns the text of a new password, or an error if it is too weak for the user.
func CheckPassword(parameter string, v object.Value, upn string) (string, error) {
	var text string
	switch p := v.(type) {
	case *object.SecureString:
		if p != nil {
			text = p.Plain
		}
	case string:
		text = p
	}
	if err := password.Check(text, upn); err != nil {
		return "", &command.Error{
			Category: command.InvalidArgument, ID: "PasswordPolicy", Type: "System.ArgumentException",
			Message: "The password given with -" + parameter + " isn't strong enough: " + err.Error(),
			Target:  parameter,
		}
	}
	return text, nil
}

// HashPassword checks and hashes the password that one of the parameters gives; "" where none is given.
func HashPassword(ctx context.Context, h cmdlet.Hasher, args command.Args, upn string, params ...string) (string, error) {
	chosen := ""
	for _, p := range params {
		v, _ := args.Get(p)
		switch {
		case v == nil:
		case chosen != "":
			return "", org.Invalid(p, org.Masked, "-"+chosen+" is given too, and there is one account")
		default:
			chosen = p
		}
	}
	if chosen == "" {
		return "", nil
	}
	v, _ := args.Get(chosen)
	text, err := CheckPassword(chosen, v, upn)
	if err != nil {
		return "", err
	}
	return h.Hash(ctx, text)
}
