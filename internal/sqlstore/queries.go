package sqlstore

// Every statement of the package. Values are bound, never written into the text.
const (
	qBeginRead  query = `BEGIN`
	qBeginWrite query = `BEGIN IMMEDIATE`
	qCommit     query = `COMMIT`
	qRollback   query = `ROLLBACK`
	qSavepoint  query = `SAVEPOINT one`
	qRelease    query = `RELEASE one`
	qRollbackTo query = `ROLLBACK TO one`

	qCheckpoint query = `PRAGMA wal_checkpoint(TRUNCATE)`

	qVersion query = `SELECT MAX(version_id) FROM goose_db_version WHERE is_applied`
)

// Entries.
const (
	qEntry query = `SELECT kind, id, version, sort, props, keys, sum, created, changed
		FROM entry WHERE tenant = $1 AND kind = $2 AND id = $3`
	qEntriesFrom query = `SELECT kind, id, version, sort, props, keys, sum, created, changed
		FROM entry WHERE tenant = $1 AND kind = $2 AND (sort, id) > ($3, $4)
		ORDER BY sort, id LIMIT $5`
	qEntriesBetween query = `SELECT kind, id, version, sort, props, keys, sum, created, changed
		FROM entry WHERE tenant = $1 AND kind = $2 AND (sort, id) > ($3, $4) AND sort < $6
		ORDER BY sort, id LIMIT $5`
	qEntriesWithKey query = `SELECT e.kind, e.id, e.version, e.sort, e.props, e.keys, e.sum, e.created, e.changed
		FROM entry_key k CROSS JOIN entry e ON e.tenant = k.tenant AND e.kind = k.kind AND e.id = k.id
		WHERE k.tenant = $1 AND k.kind = $2 AND (e.sort, e.id) > ($3, $4)
		AND k.space = $6 AND k.value = $7 AND e.sort >= $8 AND e.sort < $9 ORDER BY e.sort, e.id LIMIT $5`
	qEntriesByKey query = `SELECT e.kind, e.id, e.version, e.sort, e.props, e.keys, e.sum, e.created, e.changed
		FROM entry_key k JOIN entry e ON e.tenant = k.tenant AND e.kind = k.kind AND e.id = k.id
		WHERE k.tenant = $1 AND k.space = $2 AND k.value = $3 AND (k.kind, k.id) > ($4, $5)
		ORDER BY k.kind, k.id LIMIT $6`
	qPutEntry query = `INSERT INTO entry (tenant, kind, id, version, sort, props, keys, sum, created, changed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (tenant, kind, id) DO UPDATE SET version = excluded.version, sort = excluded.sort,
		props = excluded.props, keys = excluded.keys, sum = excluded.sum, changed = excluded.changed`
	qNewEntry query = `INSERT INTO entry (tenant, kind, id, version, sort, props, keys, sum, created, changed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`
	qUpdateEntry query = `UPDATE entry SET version = $4, props = $5, keys = $6, sum = $7, changed = $8
		WHERE tenant = $1 AND kind = $2 AND id = $3`
	qDeleteEntry query = `DELETE FROM entry WHERE tenant = $1 AND kind = $2 AND id = $3`
	qKeyHolder   query = `SELECT kind, id FROM entry_key
		WHERE tenant = $1 AND space = $2 AND value = $3 AND uniq AND (kind <> $4 OR id <> $5) LIMIT 1`
	qPutKey query = `INSERT INTO entry_key (tenant, space, value, kind, id, uniq)
		VALUES ($1, $2, $3, $4, $5, $6)`
	qDeleteKey query = `DELETE FROM entry_key
		WHERE tenant = $1 AND space = $2 AND value = $3 AND kind = $4 AND id = $5`
)

// Tickets.
const (
	qTicket query = `SELECT owner, version, expires, data FROM ticket
		WHERE tenant = $1 AND class = $2 AND key = $3 AND expires > $4`
	qTickets query = `SELECT key, version, expires, data FROM ticket
		WHERE tenant = $1 AND class = $2 AND owner = $3 AND expires > $4 AND key > $5 ORDER BY key LIMIT $6`
	qCountTickets query = `SELECT COUNT(*) FROM tenant t CROSS JOIN ticket k ON k.tenant = t.id AND k.class = $1
		WHERE k.expires > $2`
	qNewTicket query = `INSERT INTO ticket (tenant, class, key, owner, version, expires, data)
		VALUES ($1, $2, $3, $4, 1, $5, $6)
		ON CONFLICT (tenant, class, key) DO UPDATE SET owner = excluded.owner, version = 1,
		expires = excluded.expires, data = excluded.data WHERE ticket.expires <= $7`
	qPutTicket query = `UPDATE ticket SET owner = $4, version = version + 1, expires = $5, data = $6
		WHERE tenant = $1 AND class = $2 AND key = $3 AND version = $7 AND expires > $8`
	qDeleteTicket query = `DELETE FROM ticket
		WHERE tenant = $1 AND class = $2 AND key = $3 AND expires > $4`
	qSweepTickets query = `DELETE FROM ticket WHERE (tenant, class, key) IN
		(SELECT tenant, class, key FROM ticket WHERE expires <= $1 LIMIT $2)`
)

