package restclient

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// A Call is one run of a cmdlet.
type Call struct {
	Cmdlet string
	Params command.Args // without common parameters
	Types  []string     // type names given to the objects that come back
	// Ask puts the service's question to the person; the cmdlet runs where the answer is yes. Nil runs
	// it without asking.
	Ask           func(ctx context.Context, message string) (bool, error)
	Confirms      bool   // the cmdlet takes -Confirm, so that it is told what was answered
	WhatIf        bool   // the cmdlet only says what it would do; Ask is not used
	WarningAction string // passed on to the service
	// Zone is where times that carry an offset are shown; nil means time.Local.
	Zone *time.Location
}

// Invoke runs a cmdlet and writes its records to out as the pages arrive. It returns a *command.Error
// where the service refuses, and nil where out has seen enough.
func (c *Client) Invoke(ctx context.Context, call Call, out command.Sink) error {
	want, err := resultSize(call.Params)
	if err != nil {
		return err
	}
	r := run{c: c, call: call, out: out, id: c.RequestID(), want: want}
	err = r.do(ctx)
	if errors.Is(err, command.ErrStop) {
		return nil
	}
	return err
}

const unlimited = -1

// resultSize is the most objects wanted. The service's own default stands where it is not given.
func resultSize(args command.Args) (int, error) {
	v, given := args.Get("ResultSize")
	text := strings.TrimSpace(object.String(v))
	if !given || v == nil {
		return PageSize, nil
	}
	if strings.EqualFold(text, "Unlimited") {
		return unlimited, nil
	}
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil || n <= 0 {
		return 0, &command.Error{Category: command.InvalidArgument, ID: "InvalidResultSize", Target: text,
			Message: fmt.Sprintf("-ResultSize is %q, which is neither a whole number above zero nor Unlimited.", text),
			Advice:  "Give a number, or Unlimited for everything."}
	}
	return int(n), nil
}

// A run is one call under way: all its requests share one id.
type run struct {
	c    *Client
	call Call
	out  command.Sink
	id   string
	want int
}

func (r *run) do(ctx context.Context) error {
	var extra []object.Property
	switch {
	case r.call.WhatIf:
		return r.whatIf(ctx)
	case r.call.Ask != nil:
		ok, err := r.ask(ctx)
		if err != nil || !ok {
			return err
		}
		extra = confirm(false)
	case r.call.Confirms:
		extra = confirm(false)
	}
	return r.pages(ctx, extra)
}

func confirm(ask bool) []object.Property {
	return []object.Property{{Name: "Confirm", Value: ask}}
}

// ask runs the cmdlet up to the point where it would change something, and puts the question that it
// returns to the person (protocol section 4.9).
func (r *run) ask(ctx context.Context) (bool, error) {
	p, err := r.post(ctx, r.invokeURL(), confirm(true))
	if err != nil {
		return false, err
	}
	if err := r.warn(p, true); err != nil {
		return false, err
	}
	if p.confirm == "" { // the service had nothing to ask
		return true, nil
	}
	return r.call.Ask(ctx, p.confirm)
}

func (r *run) whatIf(ctx context.Context) error {
	p, err := r.post(ctx, r.invokeURL(), []object.Property{{Name: "WhatIf", Value: true}})
	if err != nil {
		return err
	}
	if err := r.warn(p, true); err != nil {
		return err
	}
	message := p.confirm
	if message == "" {
		message = fmt.Sprintf("Performing the operation %q.", r.call.Cmdlet)
	}
	return r.out(command.Record{Stream: command.Information, Value: &command.HostText{Text: "What if: " + message}})
}

func (r *run) invokeURL() *url.URL { return r.c.beta("InvokeCommand") }

// pages asks for one page after the other, protocol section 4.8.
func (r *run) pages(ctx context.Context, extra []object.Property) error {
	target, left := r.invokeURL(), r.want
	for {
		p, err := r.post(ctx, target, extra)
		if err != nil {
			return err
		}
		count := len(p.values)
		more := p.next != "" && (left == unlimited || left > count)
		if err := r.write(p, left); err != nil {
			return err
		}
		if err := r.warn(p, !more && left != unlimited); err != nil || !more {
			return err
		}
		if left != unlimited {
			left -= count
		}
		here := target
		if target, err = r.c.follow(here, p.next); err != nil {
			return err
		}
		if count == 0 && *target == *here {
			return r.unreadable(errors.New("its next page is itself"))
		}
	}
}

