package builtin

import (
	"context"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// pathCommands work on the text of paths, and on the current folder.
func pathCommands(env *Env) []*command.Command {
	stack := &[]string{}
	return []*command.Command{
		simple("Join-Path [-Path] <string[]>{ByValue ByName alias=PSPath} [-ChildPath] <string>{Null} [[-AdditionalChildPath] <string[]>{Rest}] [-Resolve]", joinPath(env)),
		simple(`
			Split-Path <Parent> [-Path] <string[]>{ByValue ByName} [-Parent] [-Resolve]
			Split-Path <Leaf> [-Path] <string[]>{ByValue ByName} -Leaf
			Split-Path <LeafBase> [-Path] <string[]>{ByValue ByName} -LeafBase
			Split-Path <Extension> [-Path] <string[]>{ByValue ByName} -Extension
			Split-Path <Qualifier> [-Path] <string[]>{ByValue ByName} -Qualifier
			Split-Path <NoQualifier> [-Path] <string[]>{ByValue ByName} -NoQualifier
			Split-Path <IsAbsolute> [-Path] <string[]>{ByValue ByName} -IsAbsolute
			Split-Path <Literal> -LiteralPath <string[]>{ByName alias=PSPath,LP}`, splitPath(env)),
		simple("Resolve-Path [-Path] <string[]>{ByValue ByName} [-Relative]\nResolve-Path <Literal> -LiteralPath <string[]>{ByName alias=PSPath,LP} [-Relative]", resolvePath(env)),
		simple("Get-Location", func(_ context.Context, c *command.Call) error {
			if env.Location == nil {
				return absent("current folder")
			}
			return c.Output(pathInfo(env.Location()))
		}),
		simple("Set-Location [[-Path] <string>{ByValue ByName}] [-PassThru]\nSet-Location <Literal> -LiteralPath <string>{ByName alias=PSPath,LP} [-PassThru]", func(_ context.Context, c *command.Call) error {
			return env.goTo(c, pathArg(c.Args, env.Home))
		}),
		simple("Push-Location [[-Path] <string>{ByValue ByName}] [-PassThru]", func(_ context.Context, c *command.Call) error {
			if env.Location == nil {
				return absent("current folder")
			}
			from := env.Location()
			if err := env.goTo(c, pathArg(c.Args, from)); err != nil {
				return err
			}
			*stack = append(*stack, from)
			return nil
		}),
		simple("Pop-Location [-PassThru]", func(_ context.Context, c *command.Call) error {
			if len(*stack) == 0 {
				return nil
			}
			to := (*stack)[len(*stack)-1]
			*stack = (*stack)[:len(*stack)-1]
			return env.goTo(c, to)
		}),
	}
}

func pathArg(a command.Args, otherwise string) string {
	for _, name := range []string{"Path", "LiteralPath", "FilePath"} {
		if a.Has(name) {
			return a.Text(name)
		}
	}
	return otherwise
}

func (e *Env) goTo(c *command.Call, p string) error {
	if e.SetLocation == nil {
		return absent("current folder")
	}
	found, err := e.glob(p)
	if err != nil {
		return err
	}
	if len(found) != 1 {
		return pathNotFound(p)
	}
	if err := e.SetLocation(found[0]); err != nil {
		return fileError(found[0], err)
	}
	if c.Args.Flag("PassThru") {
		return c.Output(pathInfo(found[0]))
	}
	return nil
}

// pathInfo is what Get-Location and Resolve-Path write; as text it is the path.
func pathInfo(p string) *object.Object {
	return &object.Object{Types: []string{"System.Management.Automation.PathInfo", "System.Object"},
		Props: []object.Property{{Name: "Path", Value: p}, {Name: "ProviderPath", Value: p}}}
}

func (e *Env) separator() string {
	if e.Windows {
		return `\`
	}
	return "/"
}

func joinPath(env *Env) command.Func {
	return func(_ context.Context, c *command.Call) error {
		children := append([]string{c.Args.Text("ChildPath")}, texts(c.Args, "AdditionalChildPath")...)
		for _, p := range texts(c.Args, "Path") {
			p = env.native(slashes(p))
			for _, child := range children {
				child = env.native(slashes(child))
				p = strings.TrimRight(p, env.separator()) + env.separator() + strings.TrimLeft(child, env.separator())
			}
			if c.Args.Flag("Resolve") {
				found, err := env.glob(p)
				if err != nil {
					return err
				}
				if err := command.OutputAll(c, found); err != nil {
					return err
				}
				continue
			}
			if err := c.Output(p); err != nil {
				return err
			}
		}
		return nil
	}
}

func splitPath(env *Env) command.Func {
	return func(_ context.Context, c *command.Call) error {
		for _, p := range append(texts(c.Args, "Path"), texts(c.Args, "LiteralPath")...) {
			if err := c.Output(env.part(slashes(p), c.Args)); err != nil {
				return err
			}
		}
		return nil
	}
}

// part is the piece of a path that the switches ask for; its parent without any.
func (e *Env) part(p string, a command.Args) object.Value {
	trimmed := strings.TrimRight(p, "/")
	leaf := trimmed[strings.LastIndexByte(trimmed, '/')+1:]
	dot := strings.LastIndexByte(leaf, '.')
	drive, rest, hasDrive := cutDrive(p)
	switch {
	case a.Flag("Leaf"):
		return leaf
	case a.Flag("LeafBase"):
		if dot > 0 {
			return leaf[:dot]
		}
		return leaf
	case a.Flag("Extension"):
		if dot > 0 {
			return leaf[dot:]
		}
		return ""
	case a.Flag("IsAbsolute"):
		return e.rooted(p) || hasDrive
	case a.Flag("Qualifier"):
		if hasDrive {
			return drive + ":"
		}
		return ""
	case a.Flag("NoQualifier"):
		return e.native(rest)
	}
	parent := strings.TrimRight(trimmed[:strings.LastIndexByte(trimmed, '/')+1], "/")
	if parent == "" && strings.HasPrefix(trimmed, "/") && leaf != "" {
		parent = "/"
	}
	return e.native(parent)
}

func resolvePath(env *Env) command.Func {
	return func(ctx context.Context, c *command.Call) error {
		return env.eachPath(ctx, c, func(p string) error {
			if c.Args.Flag("Relative") {
				return c.Output("." + env.separator() + strings.TrimPrefix(strings.TrimPrefix(p, env.Location()), env.separator()))
			}
			return c.Output(pathInfo(p))
		})
	}
}