// The audit trail.
const (
	qAuditHead    query = `SELECT seq, time, hash FROM audit_head WHERE tenant = $1`
	qPutAuditHead query = `INSERT INTO audit_head (tenant, seq, time, hash) VALUES ($1, $2, $3, $4)
		ON CONFLICT (tenant) DO UPDATE SET seq = excluded.seq, time = excluded.time, hash = excluded.hash`
	qPutAudit query = `INSERT INTO audit (tenant, seq, time, actor, operation, result, request_id, params, body, prev, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`
	qPutAuditTarget query = `INSERT INTO audit_target (tenant, target, seq) VALUES ($1, $2, $3)
		ON CONFLICT (tenant, target, seq) DO NOTHING`
	qAuditTime   query = `SELECT seq, time FROM audit WHERE tenant = $1 AND seq >= $2 ORDER BY seq LIMIT 1`
	qAuditVerify query = `SELECT seq, time, actor, operation, result, request_id, params, body, prev, hash
		FROM audit WHERE tenant = $1 AND seq >= $2 ORDER BY seq LIMIT $3`
	qAuditAll query = `SELECT seq, body, prev, hash FROM audit
		WHERE tenant = $1 AND seq >= $2 AND seq < $3 AND ($4 = '' OR instr(params, $4) > 0)
		ORDER BY seq DESC LIMIT $5`
	qAuditActor query = `SELECT seq, body, prev, hash FROM audit
		WHERE tenant = $1 AND seq >= $2 AND seq < $3 AND ($4 = '' OR instr(params, $4) > 0) AND actor = $6
		ORDER BY seq DESC LIMIT $5`
	qAuditOperation query = `SELECT seq, body, prev, hash FROM audit
		WHERE tenant = $1 AND seq >= $2 AND seq < $3 AND ($4 = '' OR instr(params, $4) > 0) AND operation = $6
		ORDER BY seq DESC LIMIT $5`
	qAuditRequest query = `SELECT seq, body, prev, hash FROM audit
		WHERE tenant = $1 AND seq >= $2 AND seq < $3 AND ($4 = '' OR instr(params, $4) > 0) AND request_id = $6
		AND request_id <> '' ORDER BY seq DESC LIMIT $5`
	qAuditTarget query = `SELECT a.seq, a.body, a.prev, a.hash
		FROM audit_target t JOIN audit a ON a.tenant = t.tenant AND a.seq = t.seq
		WHERE t.tenant = $1 AND t.seq >= $2 AND t.seq < $3 AND ($4 = '' OR instr(a.params, $4) > 0) AND t.target = $6
		ORDER BY t.seq DESC LIMIT $5`
)

// Requests and tenants.
const (
	qRequest query = `SELECT body_hash, reply FROM request
		WHERE tenant = $1 AND actor = $2 AND request_id = $3`
	qReply      query = `SELECT reply FROM request WHERE tenant = $1 AND request_id = $2 AND seq = $3`
	qPutRequest query = `INSERT INTO request (tenant, actor, request_id, body_hash, seq, reply, created)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`
	qSweepRequests query = `DELETE FROM request WHERE rowid IN
		(SELECT rowid FROM request WHERE created < $1 LIMIT $2)`

	qTenants   query = `SELECT id, realm, kind, name, display, domains FROM tenant ORDER BY name, id`
	qPutTenant query = `INSERT INTO tenant (id, realm, kind, name, display, domains) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO UPDATE SET realm = excluded.realm, kind = excluded.kind, name = excluded.name,
		display = excluded.display, domains = excluded.domains`
	qDomainTenant  query = `SELECT tenant FROM tenant_domain WHERE realm = $1 AND domain = $2 AND tenant <> $3`
	qDeleteDomains query = `DELETE FROM tenant_domain WHERE tenant = $1`
	qPutDomain     query = `INSERT INTO tenant_domain (realm, domain, tenant) VALUES ($1, $2, $3)`
)