func (r *run) write(p *page, left int) error {
	for i, v := range p.values {
		if left != unlimited && i >= left {
			break
		}
		if err := r.out(command.Record{Stream: command.Output, Value: v}); err != nil {
			return err
		}
	}
	for _, text := range p.errors {
		e := &command.Error{Category: command.NotSpecified, ID: "NonTerminatingError", Message: text, Command: r.call.Cmdlet}
		if err := r.out(command.Record{Stream: command.ErrorStream, Value: e}); err != nil {
			return err
		}
	}
	return nil
}

// warn writes the warnings of a page. The one that says that more results exist is left out while
// they are being fetched.
func (r *run) warn(p *page, truncated bool) error {
	for _, w := range p.warnings {
		if !truncated && isTruncation(w) {
			continue
		}
		if err := r.out(command.Record{Stream: command.Warning, Value: w}); err != nil {
			return err
		}
	}
	return nil
}

// isTruncation recognises the warning by what it cannot do without: that there is more, and the
// parameter to use.
func isTruncation(warning string) bool {
	w := strings.ToLower(warning)
	return strings.Contains(w, "resultsize") && (strings.Contains(w, "more results") || strings.Contains(w, "more objects"))
}

// post sends the call to an address and reads the page.
func (r *run) post(ctx context.Context, target *url.URL, extra []object.Property) (*page, error) {
	e := encoder{seal: r.c.seal}
	body, err := e.body(r.call.Cmdlet, r.call.Params, extra...)
	if err != nil {
		return nil, r.unsendable(err)
	}
	answer, err := r.c.send(ctx, request{
		method: http.MethodPost, url: target, header: r.header(), body: body, limit: maxPage,
	})
	if err != nil {
		return nil, err
	}
	if !answer.ok() {
		return nil, r.c.failure(r.call.Cmdlet, answer)
	}
	zone := r.call.Zone
	if zone == nil {
		zone = time.Local
	}
	p, err := decodePage(answer.body, r.call.Types, zone)
	if err != nil {
		return nil, r.unreadable(err)
	}
	return p, nil
}

func (r *run) header() http.Header {
	h := r.c.common(r.id)
	size := r.c.page()
	if r.want != unlimited {
		size = min(size, r.want)
	}
	h.Set("Content-Type", "application/json;charset=utf-8")
	h.Set("X-CmdletName", r.call.Cmdlet)
	h.Set("X-ResponseFormat", "json")
	h.Set("X-SerializationLevel", "Partial")
	h.Set("X-ClientModuleVersion", r.c.ModuleVersion)
	h.Set("X-ClientApplication", "ExoManagementModule")
	h.Set("Prefer", "odata.maxpagesize="+strconv.Itoa(size))
	if a := r.call.WarningAction; strings.EqualFold(a, "Ignore") {
		h.Set("WarningAction", "SilentlyContinue")
	} else if a != "" {
		h.Set("WarningAction", a)
	}
	return h
}

func (r *run) unsendable(err error) error {
	if e := (*command.Error)(nil); errors.As(err, &e) {
		return e
	}
	return &command.Error{Category: command.InvalidArgument, ID: "ValueCannotBeSent", Command: r.call.Cmdlet,
		Message: fmt.Sprintf("A value of %s cannot be sent: %v.", r.call.Cmdlet, err), Err: err}
}

func (r *run) unreadable(err error) error {
	return &command.Error{Category: command.InvalidData, ID: "AnswerNotUnderstood", Command: r.call.Cmdlet,
		Target:  r.c.Base.Host,
		Message: fmt.Sprintf("The answer of %s to %s cannot be read: %v.", r.c.Base.Host, r.call.Cmdlet, err),
		Advice:  "Check that -ConnectionUri names an Exchange Online service.", Err: err}
}
