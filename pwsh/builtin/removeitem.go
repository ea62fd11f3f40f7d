package builtin

import (
	"context"
	"path"

	"example.org/exosh/command"
)

func removeItem(env *Env) command.Func {
	return func(ctx context.Context, c *command.Call) error {
		if env.Remove == nil || env.ReadDir == nil {
			return absent("file system")
		}
		return env.eachPath(ctx, c, func(p string) error {
			info, err := env.stat(p)
			if err != nil {
				return fileError(p, err)
			}
			action := "Remove File"
			if info.IsDir() {
				action = "Remove Directory"
				if err := env.mayRemove(ctx, c, p); err != nil {
					return err
				}
			}
			if ok, err := c.ShouldProcess(ctx, p, action); err != nil || !ok {
				return err
			}
			return env.removeTree(ctx, p, info.IsDir())
		})
	}
}

// mayRemove asks before a folder that holds something is removed without -Recurse.
func (e *Env) mayRemove(ctx context.Context, c *command.Call, p string) error {
	entries, err := e.ReadDir(p)
	if err != nil || len(entries) == 0 || c.Args.Flag("Recurse") || c.Prefs.WhatIf {
		return fileError(p, err)
	}
	ok, err := c.Ask(ctx, command.Question{Caption: "Confirm", Target: p, Action: "Remove-Item",
		Message: "The item at " + p + " has children and the Recurse parameter was not specified. If you continue, all children will be removed with the item. Are you sure you want to continue?"})
	if err != nil {
		return invalid("DirectoryNotEmpty", "%s is not empty. Give -Recurse to remove what is in it too.", p)
	}
	if !ok {
		return invalid("DirectoryNotEmpty", "%s was not removed.", p)
	}
	return nil
}

func (e *Env) removeTree(ctx context.Context, p string, folder bool) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if folder {
		entries, err := e.ReadDir(p)
		if err != nil {
			return fileError(p, err)
		}
		for _, entry := range entries {
			if err := e.removeTree(ctx, e.native(path.Join(slashes(p), entry.Name())), entry.IsDir()); err != nil {
				return err
			}
		}
	}
	return fileError(p, e.Remove(p))
}
