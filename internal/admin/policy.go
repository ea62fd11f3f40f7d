package admin

import (
	"context"
	"fmt"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// ways are the ways to sign in that an organisation can forbid, with the property that forbids each.
func ways() [][2]string {
	return [][2]string{{"password", directory.PropNoPassword}, {"device-code", directory.PropNoDeviceCode}, {"app-password", directory.PropNoAppPassword}}
}

func listPolicies(ctx context.Context, d *Desk, j *job) error {
	return d.view(ctx, func(tx org.Tx) error {
		o, err := directory.Load(tx)
		if err != nil {
			return err
		}
		for _, w := range ways() {
			word := "allowed"
			if directory.Flag(o.Entry, w[1]) {
				word = "forbidden"
			}
			j.say("%-12s %s", w[0], word)
		}
		return nil
	})
}

func allowWay(ctx context.Context, d *Desk, j *job) error {
	return said(d.setWay(ctx, j, false), j, "%s is allowed now.")
}

func forbidWay(ctx context.Context, d *Desk, j *job) error {
	return said(d.setWay(ctx, j, true), j, "%s is forbidden now.")
}

func (d *Desk) setWay(ctx context.Context, j *job, forbidden bool) error {
	property := ""
	for _, w := range ways() {
		if w[0] == j.args[0] {
			property = w[1]
		}
	}
	if property == "" {
		return fmt.Errorf("there is no way to sign in that is called %q; there are password, device-code and app-password", j.args[0])
	}
	return d.update(ctx, j, func(tx org.Tx) error {
		o, err := directory.Load(tx)
		if err != nil {
			return err
		}
		o.Entry.Props.Set(property, forbidden)
		return directory.SaveConfig(tx, o.Entry)
	})
}
