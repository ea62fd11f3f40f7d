package interp

import (
	"path"
	"strings"

	"example.org/exosh/object"
)

func pathMethod(n string) method {
	slash := func(s string) string { return strings.ReplaceAll(s, `\`, "/") }
	base := func(s string) string { return s[strings.LastIndexAny(s, `/\`)+1:] }
	one := func(f func(s string) object.Value) method {
		return func(a *arguments) (object.Value, error) { return f(a.text(0)), nil }
	}
	switch n {
	case "getextension":
		return one(func(s string) object.Value { return path.Ext(base(s)) })
	case "getfilename":
		return one(func(s string) object.Value { return base(s) })
	case "getfilenamewithoutextension":
		return one(func(s string) object.Value { return strings.TrimSuffix(base(s), path.Ext(base(s))) })
	case "getdirectoryname":
		return one(func(s string) object.Value { return directory(s) })
	case "ispathrooted":
		return one(func(s string) object.Value {
			return strings.HasPrefix(slash(s), "/") || len(s) > 1 && s[1] == ':'
		})
	case "hasextension":
		return one(func(s string) object.Value { return path.Ext(base(s)) != "" })
	case "combine", "join":
		return func(a *arguments) (object.Value, error) { return combine(a), nil }
	case "changeextension":
		return func(a *arguments) (object.Value, error) {
			s, ext := a.text(0), strings.TrimPrefix(a.text(1), ".")
			return strings.TrimSuffix(s, path.Ext(base(s))) + "." + ext, nil
		}
	case "getinvalidfilenamechars":
		return func(*arguments) (object.Value, error) { return []any{object.Char(0), object.Char('/')}, nil }
	}
	return nil
}

func combine(a *arguments) string {
	out := ""
	for i := range a.list {
		part := a.text(i)
		switch {
		case strings.HasPrefix(part, "/") || out == "":
			out = part
		case strings.HasSuffix(out, "/") || strings.HasSuffix(out, `\`):
			out += part
		case part != "":
			out += "/" + part
		}
	}
	return out
}

func (in *Interp) environmentMethod(n string) method {
	switch n {
	case "getenvironmentvariable":
		return func(a *arguments) (object.Value, error) {
			if v, ok := in.getenv(a.text(0)); ok {
				return v, nil
			}
			return nil, nil
		}
	case "setenvironmentvariable":
		return func(a *arguments) (object.Value, error) { in.setenv(a.text(0), a.any(1)); return nothing{}, nil }
	case "getfolderpath":
		return func(a *arguments) (object.Value, error) {
			switch strings.ToLower(a.text(0)) {
			case "userprofile", "personal", "mydocuments":
				return in.opt.Home, nil
			case "desktop", "desktopdirectory":
				return in.opt.Home + "/Desktop", nil
			}
			return "", nil
		}
	}
	return nil
}
