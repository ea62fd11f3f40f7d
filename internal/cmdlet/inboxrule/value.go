package inboxrule

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// The longest text in a list of a rule, and the most values that it may have.
const (
	maxText   = 255
	maxValues = 500
)

// A draft is a rule being made or changed.
type draft struct {
	set  *set
	rule *box.Rule
}

// value returns what a rule keeps of a parameter's value; nil for nothing.
func (d *draft) value(c clause, v object.Value) (object.Value, error) {
	switch c.kind {
	case words:
		return d.list(c, v, plain)
	case people:
		return d.list(c, v, d.party)
	case flag:
		if object.Truth(v) {
			return true, nil
		}
		return nil, nil
	}
	if v == nil || v == "" {
		return nil, nil
	}
	switch c.kind {
	case choice:
		p, _ := catalog.Must("New-InboxRule").Param(c.param)
		return directory.Word(c.param, object.String(v), p.Values)
	case number:
		size, err := object.Convert(v, "ByteQuantifiedSize")
		if err != nil {
			return nil, org.Invalid(c.param, object.String(v), "it must be a size such as 10MB")
		}
		return size, nil
	case moment:
		at, err := object.Convert(v, "DateTime")
		t, ok := at.(time.Time)
		if err != nil || !ok {
			return nil, org.Invalid(c.param, object.String(v), "it must be a date")
		}
		return t.UTC(), nil
	}
	return d.folder(c.param, object.String(v))
}

// list returns a list of texts, each as read makes it; a hash table adds to it and removes.
func (d *draft) list(c clause, v object.Value, read func(param, text string) (string, error)) (object.Value, error) {
	delta := change.DeltaOf(v)
	var list []string
	if delta.Partial {
		list = directory.Texts(&org.Entry{Props: d.rule.Props}, c.param)
	}
	for _, text := range delta.Remove {
		gone, err := read(c.param, text)
		if err != nil {
			return nil, err
		}
		list = slices.DeleteFunc(list, func(have string) bool { return org.Matches(have, gone) })
	}
	for _, text := range slices.Concat(delta.Replace, delta.Add) {
		made, err := read(c.param, text)
		if err != nil {
			return nil, err
		}
		if !directory.HasWord(list, made) {
			list = append(list, made)
		}
	}
	switch {
	case len(list) > maxValues:
		return nil, org.Invalid(c.param, list[maxValues], fmt.Sprintf("it may hold at most %d values", maxValues))
	case len(list) == 0:
		return nil, nil
	}
	return directory.Anys(list), nil
}

func plain(param, text string) (string, error) {
	if utf8.RuneCountInString(text) > maxText {
		return "", org.Invalid(param, text, fmt.Sprintf("a value may have at most %d characters", maxText))
	}
	return text, nil
}

// party returns the text of somebody: a recipient of the organisation, or an address outside. What is
// already the text of somebody outside stays it.
func (d *draft) party(param, text string) (string, error) {
	name, kind, address, ok := box.ParseParty(text)
	if ok {
		text = address
	}
	e, err := directory.Resolve(d.set.tx, text, directory.LiveRecipient)
	switch {
	case err == nil:
		return box.InternalParty(e), nil
	case !org.IsNotFound(err) || kind == "EX" || !strings.Contains(text, "@"):
		return "", err
	}
	text = strings.TrimPrefix(text, "smtp:")
	if err := org.CheckSMTP(param, text); err != nil {
		return "", err
	}
	return box.ExternalParty(name, text), nil
}

// folder returns the path of a folder of the mailbox, which may be given with the mailbox before it.
func (d *draft) folder(param, text string) (string, error) {
	b := d.set.box
	id, err := box.ParseIdentity(text)
	if err != nil {
		return "", err
	}
	path := id.Folder
	if path == "" {
		path = text
	} else if id.Mailbox != "" {
		e, err := directory.Resolve(d.set.tx, id.Mailbox, directory.LiveMailbox)
		if err != nil {
			return "", err
		}
		if e.ID != b.Owner.ID {
			return "", org.Invalid(param, text, "the folder must be one of the rule's own mailbox")
		}
	}
	f := b.Find(path)
	if f == nil {
		return "", org.NotFound(text)
	}
	return f.Path(), nil
}
