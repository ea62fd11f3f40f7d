// Package cmdlet holds what every family of cmdlets is given. The families are the packages below it:
// each exports Commands, which makes its cmdlets, and Support, which lists what their parameters do.
package cmdlet

import (
	"context"
	"io"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// Deps are what cmdlets work with.
type Deps struct {
	Store     org.Store // scoped to its caller, see org.Scoped
	Passwords Hasher
	Random    io.Reader // ids of new objects; crypto/rand outside of tests
}

// Read runs read over a snapshot, with the organisation that the shown names are made of.
func (d Deps) Read(ctx context.Context, read func(org.Tx, *directory.Organisation) error) error {
	return d.Store.View(ctx, func(tx org.Tx) error {
		home, err := directory.Load(tx)
		if err != nil {
			return err
		}
		return read(tx, home)
	})
}

// A Hasher turns a password into what is kept of it. It may wait, so it is called outside of
// transactions.
type Hasher interface {
	Hash(ctx context.Context, password string) (string, error)
}
