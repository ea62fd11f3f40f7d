package metrics

import (
	"context"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// Queues returns a function for Options.Queue: it sums the mail queues of all tenants of a store up.
func Queues(store org.Store, tenants org.Directory) func(context.Context) (mail.QueueState, error) {
	return func(ctx context.Context) (mail.QueueState, error) {
		var all mail.QueueState
		list, err := tenants.Tenants(ctx)
		if err != nil {
			return all, err
		}
		for _, t := range list {
			one, err := queueOf(ctx, store, t.ID)
			if err != nil {
				return all, err
			}
			all.Items += one.Items
			if all.Oldest.IsZero() || !one.Oldest.IsZero() && one.Oldest.Before(all.Oldest) {
				all.Oldest = one.Oldest
			}
		}
		return all, nil
	}
}

func queueOf(ctx context.Context, store org.Store, tenant org.ID) (state mail.QueueState, err error) {
	err = store.View(org.WithCaller(ctx, &org.Caller{Tenant: tenant, Actor: "system"}), func(tx org.Tx) error {
		m, err := mail.In(tx)
		if err != nil {
			return err
		}
		state, err = m.QueueState()
		return err
	})
	return state, err
}
