package builtin

import (
	"context"
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
