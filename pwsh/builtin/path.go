package builtin

import (
	"context"
	"io/fs"
	"path"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// Paths are handled with slashes inside; on Windows they are given to the world with backslashes. Both
// separators are accepted everywhere.

// absolute resolves a path as written against the current folder. A drive other than the file system
// is refused by name.
func (e *Env) absolute(p string) (string, error) {
	p = slashes(stripProvider(p))
	if drive, _, ok := cutDrive(p); ok && !e.Windows {
		err := &command.Error{Category: command.ObjectNotFound, ID: "DriveNotFound", Type: "System.Management.Automation.DriveNotFoundException", Target: drive,
			Message: "Cannot find drive. A drive with the name '" + drive + "' does not exist."}
		if len(drive) == 1 {
			err.Advice = "This system has no drive letters; write a path such as ./report.csv."
		}
		return "", err
	}
	if p == "~" || strings.HasPrefix(p, "~/") {
		p = slashes(e.Home) + p[1:]
	}
	if !e.rooted(p) {
		if e.Location == nil {
			return "", absent("current folder")
		}
		p = slashes(e.Location()) + "/" + p
	}
	return e.native(path.Clean(p)), nil
}

func stripProvider(p string) string {
	if i := strings.Index(p, "FileSystem::"); i >= 0 {
		return p[i+len("FileSystem::"):]
	}
	return p
}

func slashes(p string) string { return strings.ReplaceAll(p, `\`, "/") }

// native spells a path as the system does.
func (e *Env) native(p string) string {
	if e.Windows {
		return strings.ReplaceAll(p, "/", `\`)
	}
	return p
}

func (e *Env) rooted(p string) bool {
	if strings.HasPrefix(p, "/") {
		return true
	}
	_, rest, ok := cutDrive(p)
	return e.Windows && ok && strings.HasPrefix(rest, "/")
}

// cutDrive splits "C:rest".
func cutDrive(p string) (drive, rest string, ok bool) {
	drive, rest, ok = strings.Cut(p, ":")
	if !ok || drive == "" || strings.ContainsAny(drive, "/.~ ") {
		return "", p, false
	}
	return drive, rest, true
}

// glob lists the files a path with wildcards stands for, sorted; a path without any stands for itself.
func (e *Env) glob(p string) ([]string, error) {
	if !object.HasWildcard(p) {
		full, err := e.absolute(strings.NewReplacer("`[", "[", "`]", "]", "`*", "*", "`?", "?").Replace(p))
		return []string{full}, err
	}
	full, err := e.absolute(p)
	if err != nil {
		return nil, err
	}
	if e.ReadDir == nil {
		return nil, absent("file system")
	}
	return e.match(slashes(full))
}

// match walks down the parts of an absolute path.
func (e *Env) match(full string) ([]string, error) {
	root, rest := "/", strings.TrimPrefix(full, "/")
	if drive, after, ok := cutDrive(full); ok && e.Windows {
		root, rest = drive+":/", strings.TrimPrefix(after, "/")
	}
	found := []string{root}
	for part := range strings.SplitSeq(rest, "/") {
		var next []string
		for _, dir := range found {
			if !object.HasWildcard(part) {
				next = append(next, path.Join(dir, part))
				continue
			}
			entries, err := e.ReadDir(e.native(dir))
			if err != nil {
				continue // what cannot be read has no matches
			}
			pattern := object.CompilePattern(part, false)
			for _, entry := range entries {
				if pattern.Match(entry.Name()) {
					next = append(next, path.Join(dir, entry.Name()))
				}
			}
		}
		found = next
	}
	out := found[:0]
	for _, p := range found {
		if _, err := e.stat(e.native(p)); err == nil {
			out = append(out, e.native(p))
		}
	}
	return out, nil
}

func (e *Env) stat(p string) (fs.FileInfo, error) {
	if e.Stat == nil {
		return nil, absent("file system")
	}
	return e.Stat(p)
}

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

// eachPath calls f with every existing path that -Path and -LiteralPath stand for. One that is not
// there is a non-terminating error, and so is what f returns.
func (e *Env) eachPath(ctx context.Context, c *command.Call, f func(p string) error) error {
	written := texts(c.Args, "Path")
	for _, p := range texts(c.Args, "LiteralPath") {
		written = append(written, strings.NewReplacer("[", "`[", "]", "`]", "*", "`*", "?", "`?").Replace(p))
	}
	for _, p := range written {
		found, err := e.glob(p)
		if err == nil && !object.HasWildcard(p) {
			if _, failed := e.stat(found[0]); failed != nil {
				err = fileError(found[0], failed)
			}
		}
		if err != nil {
			if err := c.Error(ctx, err); err != nil {
				return err
			}
			continue
		}
		for _, full := range found {
			if err := c.Error(ctx, f(full)); err != nil {
				return err
			}
		}
	}
	return nil
}
