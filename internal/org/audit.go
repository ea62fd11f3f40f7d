package org

import (
	"errors"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/object"
)

// ErrHasPast says that records of the past were given for a trail that has records already.
var ErrHasPast = errors.New("the audit trail is not empty: it gets no past")

// An AuditRecord is one row of the audit trail. Rows are numbered per tenant and each holds the hash
// of the one before it.
type AuditRecord struct {
	Seq       int64
	ID        ID
	Time      time.Time // UTC
	Actor     string
	ActorID   ID
	Client    string
	Address   string
	Session   string
	Env       catalog.Env // environment of the connection; 0 means Exchange Online, or none
	Operation string
	Params    []AuditParam
	Targets   []AuditTarget
	Changes   []AuditChange
	Result    string // "True", "False" as the vendor's ResultStatus has them, or "Denied"
	Detail    string // why it was refused, "" otherwise
	RequestID string
	Reply     []byte // the answer kept for a retry; not hashed
	BodyHash  string
	Prev      string // hex SHA-256 of the row before
	Hash      string // hex SHA-256 of this row's canonical form and Prev
}

// An AuditParam is a parameter as it was given; secrets are "******".
type AuditParam struct{ Name, Value string }

// An AuditTarget is an object that was changed.
type AuditTarget struct {
	Kind string
	ID   ID
	Name string
}

// An AuditChange is one property before and after.
type AuditChange struct {
	Target   ID
	Property string
	Old, New object.Value
}

// An AuditQuery selects rows, newest first.
type AuditQuery struct {
	From, To   time.Time // zero means open; From inclusive, To exclusive
	Actors     []string  // folded; empty means all
	Operations []string
	Targets    []ID
	Text       string // substring of parameters, folded
	Results    []string
	Before     int64 // rows with Seq below; 0 means from the end
	Limit      int
	RequestID  string
}
