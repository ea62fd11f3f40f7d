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
