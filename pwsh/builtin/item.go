package builtin

import (
	"context"
	"io"
	"io/fs"
	"path"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// itemCommands work on files and folders.
func itemCommands(env *Env) []*command.Command {
	return []*command.Command{
		simple("Test-Path [-Path] <string[]>{ByValue ByName Null} [-PathType <TestPathType>{Any|Container|Leaf}] [-IsValid]\nTest-Path <LiteralPath> -LiteralPath <string[]>{ByName Null alias=PSPath,LP} [-PathType <TestPathType>] [-IsValid]", testPath(env)),
		simple("Get-Item [-Path] <string[]>{ByValue ByName} [-Force]\nGet-Item <LiteralPath> -LiteralPath <string[]>{ByName alias=PSPath,LP} [-Force]", func(ctx context.Context, c *command.Call) error {
			return env.eachPath(ctx, c, func(p string) error { return env.outputItem(c, p) })
		}),
		simple("Get-ChildItem [[-Path] <string[]>{ByValue ByName}] [[-Filter] <string>] [-Include <string[]>] [-Exclude <string[]>] [-Recurse{alias=s}] [-Depth <int>] [-Force] [-Name] [-File{alias=af}] [-Directory{alias=ad,d}]\n"+
			"Get-ChildItem <LiteralPath> -LiteralPath <string[]>{ByName alias=PSPath,LP} [[-Filter] <string>] [-Include <string[]>] [-Exclude <string[]>] [-Recurse] [-Depth <int>] [-Force] [-Name] [-File] [-Directory]", getChildItem(env)),
		simple("# impact medium\nNew-Item [-Path] <string[]>{ByName} [-Name <string>{Null}] [-ItemType <string>{alias=Type}] [-Value <object>{ByValue alias=Target}] [-Force]", newItem(env)),
		simple("# impact medium\nmkdir [-Path] <string[]>{ByValue}", func(ctx context.Context, c *command.Call) error {
			for _, p := range texts(c.Args, "Path") {
				if err := env.makeFolder(ctx, c, p, true); err != nil {
					return err
				}
			}
			return nil
		}),
		simple("# impact medium\nRemove-Item [-Path] <string[]>{ByValue ByName} [-Recurse] [-Force]\nRemove-Item <LiteralPath> -LiteralPath <string[]>{ByName alias=PSPath,LP} [-Recurse] [-Force]", removeItem(env)),
		simple("# impact medium\nRename-Item [-Path] <string>{ByValue ByName} [-NewName] <string>{ByName} [-Force] [-PassThru]", renameItem(env)),
		simple("# impact medium\nMove-Item [-Path] <string[]>{ByValue ByName} [[-Destination] <string>{ByName}] [-Force] [-PassThru]", moveItem(env)),
		simple("# impact medium\nCopy-Item [-Path] <string[]>{ByValue ByName} [[-Destination] <string>{ByName}] [-Force] [-PassThru]", copyItem(env)),
		simple("Invoke-Item [-Path] <string[]>{ByValue ByName}", func(ctx context.Context, c *command.Call) error {
			if env.Launch == nil {
				return absent("desktop to open files with")
			}
			return env.eachPath(ctx, c, func(p string) error { return fileError(p, env.Launch(ctx, p)) })
		}),
	}
}

func testPath(env *Env) command.Func {
	return func(_ context.Context, c *command.Call) error {
		for _, v := range append(list(c.Args, "Path"), list(c.Args, "LiteralPath")...) {
			if v == nil || object.String(v) == "" {
				return invalid("ParameterArgumentValidationErrorNullNotAllowed", "Cannot bind argument to parameter 'Path' because it is null or empty.")
			}
			ok, err := env.exists(object.String(v), c.Args)
			if err != nil {
				return err
			}
			if err := c.Output(ok); err != nil {
				return err
			}
		}
		return nil
	}
}

func (e *Env) exists(p string, a command.Args) (bool, error) {
	if a.Flag("IsValid") {
		return !strings.ContainsRune(p, 0), nil
	}
	if e.Stat == nil {
		return false, absent("file system")
	}
	found, err := e.glob(p)
	if err != nil {
		return false, nil // a drive that is not there has no paths
	}
	for _, f := range found {
		info, err := e.stat(f)
		if err != nil {
			continue
		}
		switch a.Text("PathType") {
		case "Container":
			return info.IsDir(), nil
		case "Leaf":
			return !info.IsDir(), nil
		}
		return true, nil
	}
	return false, nil
}

// item is a file or folder as an object.
func (e *Env) item(p string, info fs.FileInfo) *object.Object {
	p = slashes(p)
	name := path.Base(p)
	ext := path.Ext(name)
	o := &object.Object{Types: []string{"System.IO.FileInfo", "System.IO.FileSystemInfo", "System.Object"}}
	mode := "-a---"
	if info.IsDir() {
		mode, ext = "d----", ""
		o.Types[0] = "System.IO.DirectoryInfo"
	}
	o.Props = []object.Property{{Name: "Mode", Value: mode}, {Name: "LastWriteTime", Value: info.ModTime()}, {Name: "Name", Value: name}}
	if info.IsDir() {
		o.Set("Parent", e.native(path.Dir(p)))
	} else {
		o.Set("Length", info.Size())
		o.Set("DirectoryName", e.native(path.Dir(p)))
	}
	o.Set("FullName", e.native(p))
	o.Set("BaseName", strings.TrimSuffix(name, ext))
	o.Set("Extension", ext)
	o.Set("Exists", true)
	o.Set("PSIsContainer", info.IsDir())
	o.Set("PSPath", "Microsoft.PowerShell.Core\\FileSystem::"+e.native(p))
	return o
}

func (e *Env) outputItem(c *command.Call, p string) error {
	info, err := e.stat(p)
	if err != nil {
		return fileError(p, err)
	}
	return c.Output(e.item(p, info))
}

func getChildItem(env *Env) command.Func {
	return func(ctx context.Context, c *command.Call) error {
		if env.ReadDir == nil {
			return absent("file system")
		}
		if !c.Args.Has("Path") && !c.Args.Has("LiteralPath") {
			c.Args = c.Args.Clone()
			c.Args.Set("Path", ".")
		}
		l := &listing{env: env, c: c, depth: integer(c.Args, "Depth", -1)}
		if c.Args.Flag("Recurse") && l.depth < 0 {
			l.depth = 1 << 10
		}
		l.filter, l.include, l.exclude = patterns(texts(c.Args, "Filter")), patterns(texts(c.Args, "Include")), patterns(texts(c.Args, "Exclude"))
		return env.eachPath(ctx, c, func(p string) error {
			info, err := env.stat(p)
			if err != nil {
				return fileError(p, err)
			}
			if !info.IsDir() {
				return l.write(p, info.Name(), info)
			}
			return l.folder(ctx, p, "", 0)
		})
	}
}

// A listing is a running Get-ChildItem.
type listing struct {
	env                      *Env
	c                        *command.Call
	depth                    int
	filter, include, exclude []*object.Pattern
}

func patterns(list []string) []*object.Pattern {
	var out []*object.Pattern
	for _, p := range list {
		out = append(out, object.CompilePattern(p, false))
	}
	return out
}

// matchesAny says whether a name matches one of the patterns; without any, every name does.
func matchesAny(list []*object.Pattern, name string) bool {
	for _, p := range list {
		if p.Match(name) {
			return true
		}
	}
	return len(list) == 0
}

func (l *listing) folder(ctx context.Context, dir, below string, depth int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	entries, err := l.env.ReadDir(dir)
	if err != nil {
		return l.c.Error(ctx, fileError(dir, err))
	}
	var folders []string
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), ".") && !l.env.Windows && !l.c.Args.Flag("Force") {
			continue
		}
		info, err := entry.Info()
		if err != nil {
			continue // removed meanwhile
		}
		if entry.IsDir() {
			folders = append(folders, entry.Name())
		}
		if err := l.write(l.env.native(path.Join(slashes(dir), entry.Name())), path.Join(below, entry.Name()), info); err != nil {
			return err
		}
	}
	if depth >= l.depth {
		return nil
	}
	for _, name := range folders {
		if err := l.folder(ctx, l.env.native(path.Join(slashes(dir), name)), path.Join(below, name), depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (l *listing) write(p, relative string, info fs.FileInfo) error {
	a, name := l.c.Args, info.Name()
	switch {
	case a.Flag("File") && info.IsDir(), a.Flag("Directory") && !info.IsDir():
		return nil
	case !matchesAny(l.filter, name), !matchesAny(l.include, name), len(l.exclude) > 0 && matchesAny(l.exclude, name):
		return nil
	case a.Flag("Name"):
		return l.c.Output(l.env.native(relative))
	}
	return l.c.Output(l.env.item(p, info))
}

func newItem(env *Env) command.Func {
	return func(ctx context.Context, c *command.Call) error {
		for _, p := range texts(c.Args, "Path") {
			if name := c.Args.Text("Name"); name != "" {
				p += "/" + name
			}
			var err error
			switch kind := strings.ToLower(c.Args.Text("ItemType")); kind {
			case "", "file":
				err = env.makeFile(ctx, c, p)
			case "directory", "container":
				err = env.makeFolder(ctx, c, p, c.Args.Flag("Force"))
			default:
				err = &command.Error{Category: command.NotImplemented, ID: "ItemTypeNotSupported", Type: "System.Management.Automation.PSNotSupportedException", Message: "New-Item makes items of the types File and Directory, not " + kind + "."}
			}
			if err != nil {
				return err
			}
		}
		return nil
	}
}

func (e *Env) makeFile(ctx context.Context, c *command.Call, written string) error {
	p, err := e.absolute(written)
	if err != nil {
		return err
	}
	if ok, err := c.ShouldProcess(ctx, "Destination: "+p, "Create File"); err != nil || !ok {
		return err
	}
	if c.Args.Flag("Force") && e.Mkdir != nil {
		if err := e.Mkdir(e.native(path.Dir(slashes(p)))); err != nil {
			return c.Error(ctx, fileError(p, err))
		}
	}
	args := command.NewArgs("NoClobber", !c.Args.Flag("Force"))
	f, err := e.create(p, args)
	if err != nil {
		return c.Error(ctx, err)
	}
	if v, ok := c.Args.Get("Value"); ok {
		err = f.write(display(v))
	}
	if failed := f.close(); err == nil {
		err = failed
	}
	if err != nil {
		return c.Error(ctx, err)
	}
	return e.outputItem(c, p)
}

func (e *Env) makeFolder(ctx context.Context, c *command.Call, written string, existing bool) error {
	if e.Mkdir == nil {
		return absent("file system")
	}
	p, err := e.absolute(written)
	if err != nil {
		return err
	}
	if info, err := e.stat(p); err == nil && (!existing || !info.IsDir()) {
		return c.Error(ctx, &command.Error{Category: command.ResourceExists, ID: "DirectoryExist", Type: "System.IO.IOException", Target: p, Message: "An item with the specified name " + p + " already exists."})
	}
	if ok, err := c.ShouldProcess(ctx, "Destination: "+p, "Create Directory"); err != nil || !ok {
		return err
	}
	if err := e.Mkdir(p); err != nil {
		return c.Error(ctx, fileError(p, err))
	}
	return e.outputItem(c, p)
}

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
