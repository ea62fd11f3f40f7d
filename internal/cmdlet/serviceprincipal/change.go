package serviceprincipal

import (
	"context"
	"errors"

	"example.org/exosh/command"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
)

// create carries out New-ServicePrincipal. -ServiceId is the older name of -ObjectId.
func (a *apps) create(ctx context.Context, c *command.Call) error {
	if err := tables().Check(c); err != nil {
		return err
	}
	app, err := guid(c.Args, "AppId")
	if err != nil {
		return err
	}
	param := "ObjectId"
	if !c.Args.Has(param) && c.Args.Has("ServiceId") {
		param = "ServiceId"
	}
	objectID, err := guid(c.Args, param)
	if err != nil {
		return err
	}
	name := c.Args.Text("DisplayName")
	if err := checkName(name); err != nil {
		return err
	}
	id, err := org.NewID(a.Random)
	if err != nil {
		return err
	}
	if ok, err := c.ShouldProcess(ctx, "service principal "+org.IDText(objectID), c.Meta.Name); err != nil || !ok {
		return err
	}
	return a.Store.Update(ctx, func(tx org.Tx) error {
		home, err := directory.Load(tx)
		if err != nil {
			return err
		}
		e := rbac.NewApp(id, app, objectID, name, home.Name)
		if err := put(tx, e); err != nil {
			return err
		}
		return c.Output(a.view.Object(&directory.Item{Tx: tx, Org: home, Entry: e}))
	})
}

// guid reads a parameter that is the id of something in the directory.
func guid(args command.Args, param string) (org.ID, error) {
	id, err := org.ParseID(args.Text(param))
	if err != nil || id == (org.ID{}) {
		return org.ID{}, org.Invalid(param, args.Text(param), "it must be a GUID other than zero, as the directory shows it")
	}
	return id, nil
}

func checkName(name string) error {
	if len([]rune(name)) > 256 {
		return org.Invalid("DisplayName", name, "it may have at most 256 characters")
	}
	return nil
}

// put stores a service principal. An application and an object of the directory have one each.
func put(tx org.Tx, e *org.Entry) error {
	err := tx.Put(e)
	taken := (*org.KeyTakenError)(nil)
	if !errors.As(err, &taken) {
		return err
	}
	what := "ObjectId"
	if taken.Key.Space == rbac.SpaceAppID {
		what = "AppId"
	}
	return &command.Error{
		Category: command.ResourceExists, ID: "ADObjectAlreadyExistsException",
		Type:    "Microsoft.Exchange.Data.Directory.ADObjectAlreadyExistsException",
		Message: "A service principal with the " + what + " \"" + directory.Text(e, what) + "\" exists already.",
		Advice:  "Get-ServicePrincipal " + directory.Text(e, what) + " shows it.", Target: directory.Text(e, what), Err: taken,
	}
}

// set carries out Set-ServicePrincipal.
func (a *apps) set(ctx context.Context, c *command.Call) error {
	if err := tables().Check(c); err != nil {
		return err
	}
	e, err := a.find(ctx, c)
	if err != nil {
		return err
	}
	if err := checkName(c.Args.Text("DisplayName")); err != nil {
		return err
	}
	if !differs(e, c.Args) {
		return c.Warn("The command completed successfully but no settings of '" + directory.Text(e, "Name") + "' have been modified.")
	}
	if ok, err := c.ShouldProcess(ctx, "service principal "+rbac.AppReference(e).Name, c.Meta.Name); err != nil || !ok {
		return err
	}
	return a.Store.Update(ctx, func(tx org.Tx) error {
		e, err := rbac.FindApp(tx, e.ID.String())
		if err != nil {
			return err
		}
		if c.Args.Has("DisplayName") {
			rbac.SetAppName(e, c.Args.Text("DisplayName"))
		}
		if c.Args.Has("OverrideEnforceExoAppRbacPermissions") {
			e.Props.Set("OverrideEnforceExoAppRbacPermissions", c.Args.Flag("OverrideEnforceExoAppRbacPermissions"))
		}
		return put(tx, e)
	})
}

// differs reports whether the arguments would change the service principal.
func differs(e *org.Entry, args command.Args) bool {
	return args.Has("DisplayName") && args.Text("DisplayName") != directory.Text(e, "DisplayName") ||
		args.Has("OverrideEnforceExoAppRbacPermissions") &&
			args.Flag("OverrideEnforceExoAppRbacPermissions") != directory.Flag(e, "OverrideEnforceExoAppRbacPermissions")
}

// remove carries out Remove-ServicePrincipal. Its roles and memberships go with it: a service principal that
// is made again for the same application begins without any.
func (a *apps) remove(ctx context.Context, c *command.Call) error {
	if err := tables().Check(c); err != nil {
		return err
	}
	e, err := a.find(ctx, c)
	if err != nil {
		return err
	}
	if ok, err := c.ShouldProcess(ctx, "service principal "+rbac.AppReference(e).Name, c.Meta.Name); err != nil || !ok {
		return err
	}
	return a.Store.Update(ctx, func(tx org.Tx) error {
		e, err := rbac.FindApp(tx, e.ID.String())
		if err != nil {
			return err
		}
		return rbac.RemoveApp(tx, e)
	})
}
