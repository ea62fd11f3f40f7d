package driver

import (
	"fmt"
	"io"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxPage bounds what is read of a page.
const maxPage = 1 << 20

// A page is what the driver understands of an HTML page: its forms and what it says.
type page struct {
	url   *url.URL
	forms []form
	alert string // text of the first element with role="alert"
	title string
}

// A form is one HTML form with its fields in document order.
type form struct {
	action *url.URL
	fields []field
}

// A field is one control of a form.
type field struct {
	name, value, kind, autocomplete string
	checked                         bool
}

// parsePage reads a page.
func parsePage(at *url.URL, r io.Reader) (*page, error) {
	root, err := html.Parse(io.LimitReader(r, maxPage))
	if err != nil {
		return nil, fmt.Errorf("read the page at %s: %w", at.Redacted(), err)
	}
	p := &page{url: at}
	p.walk(root, nil)
	return p, nil
}

func (p *page) walk(n *html.Node, in *form) {
	if n.Type == html.ElementNode {
		switch {
		case n.DataAtom == atom.Form:
			in = p.addForm(n)
		case n.DataAtom == atom.Title:
			p.title = text(n)
		case attr(n, "role") == "alert" && p.alert == "":
			p.alert = text(n)
		}
		if in != nil {
			in.add(n)
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		p.walk(c, in)
	}
	if in != nil && n.DataAtom == atom.Form {
		p.forms = append(p.forms, *in)
	}
}

func (p *page) addForm(n *html.Node) *form {
	action, err := p.url.Parse(attr(n, "action"))
	if err != nil {
		action = p.url
	}
	return &form{action: action}
}

func (f *form) add(n *html.Node) {
	if n.DataAtom != atom.Input && n.DataAtom != atom.Button {
		return
	}
	kind := strings.ToLower(attr(n, "type"))
	if kind == "" {
		kind = map[atom.Atom]string{atom.Input: "text", atom.Button: "submit"}[n.DataAtom]
	}
	f.fields = append(f.fields, field{
		name: attr(n, "name"), value: attr(n, "value"), kind: kind,
		autocomplete: attr(n, "autocomplete"), checked: has(n, "checked"),
	})
}

// asks says whether the form has a field that people fill in for that purpose (the HTML standard's
// autofill names: "username", "current-password", "one-time-code").
func (f *form) asks(purpose string) bool {
	for _, x := range f.fields {
		if x.autocomplete == purpose {
			return true
		}
	}
	return false
}

// values are the fields as a browser would send them, with the answers put in by purpose and the
// first submit button pressed. choose picks among radio buttons and named buttons of one name.
func (f *form) values(answers map[string]string, choose func(options []string) string) url.Values {
	v := url.Values{}
	options := map[string][]string{}
	pressed := false
	for _, x := range f.fields {
		switch {
		case x.name == "":
		case x.kind == "radio":
			options[x.name] = append(options[x.name], x.value)
		case x.kind == "checkbox":
			if x.checked {
				v.Add(x.name, x.value)
			}
		case x.kind == "submit":
			if !pressed && len(options) == 0 {
				pressed = true
				v.Set(x.name, x.value)
			}
		default:
			value := x.value
			if answer, ok := answers[x.autocomplete]; ok {
				value = answer
			}
			v.Set(x.name, value)
		}
	}
	for name, list := range options {
		v.Set(name, choose(list))
	}
	return v
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func text(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(n)
	return strings.Join(strings.Fields(b.String()), " ")
}
