package sqlstore

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/org"
)

// Audit appends a record that goes with no change. Who acts is taken from the Caller where the record
// does not say; its Seq, ID, Time and hashes are the store's.
func (s *Store) Audit(ctx context.Context, r org.AuditRecord) error {
	caller, ok := org.CallerFrom(ctx)
	if !ok {
		return org.ErrNoCaller
	}
	fillCaller(&r, caller)
	if r.Operation == "" {
		return ErrNoCause
	}
	return s.writer.do(ctx, func(c *conn) error {
		r.ID, r.Time = org.ID{}, s.time()
		_, err := s.appendAudit(c, caller.Tenant, &r)
		return err
	})
}

func fillCaller(r *org.AuditRecord, c *org.Caller) {
	fill := func(to *string, from string) {
		if *to == "" {
			*to = from
		}
	}
	fill(&r.Actor, c.Actor)
	fill(&r.Client, c.Client)
	fill(&r.Address, c.Address)
	fill(&r.Session, c.Session)
	if r.Env == 0 && c.Env != catalog.EXO {
		r.Env = c.Env
	}
	if r.ActorID == (org.ID{}) {
		r.ActorID = c.ActorID
	}
	if c.Cause != nil {
		fill(&r.RequestID, c.Cause.RequestID)
		fill(&r.BodyHash, c.Cause.BodyHash)
	}
}

// An auditHead is the last record of a trail.
type auditHead struct {
	seq, time int64
	hash      string
}

func (c *conn) auditHead(tenant string) (auditHead, error) {
	var h auditHead
	err := c.row(qAuditHead, []any{tenant}, &h.seq, &h.time, &h.hash)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return h, fmt.Errorf("audit head: %w", err)
	}
	return h, nil
}

// Appends a record to its tenant's chain and returns its number. Times never go back along a chain. A
// record without an id is given one.
func (s *Store) appendAudit(c *conn, tenant org.ID, r *org.AuditRecord) (int64, error) {
	var err error
	if r.ID == (org.ID{}) {
		r.ID, err = org.NewID(s.rand)
	}
	if err != nil {
		return 0, fmt.Errorf("append audit record: %w", err)
	}
	of := org.IDText(tenant)
	head, err := c.auditHead(of)
	if err != nil {
		return 0, err
	}
	if r.Time.UnixMicro() < head.time {
		r.Time = micros(head.time)
	}
	r.Seq, r.Prev = head.seq+1, head.hash
	body, err := encodeAudit(r)
	if err != nil {
		return 0, fmt.Errorf("append audit record: %w", err)
	}
	r.Hash = chain(of, r.Seq, r.Prev, body)
	if err := c.putAudit(of, r, body); err != nil {
		return 0, fmt.Errorf("append audit record: %w", err)
	}
	return r.Seq, nil
}

func (c *conn) putAudit(tenant string, r *org.AuditRecord, body string) error {
	_, err := c.exec(qPutAudit, tenant, r.Seq, r.Time.UnixMicro(), org.Fold(r.Actor), org.Fold(r.Operation),
		org.Fold(r.Result), r.RequestID, paramText(r.Params), body, r.Prev, r.Hash)
	if err != nil {
		return err
	}
	for _, t := range r.Targets {
		if _, err := c.exec(qPutAuditTarget, tenant, org.IDText(t.ID), r.Seq); err != nil {
			return err
		}
	}
	_, err = c.exec(qPutAuditHead, tenant, r.Seq, r.Time.UnixMicro(), r.Hash)
	return err
}

// Returns the folded text of parameters that AuditQuery.Text is looked for in.
func paramText(params []org.AuditParam) string {
	var b strings.Builder
	for _, p := range params {
		b.WriteString(org.Fold(p.Name))
		b.WriteByte(' ')
		b.WriteString(org.Fold(p.Value))
		b.WriteByte('\n')
	}
	return b.String()
}

// Returns the hash of a record: SHA-256 over its tenant, number, predecessor's hash and body, each
// ended by a line feed, which none of the first three contains.
func chain(tenant string, seq int64, prev, body string) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%d\n%s\n%s\n", tenant, seq, prev, body)
	return hex.EncodeToString(h.Sum(nil))
}
