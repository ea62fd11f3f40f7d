package seed

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// MaxScale is the most mailboxes that a seed adds to Contoso.
const MaxScale = 1_000_000

// scaleStep is how many mailboxes are made in one transaction.
const scaleStep = 4000

// ScaleOf reads the name of a large seed: "contoso-10000" is Contoso with 10,000 mailboxes more, any
// number from 1 to MaxScale. ok is false for names of another form.
func ScaleOf(name string) (mailboxes int, ok bool, err error) {
	digits, ok := strings.CutPrefix(strings.ToLower(name), "contoso-")
	if !ok || digits == "" || strings.Trim(digits, "0123456789") != "" {
		return 0, false, nil
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1 || n > MaxScale {
		return 0, true, fmt.Errorf("seed %s: the number of mailboxes has to be from 1 to %d", name, MaxScale)
	}
	return n, true, nil
}

// A Loader adds many entries at once, as sqlstore.Store.Load does.
type Loader interface {
	Load(ctx context.Context, fn func(org.Tx) error) error
}

// Scale adds mailboxes to the Contoso of an environment, the same ones on every machine: number i is
// the same whatever their count is. They are added in steps, each a transaction without an audit
// record; an error leaves the steps before it.
func Scale(ctx context.Context, store Loader, realm string, mailboxes int) error {
	if mailboxes < 1 || mailboxes > MaxScale {
		return fmt.Errorf("add %d mailboxes: it has to be from 1 to %d", mailboxes, MaxScale)
	}
	ctx = org.WithCaller(ctx, &org.Caller{
		Tenant: TenantID(realm), Actor: "system", Client: "exosh",
	})
	for from := 0; from < mailboxes; from += scaleStep {
		to := min(from+scaleStep, mailboxes)
		err := store.Load(ctx, func(tx org.Tx) error { return scaleUp(tx, from, to) })
		if err != nil {
			return fmt.Errorf("add mailboxes %d to %d: %w", from, to, err)
		}
	}
	return nil
}

// scaleUp makes the mailboxes of one step.
func scaleUp(tx org.Tx, from, to int) error {
	home, err := directory.Load(tx)
	if err != nil {
		return err
	}
	c := &crowd{tx: steady(tx), home: home, tables: newTables(), plans: map[string]*org.Entry{}}
	for n := from; n < to; n++ {
		if err := c.add(n); err != nil {
			return err
		}
	}
	return nil
}
