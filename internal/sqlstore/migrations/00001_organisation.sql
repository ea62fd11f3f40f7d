-- +goose Up

-- What is known of a tenant without entering it.
CREATE TABLE tenant (
	id      TEXT NOT NULL PRIMARY KEY,
	realm   TEXT NOT NULL,
	kind    TEXT NOT NULL,
	name    TEXT NOT NULL,
	display TEXT NOT NULL,
	domains TEXT NOT NULL -- JSON array, the default one first
);

-- A domain belongs to one tenant of a realm. Values are folded.
CREATE TABLE tenant_domain (
	realm  TEXT NOT NULL,
	domain TEXT NOT NULL,
	tenant TEXT NOT NULL,
	PRIMARY KEY (realm, domain)
) WITHOUT ROWID;

-- The objects of the organisations. Times are microseconds since 1970, UTC.
CREATE TABLE entry (
	tenant  TEXT NOT NULL,
	kind    TEXT NOT NULL,
	id      TEXT NOT NULL,
	version BIGINT NOT NULL,
	sort    TEXT NOT NULL, -- folded
	props   TEXT NOT NULL, -- JSON as package org encodes it
	keys    TEXT NOT NULL, -- JSON array of space, value, space, value, ...; "!" after the space: unique
	sum     BIGINT NOT NULL, -- CRC-32C of props and keys
	created BIGINT NOT NULL,
	changed BIGINT NOT NULL,
	PRIMARY KEY (tenant, kind, id)
);
CREATE UNIQUE INDEX entry_sort ON entry (tenant, kind, sort, id);

-- The names that entries are found by. Values are folded.
CREATE TABLE entry_key (
	tenant TEXT NOT NULL,
	space  TEXT NOT NULL,
	value  TEXT NOT NULL,
	kind   TEXT NOT NULL,
	id     TEXT NOT NULL,
	uniq   BOOLEAN NOT NULL,
	PRIMARY KEY (tenant, space, value, kind, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX entry_key_unique ON entry_key (tenant, space, value) WHERE uniq;

-- Small state that expires: codes, tokens, counters, sessions.
CREATE TABLE ticket (
	tenant  TEXT NOT NULL,
	class   TEXT NOT NULL,
	key     TEXT NOT NULL,
	owner   TEXT NOT NULL,
	version BIGINT NOT NULL,
	expires BIGINT NOT NULL,
	data    TEXT NOT NULL,
	PRIMARY KEY (tenant, class, key)
) WITHOUT ROWID;
CREATE INDEX ticket_owner ON ticket (tenant, class, owner);
CREATE INDEX ticket_expires ON ticket (expires);

-- The audit trail. body is what hash covers, together with the tenant, seq and prev; the other columns
-- repeat parts of it, folded, to search by.
CREATE TABLE audit (
	tenant     TEXT NOT NULL,
	seq        BIGINT NOT NULL,
	time       BIGINT NOT NULL,
	actor      TEXT NOT NULL,
	operation  TEXT NOT NULL,
	result     TEXT NOT NULL,
	request_id TEXT NOT NULL,
	params     TEXT NOT NULL, -- folded text of all parameters
	body       TEXT NOT NULL,
	prev       TEXT NOT NULL,
	hash       TEXT NOT NULL,
	PRIMARY KEY (tenant, seq)
);
CREATE INDEX audit_actor ON audit (tenant, actor, seq);
CREATE INDEX audit_operation ON audit (tenant, operation, seq);
CREATE INDEX audit_request ON audit (tenant, request_id, seq) WHERE request_id <> '';

-- Which records are about an object.
CREATE TABLE audit_target (
	tenant TEXT NOT NULL,
	target TEXT NOT NULL,
	seq    BIGINT NOT NULL,
	PRIMARY KEY (tenant, target, seq)
) WITHOUT ROWID;

-- The last record of each trail, so that a trail cut short shows.
CREATE TABLE audit_head (
	tenant TEXT NOT NULL PRIMARY KEY,
	seq    BIGINT NOT NULL,
	time   BIGINT NOT NULL,
	hash   TEXT NOT NULL
);

-- Requests that were carried out, and what they were answered.
CREATE TABLE request (
	tenant     TEXT NOT NULL,
	actor      TEXT NOT NULL,
	request_id TEXT NOT NULL,
	body_hash  TEXT NOT NULL,
	seq        BIGINT NOT NULL, -- of the audit record, 0 where there is none
	reply      BLOB,
	created    BIGINT NOT NULL,
	PRIMARY KEY (tenant, actor, request_id)
);
CREATE INDEX request_created ON request (created);
