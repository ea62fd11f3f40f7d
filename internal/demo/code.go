package demo

import (
	"time"

	"example.org/exosh/command"
	"example.org/exosh/internal/lab"
	"example.org/exosh/object"
)

// withoutApp says what becomes of an account that has no authenticator app.
func withoutApp(a lab.Account) string {
	if a.Phone != "" {
		return "Its codes come as text messages, which arrive on the lab page."
	}
	return "It is this: " + a.Note + "."
}

// showCode writes the account's code, and how many seconds it stays current.
func showCode(c *command.Call, accounts []lab.Account, now time.Time) error {
	name := c.Args.Text("Name")
	a, err := lab.Find(accounts, name)
	if err != nil {
		return &command.Error{Category: command.ObjectNotFound, ID: "DemoAccountNotFound", Message: err.Error(), Target: name}
	}
	code, left, ok := a.Code(now)
	if !ok {
		return &command.Error{
			Category: command.InvalidArgument, ID: "NoAuthenticator", Target: name,
			Message: a.UPN + " has no authenticator app.",
			Advice:  withoutApp(a),
		}
	}
	o := &object.Object{}
	o.Set("UserPrincipalName", a.UPN)
	o.Set("Code", code)
	o.Set("SecondsLeft", int32(left/time.Second))
	return c.Output(o)
}
