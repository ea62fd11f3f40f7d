package session

import (
	"context"
	"fmt"
	"math"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// A Page says which part of a listing is wanted and takes what is needed to go on.
type Page struct {
	After  string   // where to go on: Next of the page before, "" for the first
	Taken  int      // objects in the pages before
	Limit  int      // most objects wanted in this page; 0, or more than MaxPage, means MaxPage
	Select []string // properties that will be looked at; objects may lack the others. Nil means all
	Next   string   // set by Run: where the next page begins, "" when this is the last
}

// The limits of a listing.
const (
	DefaultResultSize = 1000 // objects without -ResultSize
	MaxPage           = 1000 // objects of one page
)

// Runs the page that is wanted, or one after the other where the whole output is, and writes what each
// brought.
func (x *execution) pages(ctx context.Context, out command.Sink) error {
	total, err := x.resultSize()
	if err != nil {
		return err
	}
	if p := x.request.Page; p != nil {
		return x.page(ctx, p, total, out)
	}
	p := &Page{}
	for {
		if err := x.page(ctx, p, total, out); err != nil || p.Next == "" {
			return err
		}
		p.After, p.Taken = p.Next, p.Taken+x.buffer.outputs()
	}
}

func (x *execution) page(ctx context.Context, p *Page, total int, out command.Sink) error {
	p.Next = ""
	left := total - p.Taken
	if left <= 0 {
		return nil
	}
	limit := p.Limit
	if limit <= 0 || limit > MaxPage {
		limit = MaxPage
	}
	part := &command.Page{After: p.After, Limit: min(limit, left), Select: p.Select}
	if err := x.once(ctx, part); err != nil {
		return err
	}
	if part.Next != "" && x.buffer.outputs() >= left {
		x.warnMore(total)
	} else {
		p.Next = part.Next
	}
	return x.buffer.flush(out)
}

// Adds the warning that a listing was cut off.
func (x *execution) warnMore(total int) {
	text := fmt.Sprintf("There are more results than the %d that are shown. To see them, give a larger -ResultSize, or -ResultSize Unlimited.", total)
	x.buffer.records = append(x.buffer.records, command.Record{Stream: command.Warning, Value: text})
}

// Returns how many objects the caller wants at most: -ResultSize, 1,000 without it, and no limit for
// "Unlimited" and for cmdlets that have no such parameter.
func (x *execution) resultSize() (int, error) {
	if _, ok := x.command.Meta.Param("ResultSize"); !ok {
		return math.MaxInt, nil
	}
	v, given := x.args.Get("ResultSize")
	if !given || v == nil {
		return DefaultResultSize, nil
	}
	if n, ok := sizeOf(v); ok && n > 0 {
		return n, nil
	}
	return 0, org.Invalid("ResultSize", object.String(v), "it has to be a number above 0, or Unlimited")
}

func sizeOf(v object.Value) (int, bool) {
	switch v := v.(type) {
	case object.Unlimited:
		if v.Value == nil {
			return math.MaxInt, true
		}
		return sizeOf(v.Value)
	case string:
		if strings.EqualFold(v, "Unlimited") {
			return math.MaxInt, true
		}
		n, err := object.Convert(v, "int")
		if err != nil {
			return 0, false
		}
		return sizeOf(n)
	case int32:
		return int(v), true
	case int64:
		return int(v), true
	case uint32:
		return int(v), true
	}
	return 0, false
}

func (b *buffer) outputs() int {
	n := 0
	for _, r := range b.records {
		if r.Stream == command.Output {
			n++
		}
	}
	return n
}

func (b *buffer) flush(out command.Sink) error {
	for _, r := range b.records {
		if err := out(r); err != nil {
			return err
		}
	}
	return nil
}
