package sqlstore

import (
	"encoding/json"
	"errors"
	"fmt"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/org"
)

// An auditBody is the stored form of a record, without what the chain adds.
type auditBody struct {
	ID        string        `json:"id"`
	Time      int64         `json:"time"`
	Actor     string        `json:"actor"`
	ActorID   string        `json:"actorId,omitempty"`
	Client    string        `json:"client,omitempty"`
	Address   string        `json:"address,omitempty"`
	Session   string        `json:"session,omitempty"`
	Env       string        `json:"env,omitempty"` // "scc" or "eop"
	Operation string        `json:"operation"`
	Params    [][2]string   `json:"params,omitempty"`
	Targets   [][3]string   `json:"targets,omitempty"`
	Changes   []auditChange `json:"changes,omitempty"`
	Result    string        `json:"result"`
	Detail    string        `json:"detail,omitempty"`
	RequestID string        `json:"requestId,omitempty"`
	BodyHash  string        `json:"bodyHash,omitempty"`
}

// An auditChange is an org.AuditChange with its values in their stored form.
type auditChange struct {
	Target   string          `json:"target"`
	Property string          `json:"property"`
	Old      json.RawMessage `json:"old"`
	New      json.RawMessage `json:"new"`
}

func encodeAudit(r *org.AuditRecord) (string, error) {
	b := auditBody{
		ID: org.IDText(r.ID), Time: r.Time.UnixMicro(), Actor: r.Actor, Client: r.Client, Address: r.Address,
		Session: r.Session, Env: environmentNames()[r.Env], Operation: r.Operation, Result: r.Result, Detail: r.Detail,
		RequestID: r.RequestID, BodyHash: r.BodyHash,
	}
	if r.ActorID != (org.ID{}) {
		b.ActorID = org.IDText(r.ActorID)
	}
	for _, p := range r.Params {
		b.Params = append(b.Params, [2]string{p.Name, p.Value})
	}
	for _, t := range r.Targets {
		b.Targets = append(b.Targets, [3]string{t.Kind, org.IDText(t.ID), t.Name})
	}
	for _, c := range r.Changes {
		stored, err := encodeChange(c)
		if err != nil {
			return "", err
		}
		b.Changes = append(b.Changes, stored)
	}
	text, err := json.Marshal(b)
	return string(text), err
}

// environmentNames are the environments that a record says; of Exchange Online it says nothing.
func environmentNames() map[catalog.Env]string {
	return map[catalog.Env]string{catalog.SCC: "scc", catalog.EOP: "eop"}
}

func environmentNamed(name string) catalog.Env {
	for env, n := range environmentNames() {
		if n == name {
			return env
		}
	}
	return 0
}

func encodeChange(c org.AuditChange) (auditChange, error) {
	old, err := org.EncodeValue(c.Old)
	if err != nil {
		return auditChange{}, err
	}
	now, err := org.EncodeValue(c.New)
	if err != nil {
		return auditChange{}, err
	}
	return auditChange{Target: org.IDText(c.Target), Property: c.Property, Old: old, New: now}, nil
}

// Reads a stored record back.
func decodeAudit(seq int64, body, prev, hash string) (*org.AuditRecord, error) {
	var b auditBody
	if err := json.Unmarshal([]byte(body), &b); err != nil {
		return nil, fmt.Errorf("audit record %d: %w", seq, err)
	}
	r := &org.AuditRecord{
		Seq: seq, Time: micros(b.Time), Actor: b.Actor, Client: b.Client, Address: b.Address, Session: b.Session,
		Env: environmentNamed(b.Env), Operation: b.Operation, Result: b.Result, Detail: b.Detail, RequestID: b.RequestID, BodyHash: b.BodyHash,
		Prev: prev, Hash: hash,
	}
	ids := idReader{}
	r.ID = ids.read(b.ID)
	if b.ActorID != "" {
		r.ActorID = ids.read(b.ActorID)
	}
	for _, p := range b.Params {
		r.Params = append(r.Params, org.AuditParam{Name: p[0], Value: p[1]})
	}
	for _, t := range b.Targets {
		r.Targets = append(r.Targets, org.AuditTarget{Kind: t[0], ID: ids.read(t[1]), Name: t[2]})
	}
	for _, c := range b.Changes {
		r.Changes = append(r.Changes, ids.change(c))
	}
	if ids.err != nil {
		return nil, fmt.Errorf("audit record %d: %w", seq, ids.err)
	}
	return r, nil
}

// An idReader reads ids and values and keeps the first error.
type idReader struct{ err error }

func (r *idReader) read(s string) org.ID {
	id, err := org.ParseID(s)
	r.err = errors.Join(r.err, err)
	return id
}

func (r *idReader) change(c auditChange) org.AuditChange {
	old, err := org.DecodeValue(string(c.Old))
	r.err = errors.Join(r.err, err)
	now, err := org.DecodeValue(string(c.New))
	r.err = errors.Join(r.err, err)
	return org.AuditChange{Target: r.read(c.Target), Property: c.Property, Old: old, New: now}
}
