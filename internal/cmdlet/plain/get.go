package plain

import (
	"context"
	"slices"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// get shows objects: the one that is named, those whose name a pattern matches, or all.
func (f *family) get(n *noun, ctx context.Context, c *command.Call) error {
	n.prepare()
	if n.mailbox != "" {
		return f.getOfMailbox(n, ctx, c)
	}
	without := -1
	if slices.ContainsFunc(c.Meta.Params, func(p catalog.Param) bool { return p.Name == "ResultSize" }) {
		without = project.DefaultResultSize
	}
	most, err := project.ResultSize(c.Args, without)
	if err != nil {
		return err
	}
	var page project.Result
	err = f.Read(ctx, func(tx org.Tx, home *directory.Organisation) error {
		list, err := n.chosen(tx, home, c.Args)
		if err != nil {
			return err
		}
		list, more, err := project.Cut(list, c.Page, most)
		if err != nil {
			return err
		}
		page.More = more
		for _, e := range list {
			page.Objects = append(page.Objects, n.show(tx, home, e))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return project.Emit(c, page)
}

// chosen returns the objects that the arguments choose.
func (n *noun) chosen(tx org.Tx, home *directory.Organisation, args command.Args) ([]*org.Entry, error) {
	identity := args.Text(n.identity)
	if identity != "" && !object.HasWildcard(identity) {
		e, err := n.resolve(tx, home, identity)
		if err != nil {
			return nil, err
		}
		return n.found(tx, home, []*org.Entry{e}, args)
	}
	list, err := n.all(tx, home)
	if err != nil {
		return nil, err
	}
	if identity != "" {
		pattern := object.CompilePattern(identity, false)
		list = slices.DeleteFunc(list, func(e *org.Entry) bool {
			return !pattern.Match(directory.Text(e, "Name")) && !pattern.Match(directory.Text(e, "DisplayName"))
		})
	}
	return n.found(tx, home, list, args)
}

// found keeps the objects with the properties that other parameters ask for.
func (n *noun) found(tx org.Tx, home *directory.Organisation, list []*org.Entry, args command.Args) ([]*org.Entry, error) {
	for _, w := range n.withs {
		if args.Flag(w.param) {
			list = slices.DeleteFunc(list, func(e *org.Entry) bool { return n.fills(e, w.properties) != w.some })
		}
	}
	for param, property := range n.finds {
		v, given := args.Get(param)
		if !given || v == nil {
			continue
		}
		wanted, err := n.wanted(tx, home, property, v)
		if err != nil {
			return nil, err
		}
		list = slices.DeleteFunc(list, func(e *org.Entry) bool {
			have, _ := n.view.Get(&directory.Item{Tx: tx, Org: home, Entry: e}, property)
			return !slices.ContainsFunc(wanted, func(w string) bool { return holds(have, w) })
		})
	}
	return list, nil
}

// fills says whether the object has a value in one of the properties.
func (n *noun) fills(e *org.Entry, properties []string) bool {
	return slices.ContainsFunc(properties, func(p string) bool { return len(org.Items(n.present(e, p))) > 0 })
}

// wanted returns the texts that a property may have; an object that a parameter names has to exist.
func (n *noun) wanted(tx org.Tx, home *directory.Organisation, property string, v object.Value) ([]string, error) {
	var texts []string
	for _, item := range org.Items(v) {
		text := object.String(item)
		if r := n.keeper(property); r != nil && r.to != "" {
			e, err := n.book.must(r.to).resolve(tx, home, text)
			if err != nil {
				return nil, err
			}
			texts = append(texts, e.ID.String(), directory.Text(e, "Name"))
			continue
		}
		texts = append(texts, text)
	}
	return texts, nil
}

func holds(have object.Value, text string) bool {
	for _, item := range org.Items(have) {
		if item != nil && org.Matches(object.String(item), text) {
			return true
		}
	}
	return false
}
