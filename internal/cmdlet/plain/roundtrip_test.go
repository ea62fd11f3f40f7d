package plain

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/object"
)

// A maker makes objects of all nouns in a test, each with what it refers to.
type maker struct {
	w    *cmdlettest.World
	book *book
	made int
}

// make makes an object of a noun and returns its name: a new one, or one that every organisation has.
func (m *maker) make(n *noun) string {
	m.w.T.Helper()
	if !n.has("New") || n.single != "" || m.made > 500 {
		if n.single != "" {
			return n.single
		}
		if len(n.defaults) == 0 { // kept by every organisation
			return text(m.w.Must("Get-" + n.name)[0], "Name")
		}
		return n.defaults[0].name
	}
	if n.called != "" && !strings.Contains(n.called, "{") {
		if r := m.w.Run("Get-"+n.name, m.getArgs(n, n.called)...); r.Err == nil {
			return n.called
		}
	}
	args := m.mandatory(n)
	o := m.w.Must("New-"+n.name, args...)[0]
	name, _ := o.Get("Name")
	return object.String(name)
}

// mandatory returns arguments with which New makes an object.
func (m *maker) mandatory(n *noun) []any {
	m.made++
	meta := n.meta("New")
	var args []any
	give := func(param string) {
		p, _ := meta.Param(param)
		if !slices.Contains(args, any(p.Name)) {
			args = append(args, p.Name, m.sample(n, p))
		}
	}
	set := usable(n, meta)
	for _, param := range set.Mandatory {
		give(param)
	}
	for _, list := range n.needs {
		give(list[0])
	}
	if slices.Contains(set.Params, n.named) && n.called == "" {
		give(n.named)
	}
	return args
}

// usable returns the first set whose mandatory parameters are not refused.
func usable(n *noun, meta *catalog.Cmdlet) catalog.Set {
	verb, _, _ := strings.Cut(meta.Name, "-")
	for _, s := range meta.Sets {
		if !slices.ContainsFunc(s.Mandatory, func(name string) bool {
			p, _ := meta.Param(name)
			return n.row(verb, p) == nil
		}) {
			return s
		}
	}
	return meta.Sets[0]
}

// sample returns a value of a parameter, other than its preset.
func (m *maker) sample(n *noun, p *catalog.Param) any {
	r := n.lookup(p)
	switch {
	case p.Name == n.named:
		return m.name(n, r)
	case r.to != "":
		return m.make(m.book.must(r.to))
	case r.people != "":
		return map[string]string{"any": "navin", "group": "all.sales", "mailbox": "navin", "user": "navin", "place": "All"}[r.people]
	case len(p.Values) > 0 && !r.open && shapeOf(p.Type) != spanShape && shapeOf(p.Type) != flagShape:
		return p.Values[len(p.Values)-1]
	}
	return m.plain(n, p, r)
}

// name returns a name that nothing has.
func (m *maker) name(n *noun, r *rule) string {
	if p, _ := n.meta("New").Param(n.named); r.formOf(p) == formDomain || strings.HasPrefix(p.Type, "SmtpDomain") {
		return fmt.Sprintf("x%d.example", m.made)
	}
	return fmt.Sprintf("Object %d", m.made)
}

func (m *maker) plain(n *noun, p *catalog.Param, r *rule) any {
	switch shapeOf(p.Type) {
	case flagShape:
		preset, _ := n.presets()[r.kept()].(bool)
		return !preset || p.IsSwitch()
	case numberShape:
		if r.ranged {
			return r.high
		}
		return 5
	case dateShape:
		return "2027-01-02"
	case spanShape:
		return "3.00:00:00"
	case sizeShape:
		return object.ByteQuantifiedSize(20 << 20)
	case limitShape:
		return "7"
	case guidShape:
		return "11111111-2222-4333-8444-555555555555"
	case tableShape:
		return object.NewDict("Name", "x")
	}
	switch r.formOf(p) {
	case formDomain:
		return "sample.example"
	case formAddress:
		return "sample@sample.example"
	case formIP:
		return "192.0.2.7"
	case formHost:
		return "relay.sample.example"
	case formURL:
		return "https://sample.example/"
	case formFilter:
		return "Alias -ne $null"
	}
	if p.MaxLen > 0 && p.MaxLen < 6 {
		return "x"
	}
	return "sample"
}

