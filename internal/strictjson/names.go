package strictjson

import "unicode"

// A names remembers the names of one object by their folded form.
type names struct {
	few  []pair
	many map[string]string
}

type pair struct{ folded, name string }

// Adds a name and returns the earlier spelling where it was there already.
func (n *names) add(name string) (first string, twice bool) {
	f := fold(name)
	if n.many == nil {
		return n.addFew(f, name)
	}
	if first, twice = n.many[f]; !twice {
		n.many[f] = name
	}
	return first, twice
}

func (n *names) addFew(f, name string) (string, bool) {
	for _, p := range n.few {
		if p.folded == f {
			return p.name, true
		}
	}
	n.few = append(n.few, pair{f, name})
	if len(n.few) > 16 {
		n.many = make(map[string]string, 64)
		for _, p := range n.few {
			n.many[p.folded] = p.name
		}
	}
	return "", false
}

// Maps every rune to the smallest of those that equal it without regard to case, so that two names are
// equal exactly when strings.EqualFold says so.
func fold(s string) string {
	changed := false
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= 0x80 || 'a' <= c && c <= 'z' {
			changed = true
			break
		}
	}
	if !changed {
		return s
	}
	out := make([]rune, 0, len(s))
	for _, r := range s {
		out = append(out, smallest(r))
	}
	return string(out)
}

func smallest(r rune) rune {
	if 'a' <= r && r <= 'z' {
		return r - 'a' + 'A'
	}
	if r < 0x80 {
		return r
	}
	least := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		least = min(least, next)
	}
	return least
}
