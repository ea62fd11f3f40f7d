package builtin

import (
	"context"
	"io/fs"
	"path"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

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
