package box

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// KindRule is the kind of the entries that keep inbox rules.
const KindRule = "inboxrule"

// A Rule says what becomes of messages that come into the inbox.
type Rule struct {
	ID       org.ID
	Name     string
	Priority int32 // the rules of a mailbox run in this order, from 1
	Enabled  bool
	Hidden   bool // mail programs and Get-InboxRule without -IncludeHidden don't show it
	// Props holds conditions, exceptions and actions by the names of New-InboxRule's parameters: flags as
	// true, words as a list of texts, sizes, dates, people as Party texts, folders as paths.
	Props *object.Object

	entry *org.Entry
}

// Rules returns the inbox rules of a mailbox in the order in which they run.
func Rules(tx org.Tx, mailbox *org.Entry) ([]*Rule, error) {
	entries, err := org.Owned(tx, KindRule, mailbox.ID)
	if err != nil {
		return nil, err
	}
	rules := make([]*Rule, len(entries))
	for i, e := range entries {
		rules[i] = readRule(e)
	}
	slices.SortFunc(rules, func(a, b *Rule) int {
		return cmp.Or(cmp.Compare(a.Priority, b.Priority), strings.Compare(a.Name, b.Name), strings.Compare(a.ID.String(), b.ID.String()))
	})
	return rules, nil
}

func readRule(e *org.Entry) *Rule {
	r := &Rule{ID: e.ID, Props: &object.Object{}, entry: e}
	for _, p := range e.Props.Props {
		switch p.Name {
		case "Name":
			r.Name, _ = p.Value.(string)
		case "Priority":
			r.Priority, _ = p.Value.(int32)
		case "Enabled":
			r.Enabled, _ = p.Value.(bool)
		case "Hidden":
			r.Hidden, _ = p.Value.(bool)
		default:
			r.Props.Set(p.Name, p.Value)
		}
	}
	return r
}

// content returns what is kept of a rule.
func (r *Rule) content() *object.Object {
	props := &object.Object{}
	props.Set("Name", r.Name)
	props.Set("Priority", r.Priority)
	props.Set("Enabled", r.Enabled)
	if r.Hidden {
		props.Set("Hidden", true)
	}
	if r.Props != nil {
		props.Props = append(props.Props, r.Props.Props...)
	}
	return props
}

// Modified says whether the rule differs from what is stored of it.
func (r *Rule) Modified() (bool, error) {
	if r.entry == nil {
		return true, nil
	}
	return differ(r.entry.Props, r.content())
}

// PutRule stores a rule of a mailbox.
func PutRule(tx org.Tx, mailbox *org.Entry, r *Rule) error {
	if r.entry == nil {
		r.entry = &org.Entry{Kind: KindRule, ID: r.ID}
	}
	r.entry.Props, r.entry.Sort, r.entry.Keys = r.content(), r.Name, []org.Key{org.OwnedBy(mailbox.ID)}
	return tx.Put(r.entry)
}

// Number returns the rule's RuleIdentity, by which it is known within its mailbox.
func (r *Rule) Number() int64 { return int64(binary.BigEndian.Uint64(r.ID[:8]) >> 1) }

// Is says whether a text names the rule: its name or its number.
func (r *Rule) Is(text string) bool {
	return text == strconv.FormatInt(r.Number(), 10) || org.Matches(r.Name, text)
}

// Set keeps a condition, an exception or an action; nil takes it away.
func (r *Rule) Set(name string, v object.Value) {
	if v == nil {
		r.Props.Delete(name)
		return
	}
	r.Props.Set(name, v)
}

// bytesOf returns how much of the RulesQuota rules take up.
func bytesOf(rules []*Rule) (n int, err error) {
	for _, r := range rules {
		b, err := org.EncodeObject(r.Props)
		if err != nil {
			return 0, err
		}
		n += len(b) + 2*len(r.Name)
	}
	return n, nil
}

// FitRules returns an error unless the rules fit into the RulesQuota of their mailbox.
func FitRules(mailbox *org.Entry, rules []*Rule) error {
	v, ok := mailbox.Props.Get("RulesQuota")
	if !ok {
		v = directory.Presets()["RulesQuota"]
	}
	quota, _ := v.(object.ByteQuantifiedSize)
	n, err := bytesOf(rules)
	if err != nil {
		return err
	}
	if uint64(n) > uint64(quota) {
		return rulesFull(mailbox, quota)
	}
	return nil
}