// Each noun: what New was given is shown, each parameter of Set is shown after it, Enable and Disable
// switch, every change leaves one audit record and -WhatIf none, which means that it changes nothing, and
// Remove takes the object away.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, Commands)
	m := &maker{w: w, book: newBook()}
	for _, n := range nouns(t) {
		if n.mailbox != "" {
			box := "navin"
			if n.boxes == "room" {
				box = text(w.Must("Get-" + n.name)[0], "Identity")
			}
			m.checkSet(t, n, box)
			continue
		}
		name := m.checkNew(t, n)
		if n.has("Set") {
			m.checkSet(t, n, name)
		}
		m.checkToggle(t, n, name)
		m.checkRemove(t, n, name)
	}
}

func (m *maker) checkNew(t *testing.T, n *noun) string {
	t.Helper()
	if !n.has("New") || n.kind == "atpbuiltinprotectionrule" {
		return m.make(&noun{name: n.name, single: n.single, defaults: n.defaults})
	}
	args := m.mandatory(n)
	new := "New-" + n.name
	before := len(m.w.Audited(new))
	if r := m.w.Call(nil, command.Prefs{WhatIf: true}, new, args...); r.Err != nil {
		t.Errorf("%s -WhatIf: %v", new, r.Err)
	}
	r := m.w.Run(new, args...)
	if r.Err != nil {
		t.Errorf("%s %v: %v", new, args, r.Err)
		return ""
	}
	if rows := len(m.w.Audited(new)) - before; rows != 1 {
		t.Errorf("%s left %d audit records", new, rows)
	}
	name := text(r.Objects[0], "Name")
	shown := m.w.Must("Get-"+n.name, m.getArgs(n, name)...)[0]
	m.compare(t, n, new, shown, n.meta("New"), args)
	if again := m.w.Run(new, args...); !isError(again.Err, "ADObjectAlreadyExistsException") && n.called == "" {
		t.Errorf("%s twice: %v", new, again.Err)
	}
	for _, identity := range []string{strings.ToUpper(name), text(shown, "Guid"), text(shown, "DistinguishedName")} {
		if identity == "" {
			continue
		}
		if got := m.w.Run("Get-"+n.name, m.getArgs(n, identity)...); len(got.Objects) != 1 || text(got.Objects[0], "Name") != name {
			t.Errorf("Get-%s %s: %v", n.name, identity, got.Err)
		}
	}
	return name
}

// checkSet sets every parameter of each parameter set of Set and looks at what Get shows.
func (m *maker) checkSet(t *testing.T, n *noun, name string) {
	t.Helper()
	meta := n.meta("Set")
	for _, s := range meta.Sets {
		var args []any
		if n.mailbox != "" && (!slices.Contains(s.Params, n.mailbox) || !slices.Contains(s.Mandatory, n.mailbox)) {
			continue
		}
		if slices.Contains(s.Params, n.identity) && (n.single == "" || slices.Contains(s.Mandatory, n.identity)) {
			args = append(args, n.identity, name)
		}
		for _, param := range s.Params {
			p, _ := meta.Param(param)
			r := n.lookup(p)
			row := n.row("Set", p)
			if p.Env == 0 || row == nil || row.Apply == nil || r.list != "" || r.sets != nil || p.Name == n.named {
				continue
			}
			args = append(args, p.Name, m.sample(n, p))
		}
		if slices.ContainsFunc(s.Mandatory, func(p string) bool { q, _ := meta.Param(p); return n.row("Set", q) == nil }) {
			continue
		}
		before := len(m.w.Audited(meta.Name))
		if r := m.w.Call(nil, command.Prefs{WhatIf: true}, meta.Name, args...); r.Err != nil {
			t.Errorf("%s -WhatIf: %v", meta.Name, r.Err)
		}
		done := m.w.Run(meta.Name, args...)
		if done.Err != nil {
			t.Errorf("%s %v: %v", meta.Name, args, done.Err)
			continue
		}
		if rows := len(m.w.Audited(meta.Name)) - before; rows+len(done.Warnings) != 1 {
			t.Errorf("%s left %d audit records", meta.Name, rows)
		}
		m.compare(t, n, meta.Name, m.w.Must("Get-"+n.name, m.getArgs(n, name)...)[0], meta, args)
	}
}

