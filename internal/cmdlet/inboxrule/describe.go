package inboxrule

import (
	"strings"
	"time"

	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// describe says in words what a rule does.
func describe(r *box.Rule) string {
	var b strings.Builder
	section(&b, "If the message:", r, conditions())
	if b.Len() == 0 {
		b.WriteString("For every message:\r\n")
	}
	section(&b, "Take the following actions:", r, actions())
	section(&b, "Except if the message:", r, exceptions())
	return b.String()
}

// section writes the clauses that the rule has, one on a line.
func section(b *strings.Builder, head string, r *box.Rule, list []clause) {
	first := true
	for _, c := range list {
		v, ok := r.Props.Get(c.param)
		if !ok {
			continue
		}
		if first {
			b.WriteString(head + "\r\n\t")
		} else {
			b.WriteString("\tand ")
		}
		first = false
		b.WriteString(c.says)
		if c.kind != flag {
			b.WriteString(" " + named(c, v))
		}
		b.WriteString("\r\n")
	}
}

// named returns the values of a clause as a description names them.
func named(c clause, v object.Value) string {
	joint := " or "
	if c.kind == people && !strings.HasSuffix(c.param, "From") && !strings.HasSuffix(c.param, "SentTo") || c.param == "ApplyCategory" {
		joint = " and "
	}
	var texts []string
	for _, item := range org.Items(v) {
		text := object.String(item)
		switch c.kind {
		case people:
			if name, _, _, ok := box.ParseParty(text); ok {
				text = name
			}
		case folder:
			text = folderName(text)
		case moment:
			if t, ok := item.(time.Time); ok {
				text = t.Format("1/2/2006 3:04 PM")
			}
		}
		texts = append(texts, "'"+text+"'")
	}
	return strings.Join(texts, joint)
}

// folderName returns the path of a folder as rules show it, without the mark of its beginning.
func folderName(path string) string { return strings.TrimPrefix(path, `\`) }
