package driver

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
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

// parsePage reads a page: forms, title and alert are all it looks for.
func parsePage(at *url.URL, r io.Reader) (*page, error) {
	d := xml.NewDecoder(io.LimitReader(r, maxPage))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	p := &page{url: at}
	inForm := false
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return p, nil
		}
		switch t := t.(type) {
		case xml.StartElement:
			inForm = inForm || t.Name.Local == "form"
			err = p.start(d, t, inForm)
		case xml.EndElement:
			inForm = inForm && t.Name.Local != "form"
		}
		if err != nil {
			return nil, fmt.Errorf("read the page at %s: %w", at.Redacted(), err)
		}
	}
}

func (p *page) start(d *xml.Decoder, e xml.StartElement, inForm bool) (err error) {
	switch role, _ := attr(e, "role"); {
	case e.Name.Local == "form":
		p.addForm(e)
	case e.Name.Local == "title":
		p.title, err = text(d)
	case role == "alert" && p.alert == "":
		p.alert, err = text(d)
	case inForm:
		p.forms[len(p.forms)-1].add(e)
	}
	return err
}

func (p *page) addForm(e xml.StartElement) {
	address, _ := attr(e, "action")
	action, err := p.url.Parse(address)
	if err != nil {
		action = p.url
	}
	p.forms = append(p.forms, form{action: action})
}

func (f *form) add(e xml.StartElement) {
	kind, typed := attr(e, "type")
	switch tag := e.Name.Local; {
	case tag != "input" && tag != "button":
		return
	case typed:
		kind = strings.ToLower(kind)
	default:
		kind = map[string]string{"input": "text", "button": "submit"}[tag]
	}
	x := field{kind: kind}
	x.name, _ = attr(e, "name")
	x.value, _ = attr(e, "value")
	x.autocomplete, _ = attr(e, "autocomplete")
	_, x.checked = attr(e, "checked")
	f.fields = append(f.fields, x)
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

func attr(e xml.StartElement, name string) (value string, ok bool) {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value, true
		}
	}
	return "", false
}

// text reads to the end of the element that d is in and returns its words.
func text(d *xml.Decoder) (string, error) {
	var b strings.Builder
	for depth := 1; depth > 0; {
		t, err := d.Token()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		case xml.CharData:
			b.Write(t)
		}
	}
	return strings.Join(strings.Fields(b.String()), " "), nil
}
