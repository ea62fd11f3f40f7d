package adminapi

import (
	"net/http"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/adminapi/wire"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/session"
	"example.org/exosh/object"
)

// An entityAnswer is what a cmdlet wrote, as entities on the way to JSON.
type entityAnswer struct {
	request  *entityRequest
	view     *entityView
	hash     string // of the request, which its next links are bound to
	root     string // address of the tenant's routes
	run      func(cmdlet string, args []command.Arg, page *session.Page, out command.Sink) error
	page     session.Page
	entity   *wire.Entity
	values   chunks // the entities, each followed by a comma but the last
	count    int
	warnings []string
	errors   []*command.Error
}

// Runs the cmdlet and takes what it writes.
func (a *entityAnswer) fill() error {
	a.entity = wire.NewEntity(a.view.members, a.view.sources)
	page, out := &a.page, a.take
	if a.view.single {
		page = nil
	}
	var rows []*object.Object
	if a.view.gather != nil {
		page = nil
		out = func(r command.Record) error {
			if o, ok := r.Value.(*object.Object); ok && r.Stream == command.Output {
				rows = append(rows, o)
				return nil
			}
			return a.take(r)
		}
	}
	if err := a.run(a.view.cmdlet, a.view.args, page, out); err != nil {
		return err
	}
	if a.view.gather != nil {
		for _, o := range a.view.gather(rows) {
			if err := a.append(o); err != nil {
				return err
			}
		}
	}
	return a.failure()
}

func (a *entityAnswer) take(r command.Record) error {
	switch r.Stream {
	case command.Output:
		if o, ok := r.Value.(*object.Object); ok {
			return a.append(o)
		}
	case command.Warning:
		a.warnings = append(a.warnings, object.String(r.Value))
	case command.ErrorStream:
		a.errors = append(a.errors, asError(r.Value))
	}
	return nil
}

func (a *entityAnswer) append(o *object.Object) error {
	b := a.values.room()
	if a.count > 0 {
		b = append(b, ',')
	}
	a.count++
	b = a.entity.Append(b, o, a.head(o))
	var err error
	if a.view.expand != nil {
		b, err = a.expand(b, a.view.expand, o)
	}
	a.values.put(b)
	return err
}

// Returns the annotations of an entity: where its key is not among what is selected, its id.
func (a *entityAnswer) head(o *object.Object) string {
	key := a.view.model.Key
	if !a.view.keyed || len(a.view.members) > 0 && a.view.members[0].Name == key[0] {
		return ""
	}
	id, _ := o.Get("Guid")
	return `"@odata.id":` + string(appendText(nil, a.root+a.view.model.Name+"('"+object.String(id)+"')")) + ","
}

// Adds the expansion to the entity that b ends with.
func (a *entityAnswer) expand(b []byte, x *expansion, o *object.Object) ([]byte, error) {
	id, _ := o.Get("Guid")
	b = b[:len(b)-1] // its closing brace
	if b[len(b)-1] != '{' {
		b = append(b, ',')
	}
	b = append(appendText(b, x.name), `:[`...)
	entity, begin := wire.NewEntity(x.model.Props, nil), len(b)
	err := a.run(x.cmdlet, append([]command.Arg{textArg("Identity", object.String(id))}, x.args...), nil, func(r command.Record) error {
		row, ok := r.Value.(*object.Object)
		if !ok || r.Stream != command.Output {
			return nil
		}
		if len(b) > begin {
			b = append(b, ',')
		}
		b = entity.Append(b, row, "")
		return nil
	})
	return append(b, `]}`...), err
}

// A cmdlet that wrote nothing but errors failed, and so did one that should have found an entity.
func (a *entityAnswer) failure() error {
	switch {
	case a.count > 0:
		return nil
	case len(a.errors) > 0:
		return a.errors[0]
	case a.view.single:
		return org.NotFound(a.view.key)
	}
	return nil
}

// Sets the header that carries warnings, apart by "<eow>" (protocol section 5.2).
func (a *entityAnswer) headers(h http.Header) {
	list := a.warnings
	for _, e := range a.errors {
		list = append(list, e.Message)
	}
	if len(list) > 0 {
		h.Set("X-Warnings", strings.Map(printable, strings.Join(list, "<eow>")))
	}
}

func printable(r rune) rune {
	if r < 0x20 || r >= 0x7f {
		return ' '
	}
	return r
}

// Returns the parts of the JSON.
func (c *call) renderEntities(a *entityAnswer) ([][]byte, error) {
	b := append(make([]byte, 0, 512), `{"@odata.context":`...)
	b = appendText(b, a.root+"$metadata#"+a.view.context())
	if a.view.single {
		body := a.values.last[1:] // its brace is there already
		if len(body) > 1 {
			b = append(b, ',')
		}
		return [][]byte{b, body}, nil
	}
	if a.page.Next != "" {
		token, err := c.h.seal(cursor{Taken: a.page.Taken + a.count, After: a.page.Next}, binding(c.who, a.view.cmdlet, a.hash))
		if err != nil {
			return nil, err
		}
		link := a.root + a.request.resource + "?"
		if rest := a.request.withoutToken(); rest != "" {
			link += rest + "&"
		}
		b = append(b, `,"@odata.nextLink":`...)
		b = appendText(b, link+"$skiptoken="+token)
	}
	parts := append([][]byte{append(b, `,"value":[`...)}, a.values.full...)
	return append(parts, a.values.last, []byte(`]}`)), nil
}
