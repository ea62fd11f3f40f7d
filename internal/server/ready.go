package server

import (
	"context"
	"fmt"
	"time"

	"example.org/exosh/internal/ready"
)

// Ready is what a program needs to use a running organisation. It is written to --ready-file, and to standard
// output, as one JSON object.
type Ready = ready.File

// ReadyAccount is one account of a demo seed.
type ReadyAccount = ready.Account

// ReadReady reads a ready file.
func ReadReady(path string) (*Ready, error) { return ready.Read(path) }

// Wait waits until the file is there and names a server whose readyz answers, as probe reports it.
func Wait(ctx context.Context, path string, every time.Duration, probe func(context.Context, *Ready) error) (*Ready, error) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	var last error
	for {
		r, err := ReadReady(path)
		if err == nil {
			if err = probe(ctx, r); err == nil {
				return r, nil
			}
		}
		last = err
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("no server is ready behind %s: %w", path, last)
		case <-tick.C:
		}
	}
}
