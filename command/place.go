package command

import (
	"example.org/exosh/catalog"
	"example.org/exosh/object"
)

// positional gives the values without a name to the positions of the first set where all of them
// fit: first without converting any, then with.
func (b *binding) positional(rest []Arg) error {
	if len(rest) == 0 {
		return nil
	}
	furthest := 0
	for _, exactly := range []bool{true, false} {
		for _, s := range b.sets {
			more, left := b.place(s, rest, exactly)
			if left < 0 {
				b.given = append(b.given, more...)
				b.sets = possible(b.meta, b.given)
				return nil
			}
			furthest = max(furthest, left)
		}
	}
	if more, left := b.place(b.sets[0], rest, false); left < len(more) { // it is a conversion that fails
		g := more[left]
		_, err := convert(g.param, g.value, g.text, true)
		return err
	}
	return unknownPositional(rest[furthest].Value)
}

// place assigns the values to a set's positions. The first that does not fit is returned as left;
// -1 means that all do.
func (b *binding) place(s *catalog.Set, rest []Arg, exactly bool) (more []given, left int) {
	next := 0
	left = -1
	for _, name := range s.Positional {
		if next == len(rest) {
			break
		}
		p, ok := b.meta.Param(name)
		if !ok || b.has(name) {
			continue
		}
		g := given{param: p, value: rest[next].Value, text: rest[next].Text}
		if p.Rest {
			g.value, g.text = remaining(rest[next:]), ""
			next = len(rest) - 1
		}
		if left < 0 && !fits(p, g, exactly) {
			left = next
		}
		more = append(more, g)
		next++
	}
	if next < len(rest) && left < 0 {
		left = next
	}
	return more, left
}

// remaining is the value of a parameter that takes all arguments that are left.
func remaining(rest []Arg) object.Value {
	if len(rest) == 1 {
		return rest[0].Value
	}
	all := make([]any, len(rest))
	for i, a := range rest {
		all[i] = a.Value
	}
	return all
}

func fits(p *catalog.Param, g given, exactly bool) bool {
	if exactly {
		return isExactly(p, g.value)
	}
	_, err := convert(p, g.value, g.text, false)
	return err == nil
}
