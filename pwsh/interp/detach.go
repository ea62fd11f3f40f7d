package interp

import "context"

// Returns a context that a cancelled run can still work with: finally blocks run after Ctrl-C.
func detach(ctx context.Context) context.Context {
	if ctx.Err() == nil {
		return ctx
	}
	return context.WithoutCancel(ctx)
}

// Returns a context for what cannot wait: constants and validations.
func background() context.Context { return context.Background() }
