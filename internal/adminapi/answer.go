package adminapi

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"example.org/exosh/command"
	"example.org/exosh/internal/adminapi/wire"
	"example.org/exosh/object"
)

// An answer is what a cmdlet wrote, on the way to JSON.
type answer struct {
	in       *invocation
	encoder  *wire.Encoder
	values   chunks // the elements of "value", each followed by a comma but the last
	count    int
	warnings []string
	errors   []*command.Error
	question string // the confirmation message
}

// The size of the JSON of a mailbox, a bit more than most have.
const usualObject = 16 << 10

// Takes one record of a cmdlet. Verbose, debug and progress are not transported (4.7).
func (a *answer) take(r command.Record) error {
	switch r.Stream {
	case command.Output:
		a.output(r.Value)
	case command.Warning:
		if !a.in.quiet {
			a.warnings = append(a.warnings, object.String(r.Value))
		}
	case command.ErrorStream:
		a.errors = append(a.errors, asError(r.Value))
	case command.Information:
		a.inform(r.Value)
	}
	return nil
}

func (a *answer) output(v object.Value) {
	if a.encoder == nil {
		a.encoder = wire.NewEncoder(a.in.fields)
	}
	b := a.values.room()
	if a.count > 0 {
		b = append(b, ',')
	}
	a.values.put(a.encoder.Append(b, v))
	a.count++
}

func asError(v object.Value) *command.Error {
	if err, ok := v.(error); ok {
		var e *command.Error
		if errors.As(err, &e) {
			return e
		}
	}
	return &command.Error{Category: command.NotSpecified, Type: "System.Exception", Message: object.String(v)}
}

// A question, and what -WhatIf would do, is the confirmation message (4.9); the client puts its own
// "What if: " before it.
func (a *answer) inform(v object.Value) {
	text := ""
	switch v := v.(type) {
	case *command.Question:
		text = v.Text()
	case *command.HostText:
		text, _ = strings.CutPrefix(v.Text, "What if: ")
	}
	if a.question != "" && text != "" {
		text = a.question + "\n" + text
	}
	if text != "" {
		a.question = text
	}
}

// A cmdlet that wrote nothing but errors failed.
func (a *answer) failure() error {
	if len(a.errors) > 0 && a.count == 0 {
		return a.errors[0]
	}
	return nil
}

// Returns the status of an answer and the parts of its JSON.
func (c *call) render(a *answer) (int, [][]byte) {
	link, err := c.nextLink(a)
	if err != nil {
		f := c.h.fault(c.r.Context(), c.id, err)
		return f.status, [][]byte{f.body(true, a.warnings)}
	}
	b := make([]byte, 0, 512)
	b = append(b, `{"@odata.context":`...)
	b = appendText(b, c.root()+"$metadata#Collection(Exchange.GenericHashTable)")
	b = append(b, `,"adminapi.warnings@odata.type":"#Collection(String)","@adminapi.warnings":`...)
	b = appendTexts(b, a.warnings)
	if len(a.errors) > 0 {
		b = append(b, `,"@adminapi.errors":`...)
		b = appendTexts(b, errorTexts(a.errors))
	}
	if a.question != "" {
		b = append(b, `,"@adminapi.confirmationmessage":`...)
		b = appendText(b, a.question)
	}
	if link != "" {
		b = append(b, `,"@odata.nextLink":`...)
		b = appendText(b, link)
	}
	parts := append([][]byte{append(b, `,"value":[`...)}, a.values.full...)
	return http.StatusOK, append(parts, a.values.last, []byte(`]}`))
}

// Returns the address of the tenant's routes, with a slash at its end.
func (c *call) root() string {
	return c.h.Base(c.r) + "/adminapi/beta/" + url.PathEscape(c.target.tenant) + "/"
}

// Returns the address of the next page, "" after the last.
func (c *call) nextLink(a *answer) (string, error) {
	if a.in.page.Next == "" {
		return "", nil
	}
	at := cursor{Taken: a.in.page.Taken + a.count, After: a.in.page.Next}
	token, err := c.h.seal(at, binding(c.who, a.in.cmdlet, a.in.bodyHash))
	if err != nil {
		return "", err
	}
	link := c.root() + "InvokeCommand?"
	if a.in.selected != "" {
		link += "$select=" + url.QueryEscape(a.in.selected) + "&"
	}
	return link + "$skiptoken=" + token, nil
}

func errorTexts(list []*command.Error) []string {
	texts := make([]string, len(list))
	for i, e := range list {
		texts[i] = errorText(e)
	}
	return texts
}

func appendTexts(b []byte, list []string) []byte {
	b = append(b, '[')
	for i, s := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendText(b, s)
	}
	return append(b, ']')
}

func appendText(b []byte, s string) []byte {
	b, _ = jsontext.AppendQuote(b, s) // broken UTF-8 is replaced
	return b
}