// getArgs returns arguments with which Get shows an object.
func (m *maker) getArgs(n *noun, name string) []any {
	var args []any
	meta := n.meta("Get")
	set := meta.Sets[max(0, slices.IndexFunc(meta.Sets, func(s catalog.Set) bool { return slices.Contains(s.Params, n.identity) }))]
	for _, param := range set.Mandatory {
		if p, _ := meta.Param(param); param != n.identity {
			args = append(args, param, m.sample(n, p))
		}
	}
	if p, ok := meta.Param(n.identity); ok && p.Env != 0 {
		args = append(args, n.identity, name)
	}
	return args
}

// compare looks for every given value in what is shown.
func (m *maker) compare(t *testing.T, n *noun, cmdlet string, shown *object.Object, meta *catalog.Cmdlet, args []any) {
	t.Helper()
	for i := 0; i < len(args); i += 2 {
		p, _ := meta.Param(args[i].(string))
		r := n.lookup(p)
		if p.Name == n.identity || r.owned || r.reads || p.Name == "Force" || n.toggle == "State" && p.Name == "Enabled" {
			continue
		}
		property, want := r.kept(), args[i+1]
		if r.makesSole {
			property = n.sole
		}
		got, ok := shown.Get(property)
		if !ok || !shows(got, want) {
			t.Errorf("%s -%s %v: %s is %v", cmdlet, p.Name, want, property, got)
		}
	}
}

// shows says whether a shown value is the one that was given.
func shows(got object.Value, want any) bool {
	if list, ok := got.([]any); ok && len(list) > 0 {
		got = list[0]
	}
	a, b := object.String(got), object.String(want)
	switch {
	case strings.EqualFold(a, b), strings.HasPrefix(a, b+"@"), strings.HasPrefix(a, b+" "), strings.HasPrefix(b, a) && a != "":
		return true
	case b == "all.sales":
		return strings.Contains(a, "@")
	case b == "2027-01-02":
		return strings.HasPrefix(a, "01/02/2027")
	}
	return got != nil && strings.Contains(b, "Dict") || strings.Contains(fmt.Sprint(a), "x") && fmt.Sprintf("%T", want) == "*object.Dict"
}

func (m *maker) checkToggle(t *testing.T, n *noun, name string) {
	t.Helper()
	if !n.has("Disable") {
		return
	}
	for _, verb := range []string{"Disable", "Enable"} {
		m.w.Must(verb+"-"+n.name, n.identity, name)
		if got := text(m.w.Must("Get-"+n.name, m.getArgs(n, name)...)[0], n.toggle); got != object.String(n.toggled(verb == "Enable")) {
			t.Errorf("%s-%s: %s is %s", verb, n.name, n.toggle, got)
		}
	}
}

func (m *maker) checkRemove(t *testing.T, n *noun, name string) {
	t.Helper()
	if !n.has("Remove") || n.sole != "" {
		return // the object has become the default one
	}
	remove := "Remove-" + n.name
	m.w.Call(nil, command.Prefs{WhatIf: true}, remove, n.identity, name)
	if r := m.w.Run(remove, n.identity, name); r.Err != nil {
		t.Errorf("%s: %v", remove, r.Err)
	}
	if r := m.w.Run("Get-"+n.name, m.getArgs(n, name)...); slices.Contains(cmdlettest.Column(r.Objects, "Name"), name) {
		t.Errorf("%s left %s", remove, name)
	}
	if rows := len(m.w.Audited(remove)); rows != 1 {
		t.Errorf("%s left %d audit records", remove, rows)
	}
}

func text(o *object.Object, property string) string {
	v, _ := o.Get(property)
	return object.String(v)
}

func isError(err error, id string) bool {
	var e *command.Error
	return errors.As(err, &e) && e.ID == id
}
