package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// How many views can be open at once, and how many lists of tenants can be read beside them; more wait. The
// list has connections of its own, as it is asked for within views: those that hold all the others would wait
// for each other.
const (
	maxReaders = 16
	maxLists   = 2
)

// A pool holds connections for reading. They are opened when first needed and the one used last is
// used next.
type pool struct {
	db    *sql.DB
	slots chan struct{}
	mu    sync.Mutex
	idle  []*conn
}

func newPool(db *sql.DB, most int) *pool {
	return &pool{db: db, slots: make(chan struct{}, most)}
}

func (p *pool) get(ctx context.Context) (*conn, error) {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if c := p.pop(); c != nil {
		return c, nil
	}
	c, err := openConn(context.WithoutCancel(ctx), p.db)
	if err != nil {
		<-p.slots
		return nil, err
	}
	return c, nil
}

func (p *pool) pop() *conn {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.idle)
	if n == 0 {
		return nil
	}
	c := p.idle[n-1]
	p.idle = p.idle[:n-1]
	return c
}

func (p *pool) put(c *conn) {
	p.mu.Lock()
	p.idle = append(p.idle, c)
	p.mu.Unlock()
	<-p.slots
}

// Gives up a connection that cannot be trusted any more.
func (p *pool) drop(c *conn) {
	_ = c.close()
	<-p.slots
}

// Waits for all readers and closes their connections.
func (p *pool) close() error {
	if p == nil {
		return nil
	}
	for range cap(p.slots) {
		p.slots <- struct{}{}
	}
	var errs []error
	for _, c := range p.idle {
		errs = append(errs, c.close())
	}
	return errors.Join(errs...)
}
