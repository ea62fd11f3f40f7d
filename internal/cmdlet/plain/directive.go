package plain

import (
	"fmt"
	"strconv"
	"strings"
)

// directives returns what the lines of a row do, by their first word.
func directives() map[string]func(*noun, []string) error {
	return map[string]func(*noun, []string) error{
		"kind":     one(func(n *noun, v string) { n.kind = v }),
		"at":       func(n *noun, f []string) error { n.at = f; return nil },
		"named":    one(func(n *noun, v string) { n.named = v }),
		"identity": one(func(n *noun, v string) { n.identity = v }),
		"single":   one(func(n *noun, v string) { n.single = v }),
		"mailbox":  readMailbox,
		"switch":   one(func(n *noun, v string) { n.toggle = v }),
		"ranked":   flag(func(n *noun) { n.ranked = true }),
		"off":      flag(func(n *noun) { n.off = true }),
		"on":       readOn,
		"seeded":   one(func(n *noun, v string) { n.seeded = v }),
		"listed":   one(func(n *noun, v string) { n.listed = v }),
		"given":    one(func(n *noun, v string) { n.given = v }),
		"default":  readDefault,
		"preset":   func(n *noun, f []string) error { return pairs(f, n.preset) },
		"shows":    func(n *noun, f []string) error { n.shows = append(n.shows, f...); return nil },
		"needs":    func(n *noun, f []string) error { n.needs = append(n.needs, f); return nil },
		"sole":     readSole,
		"with":     readWith(true),
		"without":  readWith(false),
		"find":     func(n *noun, f []string) error { return pairs(f, n.finds) },
		"reads":    each(func(r *rule) { r.reads = true }),
		"refuse":   each(func(r *rule) { r.refused = true }),
		"acts":     each(func(r *rule) { r.acts = true }),
		"open":     each(func(r *rule) { r.open = true }),
		"scalar":   each(func(r *rule) { r.scalar = true }),
		"domains":  each(func(r *rule) { r.form = formDomain }),
		"smtp":     each(func(r *rule) { r.form = formAddress }),
		"ip":       each(func(r *rule) { r.form = formIP }),
		"hosts":    each(func(r *rule) { r.form = formHost }),
		"url":      each(func(r *rule) { r.form = formURL }),
		"words":    each(func(r *rule) { r.table = true }),
		"tables":   each(func(r *rule) { r.nested = true }),
		"filter":   each(func(r *rule) { r.form = formFilter }),
		"as":       readAs,
		"range":    readRange,
		"most":     readMost,
		"ref":      readRef,
		"sets":     readSets,
		"called":   one(func(n *noun, v string) { n.called = v }),
		"people":   readPeople,
	}
}

func one(set func(*noun, string)) func(*noun, []string) error {
	return func(n *noun, f []string) error {
		if len(f) != 1 {
			return fmt.Errorf("one word is wanted")
		}
		set(n, f[0])
		return nil
	}
}

func flag(set func(*noun)) func(*noun, []string) error {
	return func(n *noun, f []string) error {
		if len(f) != 0 {
			return fmt.Errorf("no words are wanted")
		}
		set(n)
		return nil
	}
}

func each(set func(*rule)) func(*noun, []string) error {
	return func(n *noun, f []string) error {
		for _, param := range f {
			set(n.rule(param))
		}
		return nil
	}
}

// pairs reads Name=Value.
func pairs(fields []string, into map[string]string) error {
	for _, f := range fields {
		name, value, ok := strings.Cut(f, "=")
		if !ok {
			return fmt.Errorf("%q has no =", f)
		}
		into[name] = value
	}
	return nil
}

func readOn(n *noun, f []string) error {
	for _, property := range f {
		n.preset[property] = "$true"
	}
	return nil
}

func readDefault(n *noun, f []string) error {
	if len(f) == 0 {
		return fmt.Errorf("a name is wanted")
	}
	d := preset{name: f[0], props: map[string]string{}}
	n.defaults = append(n.defaults, d)
	return pairs(f[1:], d.props)
}

// readWith reads: SWITCH PROPERTY...
func readWith(some bool) func(*noun, []string) error {
	return func(n *noun, f []string) error {
		if len(f) < 2 {
			return fmt.Errorf("a switch and properties are wanted")
		}
		n.rule(f[0]).reads = true
		n.withs = append(n.withs, with{param: f[0], properties: f[1:], some: some})
		return nil
	}
}

// readSole reads: PROPERTY [PARAM].
func readSole(n *noun, f []string) error {
	if len(f) == 0 || len(f) > 2 {
		return fmt.Errorf("a property, and perhaps a parameter, are wanted")
	}
	n.sole = f[0]
	if len(f) == 2 {
		n.rule(f[1]).makesSole = true
	}
	return nil
}

// readMailbox reads: PARAM [KIND], where KIND is that of the recipients.
func readMailbox(n *noun, f []string) error {
	if len(f) == 0 || len(f) > 2 {
		return fmt.Errorf("a parameter, and perhaps a kind of mailboxes, are wanted")
	}
	n.mailbox, n.boxes = f[0], "mailbox"
	if len(f) == 2 {
		n.boxes = f[1]
	}
	if peopleOf(n.boxes) == nil {
		return fmt.Errorf("no recipients are called %q", n.boxes)
	}
	return nil
}

func readAs(n *noun, f []string) error {
	m := map[string]string{}
	if err := pairs(f, m); err != nil {
		return err
	}
	for param, property := range m {
		n.rule(param).property = property
	}
	return nil
}

func readRange(n *noun, f []string) error {
	if len(f) != 3 {
		return fmt.Errorf("a parameter and two numbers are wanted")
	}
	low, err := strconv.ParseInt(f[1], 10, 64)
	if err != nil {
		return err
	}
	high, err := strconv.ParseInt(f[2], 10, 64)
	if err != nil {
		return err
	}
	r := n.rule(f[0])
	r.low, r.high, r.ranged = low, high, true
	return nil
}

func readMost(n *noun, f []string) error {
	if len(f) != 2 {
		return fmt.Errorf("a parameter and a number are wanted")
	}
	most, err := strconv.Atoi(f[1])
	n.rule(f[0]).most = most
	return err
}

// readRef reads: PARAM NOUN [once|owned].
func readRef(n *noun, f []string) error {
	if len(f) < 2 || len(f) > 3 || len(f) == 3 && f[2] != "once" && f[2] != "owned" {
		return fmt.Errorf("a parameter, a noun and perhaps once or owned are wanted")
	}
	r := n.rule(f[0])
	r.to = f[1]
	if len(f) == 3 {
		r.once, r.owned = f[2] == "once", f[2] == "owned"
	}
	return nil
}

// readSets reads: PARAM PROPERTY=VALUE...
func readSets(n *noun, f []string) error {
	if len(f) < 2 {
		return fmt.Errorf("a parameter and what it sets are wanted")
	}
	r := n.rule(f[0])
	r.sets = map[string]string{}
	return pairs(f[1:], r.sets)
}

// readPeople reads: PARAM=KIND..., where KIND is any, group, mailbox or user.
func readPeople(n *noun, f []string) error {
	m := map[string]string{}
	if err := pairs(f, m); err != nil {
		return err
	}
	for param, kind := range m {
		if peopleOf(kind) == nil {
			return fmt.Errorf("no recipients are called %q", kind)
		}
		n.rule(param).people = kind
	}
	return nil
}
