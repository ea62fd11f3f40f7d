package sqlstore

import (
	"context"
	"fmt"

	"example.org/exosh/internal/org"
)

// A ChainError names the first record of an audit trail that is not what was written (S-59).
type ChainError struct {
	Seq int64  // its number
	Why string // "record is missing", "record was changed", ...
}

func (e *ChainError) Error() string {
	return fmt.Sprintf("audit record %d: %s", e.Seq, e.Why)
}

// VerifyAudit reads a tenant's whole audit trail and checks its numbers, its hashes, and that the
// columns it is searched by agree with the records. The error is a *ChainError for the first record
// that is broken. Its caller has to be one who may see the tenant's trail.
func (s *Store) VerifyAudit(ctx context.Context, tenant org.ID) error {
	return s.read(ctx, func(c *conn) error {
		v := &verifier{ctx: ctx, c: c, tenant: org.IDText(tenant)}
		if err := v.all(); err != nil {
			return err
		}
		return v.end()
	})
}

// A verifier walks along a chain.
type verifier struct {
	ctx    context.Context
	c      *conn
	tenant string
	seq    int64  // of the last record seen
	time   int64  // of that record
	hash   string // of that record
}

// An auditRow is a record as it lies in the table.
type auditRow struct {
	seq, time                          int64
	actor, operation, result           string
	requestID, params, body, prev, sum string
}

func (v *verifier) all() error {
	for {
		if err := v.ctx.Err(); err != nil {
			return err
		}
		n := 0
		err := v.c.rows(qAuditVerify, []any{v.tenant, v.seq + 1, nextChunk}, func(scan func(...any) error) error {
			n++
			var r auditRow
			err := scan(&r.seq, &r.time, &r.actor, &r.operation, &r.result, &r.requestID, &r.params, &r.body, &r.prev, &r.sum)
			if err != nil {
				return err
			}
			return v.step(&r)
		})
		if err != nil || n < nextChunk {
			return err
		}
	}
}

func (v *verifier) step(r *auditRow) error {
	switch {
	case r.seq != v.seq+1:
		return &ChainError{v.seq + 1, "record is missing"}
	case r.prev != v.hash:
		return &ChainError{r.seq, "record does not follow the one before it"}
	case chain(v.tenant, r.seq, r.prev, r.body) != r.sum:
		return &ChainError{r.seq, "record was changed"}
	}
	if err := v.columns(r); err != nil {
		return err
	}
	v.seq, v.time, v.hash = r.seq, r.time, r.sum
	return nil
}

func (v *verifier) columns(r *auditRow) error {
	rec, err := decodeAudit(r.seq, r.body, r.prev, r.sum)
	if err != nil {
		return &ChainError{r.seq, "record cannot be read: " + err.Error()}
	}
	switch {
	case r.time < v.time:
		return &ChainError{r.seq, "record is older than the one before it"}
	case rec.Time.UnixMicro() != r.time, org.Fold(rec.Actor) != r.actor, org.Fold(rec.Operation) != r.operation,
		org.Fold(rec.Result) != r.result, rec.RequestID != r.requestID, paramText(rec.Params) != r.params:
		return &ChainError{r.seq, "the columns it is searched by were changed"}
	}
	return nil
}

// Compares the end of the chain with what the store noted: a trail cut short shows.
func (v *verifier) end() error {
	head, err := v.c.auditHead(v.tenant)
	switch {
	case err != nil:
		return err
	case head.seq > v.seq:
		return &ChainError{v.seq + 1, "record is missing at the end of the trail"}
	case head.seq < v.seq || head.hash != v.hash:
		return &ChainError{v.seq, "the end of the trail was changed"}
	}
	return nil
}
