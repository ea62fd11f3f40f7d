package trace

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// The sizes of what one call returns. Source: the vendor's articles of Get-MessageTrace and Get-MessageTraceV2,
// 2025-11.
const (
	usualSize = 1000
	mostSize  = 5000
	mostPage  = 1000 // -Page of Get-MessageTrace and Get-MessageTraceDetail
)

// getV1 carries out Get-MessageTrace.
func (t *trace) getV1(ctx context.Context, c *command.Call) error {
	if err := tables().Check(c); err != nil {
		return err
	}
	l, err := listingOf(c)
	if err != nil {
		return err
	}
	if l.size, l.skip, err = pageOf(c.Args); err != nil {
		return err
	}
	r, err := t.page(ctx, c, l)
	if err != nil {
		return err
	}
	if r.first == 0 {
		if err := c.Warn("Get-MessageTrace is replaced by Get-MessageTraceV2, which looks 90 days back instead of 10. Use that one in new scripts."); err != nil {
			return err
		}
	}
	return r.output(c)
}

// getV2 carries out Get-MessageTraceV2.
func (t *trace) getV2(ctx context.Context, c *command.Call) error {
	if err := tables().Check(c); err != nil {
		return err
	}
	l, err := listingOf(c)
	if err != nil {
		return err
	}
	if l.size, err = number(c.Args, "ResultSize", usualSize, mostSize); err != nil {
		return err
	}
	if l.start = c.Args.Text("StartingRecipientAddress"); l.start != "" && !c.Args.Has("EndDate") {
		return badDate("EndDate is required when a StartingRecipientAddress is entered.",
			"Give StartDate as before, and EndDate and StartingRecipientAddress from the last row: its Received and its RecipientAddress.")
	}
	if err := short("StartingRecipientAddress", l.start); err != nil {
		return err
	}
	if c.Page == nil || c.Page.After == "" {
		if err := t.admit(ctx, c.Meta.Name); err != nil {
			return err
		}
	}
	r, err := t.page(ctx, c, l)
	if err != nil {
		return err
	}
	if err := r.output(c); err != nil || !r.more {
		return err
	}
	return c.Warn(more + nextCommand(c.Args, r.window, r.rows[len(r.rows)-1], l.size))
}

// listingOf reads what both cmdlets have.
func listingOf(c *command.Call) (*listing, error) {
	f, err := filterOf(c.Args)
	return &listing{filter: f, reach: reachOf(c.Meta.Name)}, err
}

// pageOf reads -Page and -PageSize: how many rows are wanted, and how many are left out before them.
func pageOf(args command.Args) (size, skip int, err error) {
	if size, err = number(args, "PageSize", usualSize, mostSize); err != nil {
		return 0, 0, err
	}
	page, err := number(args, "Page", 1, mostPage)
	return size, (page - 1) * size, err
}

// number reads a parameter that is a number from 1 on.
func number(args command.Args, name string, without, most int) (int, error) {
	v, given := args.Get(name)
	if !given || v == nil {
		return without, nil
	}
	n, err := strconv.Atoi(object.String(v))
	if err != nil || n < 1 || n > most {
		return 0, org.Invalid(name, object.String(v), fmt.Sprintf("it must be a number from 1 to %d", most))
	}
	return n, nil
}

// output writes the rows of a page.
func (r *result) output(c *command.Call) error {
	shape, _ := catalog.ObjectFor(c.Meta.Name)
	for i, t := range r.rows {
		if err := c.Output(r.object(shape, t, r.first+i)); err != nil {
			return err
		}
	}
	return nil
}

// object shows a row.
func (r *result) object(shape *catalog.ObjectType, t *mail.Trace, index int) *object.Object {
	return project.New(shape, func(name string) (object.Value, bool) {
		switch name {
		case "Organization":
			return r.home.Name, true
		case "MessageId":
			return t.MessageID, true
		case "MessageTraceId":
			return t.Message, true
		case "Received":
			return t.Received, true
		case "SenderAddress":
			return t.Sender, true
		case "RecipientAddress":
			return t.Recipient, true
		case "FromIP":
			return text(t.FromIP), true
		case "ToIP":
			return text(t.ToIP), true
		case "Subject":
			return t.Subject, true
		case "Status":
			return t.Status, true
		case "Size":
			return int32(min(t.Size, math.MaxInt32)), true
		}
		return r.window.value(name, index)
	})
}

// value returns what every row of the older cmdlets says of its query.
func (w window) value(name string, index int) (object.Value, bool) {
	switch name {
	case "StartDate":
		return w.from, true
	case "EndDate":
		return w.to, true
	case "Index":
		return int32(index), true
	}
	return nil, false
}

// text returns a text, $null for none.
func text(s string) object.Value {
	if s == "" {
		return nil
	}
	return s
}

// stamp writes a time as .NET's format "O" does.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.0000000Z") }
