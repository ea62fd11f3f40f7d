package builtin

import (
	"context"
	"io"
	"io/fs"
	"path"
	"strings"

	"example.org/exosh/command"
)

func renameItem(env *Env) command.Func {
	return func(ctx context.Context, c *command.Call) error {
		if strings.ContainsAny(c.Args.Text("NewName"), `/\`) {
			return invalid("RenameToPath", "-NewName is a name, not a path. Use Move-Item to move %s.", c.Args.Text("Path"))
		}
		return env.eachPath(ctx, c, func(p string) error {
			return env.move(ctx, c, p, env.native(path.Join(path.Dir(slashes(p)), c.Args.Text("NewName"))), "Rename File")
		})
	}
}

func moveItem(env *Env) command.Func {
	return func(ctx context.Context, c *command.Call) error {
		return env.eachPath(ctx, c, func(p string) error {
			to, err := env.destination(p, c.Args)
			if err != nil {
				return err
			}
			return env.move(ctx, c, p, to, "Move File")
		})
	}
}

// destination is -Destination, or the file's name in it where it is a folder.
func (e *Env) destination(p string, a command.Args) (string, error) {
	to := "."
	if a.Has("Destination") {
		to = a.Text("Destination")
	}
	full, err := e.absolute(to)
	if err != nil {
		return "", err
	}
	if info, err := e.stat(full); err == nil && info.IsDir() {
		full = e.native(path.Join(slashes(full), path.Base(slashes(p))))
	}
	return full, nil
}

func (e *Env) move(ctx context.Context, c *command.Call, from, to, action string) error {
	if e.Rename == nil {
		return absent("file system")
	}
	if ok, err := c.ShouldProcess(ctx, "Item: "+from+" Destination: "+to, action); err != nil || !ok {
		return err
	}
	if _, err := e.stat(to); err == nil && !c.Args.Flag("Force") {
		return fileError(to, fs.ErrExist)
	}
	if err := e.Rename(from, to); err != nil {
		return fileError(from, err)
	}
	if c.Args.Flag("PassThru") {
		return e.outputItem(c, to)
	}
	return nil
}

func copyItem(env *Env) command.Func {
	return func(ctx context.Context, c *command.Call) error {
		if env.Open == nil || env.Create == nil {
			return absent("file system")
		}
		return env.eachPath(ctx, c, func(p string) error {
			to, err := env.destination(p, c.Args)
			if err != nil {
				return err
			}
			if ok, err := c.ShouldProcess(ctx, "Item: "+p+" Destination: "+to, "Copy File"); err != nil || !ok {
				return err
			}
			if err := env.copyFile(p, to); err != nil {
				return err
			}
			if c.Args.Flag("PassThru") {
				return env.outputItem(c, to)
			}
			return nil
		})
	}
}

func (e *Env) copyFile(from, to string) error {
	if info, err := e.stat(from); err == nil && info.IsDir() {
		return &command.Error{Category: command.NotImplemented, ID: "CopyFolderNotSupported", Type: "System.Management.Automation.PSNotSupportedException", Target: from, Message: "Copy-Item copies files; " + from + " is a folder."}
	}
	if from == to {
		return invalid("CopyError", "Cannot overwrite the item %s with itself.", from)
	}
	r, err := e.Open(from)
	if err != nil {
		return fileError(from, err)
	}
	defer r.Close()
	w, err := e.Create(to, CreateOptions{})
	if err != nil {
		return fileError(to, err)
	}
	_, err = io.Copy(w, r)
	if failed := w.Close(); err == nil {
		err = failed
	}
	return fileError(to, err)
}
