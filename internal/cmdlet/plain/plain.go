// Package plain carries out the cmdlets of plain nouns: configuration objects that are only shown, made,
// changed, removed, enabled and disabled. There is one implementation, and a row of data for each noun
// (data/README.md says how it reads); a new noun needs a row and nothing else.
//
// What a cmdlet takes is said by the catalog: a parameter of a noun is kept and shown as a property of the
// same name, typed and checked by the catalog's facts, unless the row says more. What the vendor's service
// does with such a setting beyond keeping it, this organisation does not do; the generated list of support
// says so for every parameter ("stored").
//
// A fresh organisation has its Default objects without their being stored: they are data as well, with a
// Guid made of tenant, kind and name (version 5), and become entries when they are first changed.
package plain

import (
	"context"
	"slices"
	"strings"
	"sync"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/project"
)

// Commands returns the cmdlets of all plain nouns. Rows and views are read when one is first used.
func Commands(d cmdlet.Deps) []*command.Command {
	b := newBook()
	var list []*command.Command
	for _, h := range b.heads {
		f := &family{Deps: d, book: b, noun: h.name}
		for _, verb := range h.verbs {
			list = append(list, command.Simple(catalog.Must(verb+"-"+h.name), f.run(verb)))
		}
	}
	return list
}

// Support lists what each parameter of the package's cmdlets does.
func Support() []project.Support {
	b := newBook()
	var list []project.Support
	for _, h := range b.heads {
		n := b.must(h.name)
		for _, verb := range h.verbs {
			list = append(list, n.table(verb).Support(catalog.Must(verb+"-"+h.name))...)
		}
	}
	return list
}

// A family is the cmdlets of one noun.
type family struct {
	cmdlet.Deps
	book *book
	noun string
}

// run returns what carries out the cmdlet of a verb.
func (f *family) run(verb string) command.Func {
	act := map[string]func(*noun, context.Context, *command.Call) error{
		"Get": f.get, "New": f.create, "Set": f.set, "Remove": f.remove, "Enable": f.enable, "Disable": f.disable,
	}[verb]
	return func(ctx context.Context, c *command.Call) error {
		n, err := f.book.noun(f.noun)
		if err != nil {
			return err
		}
		if err := n.table(verb).Check(c.Args); err != nil {
			return err
		}
		return act(n, ctx, c)
	}
}

// A book holds the rows of all nouns: their heads at once, the rest of each when it is first wanted.
type book struct {
	heads []head
	mu    sync.Mutex
	read  map[string]*noun // by folded name
}

// A head is the first line of a row, with the lines that follow it.
type head struct {
	name  string
	verbs []string
	body  string
}

func newBook() *book { return &book{heads: heads(), read: map[string]*noun{}} }

// noun returns the row of a noun, complete.
func (b *book) noun(name string) (*noun, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	key := strings.ToLower(name)
	if n := b.read[key]; n != nil {
		return n, nil
	}
	at := slices.IndexFunc(b.heads, func(h head) bool { return strings.EqualFold(h.name, name) })
	if at < 0 {
		return nil, errNoNoun(name)
	}
	n, err := parse(b.heads[at])
	if err != nil {
		return nil, err
	}
	n.book = b
	b.read[key] = n
	return n, nil
}

// must is noun for names that a head or a row names; the test of the data holds that they exist.
func (b *book) must(name string) *noun {
	n, err := b.noun(name)
	if err != nil {
		panic(err)
	}
	return n
}
