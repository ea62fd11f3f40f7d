package mail

import (
	"context"
	"io"

	"example.org/exosh/internal/org"
)

// Open returns the bytes of a message. They are read in pieces, each in a transaction of its own, so that a
// slow reader holds none open. ctx carries the caller, as for every View.
func Open(ctx context.Context, store org.Store, message org.ID) io.Reader {
	return &reader{ctx: ctx, store: store, message: message}
}

type reader struct {
	ctx     context.Context
	store   org.Store
	message org.ID
	offset  int64
	rest    []byte
	last    bool // nothing follows rest
}

// Read returns io.EOF at the end of the message, and org.ErrNotFound where there is none.
func (r *reader) Read(p []byte) (int, error) {
	if len(r.rest) == 0 && !r.last {
		if err := r.next(); err != nil {
			return 0, err
		}
	}
	if len(r.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

func (r *reader) next() error {
	return r.store.View(r.ctx, func(tx org.Tx) error {
		m, err := In(tx)
		if err != nil {
			return err
		}
		r.rest, err = m.Chunk(r.message, r.offset)
		r.offset += int64(len(r.rest))
		r.last = err == nil && len(r.rest) < ChunkSize
		return err
	})
}
