package interp

import (
	"strings"

	"example.org/exosh/object"
)

func credentialMethod(c *object.Credential, name string) method {
	if name != "getnetworkcredential" {
		return nil
	}
	return func(*arguments) (object.Value, error) {
		user, domain := c.UserName, ""
		if d, u, ok := strings.Cut(user, `\`); ok {
			user, domain = u, d
		}
		plain := ""
		if c.Password != nil {
			plain = c.Password.Plain
		}
		return &object.Object{Types: []string{"System.Net.NetworkCredential", "System.Object"}, Props: []object.Property{
			{Name: "UserName", Value: user}, {Name: "Password", Value: plain}, {Name: "Domain", Value: domain}}}, nil
	}
}

func typeMethod(f *frame, t object.Type, name string) method {
	switch name {
	case "tostring":
		return func(*arguments) (object.Value, error) { return object.TypeFullName(t), nil }
	case "isinstanceoftype":
		return func(a *arguments) (object.Value, error) {
			return a.any(0) != nil && hasType(a.any(0), string(t)), nil
		}
	case "getenumnames":
		return func(*arguments) (object.Value, error) {
			return f.in.callStatic(f, "enum", "GetNames", []object.Value{t})
		}
	}
	return nil
}

func regexMethod(f *frame, r *Regex, name string) method {
	switch name {
	case "ismatch":
		return func(a *arguments) (object.Value, error) {
			ok, err := r.re.MatchString(a.text(0))
			return ok, regexError(err)
		}
	case "match":
		return func(a *arguments) (object.Value, error) {
			m, err := r.re.FindStringMatch(a.text(0))
			return newMatch(r.re, m), regexError(err)
		}
	case "matches":
		return func(a *arguments) (object.Value, error) { return r.matches(a.text(0)) }
	case "replace":
		return func(a *arguments) (object.Value, error) { return f.replaceText(r.re, a.text(0), a.any(1)) }
	case "split":
		return func(a *arguments) (object.Value, error) { return splitText(r.re, a.text(0), a.int(1)) }
	}
	return nil
}

func (r *Regex) matches(text string) (object.Value, error) {
	all := []any{}
	m, err := r.re.FindStringMatch(text)
	for m != nil && err == nil {
		all = append(all, newMatch(r.re, m))
		m, err = r.re.FindNextMatch(m)
	}
	return all, regexError(err)
}

func matchMethod(m *Match, name string) method {
	switch name {
	case "nextmatch":
		return func(*arguments) (object.Value, error) {
			if m.next == nil {
				return &Match{kind: "Match", groups: &groups{}}, nil
			}
			return m.next()
		}
	}
	return nil
}
