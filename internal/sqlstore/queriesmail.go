package sqlstore

// Messages.
const (
	qPutMessage query = `INSERT INTO mail_message (tenant, id, received, size, header, data, sum, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
	qSizeMessage query = `UPDATE mail_message SET size = $2 WHERE num = $1`
	qPutChunk    query = `INSERT INTO mail_chunk (num, sum, data) VALUES ($1, $2, $3)`
	qMessage     query = `SELECT received, size, header, data FROM mail_message WHERE tenant = $1 AND id = $2`
	qMessageNum  query = `SELECT num, size FROM mail_message WHERE tenant = $1 AND id = $2`
	qBody        query = `SELECT sum, body FROM mail_message WHERE num = $1`
	qChunk       query = `SELECT sum, data FROM mail_chunk WHERE num = $1`
	qByHeader    query = `SELECT id FROM mail_message WHERE tenant = $1 AND header = $2
		ORDER BY num DESC LIMIT $3`

	qMessages query = `SELECT id, received, size, header, data FROM mail_message
		WHERE tenant = $1 AND id < $2 ORDER BY id DESC LIMIT $3`

	qDeleteMessage query = `DELETE FROM mail_message WHERE num = $1`
	qDeleteChunks  query = `DELETE FROM mail_chunk WHERE num >= $1 AND num < $2`
	qPutLoose      query = `INSERT INTO mail_loose (tenant, message) VALUES ($1, $2)
		ON CONFLICT (tenant, message) DO NOTHING`
	qLoosen query = `INSERT INTO mail_loose (tenant, message) SELECT $1, $2
		WHERE NOT EXISTS (SELECT 1 FROM mail_trace WHERE tenant = $1 AND message = $2)
		ON CONFLICT (tenant, message) DO NOTHING`
	qLoose       query = `SELECT tenant, message FROM mail_loose ORDER BY tenant, message LIMIT $1`
	qDeleteLoose query = `DELETE FROM mail_loose WHERE tenant = $1 AND message = $2`
	qNeeded      query = `SELECT EXISTS (SELECT 1 FROM mail_trace WHERE tenant = $1 AND message = $2)
		OR EXISTS (SELECT 1 FROM mail_item WHERE tenant = $1 AND message = $2)
		OR EXISTS (SELECT 1 FROM mail_queue WHERE tenant = $1 AND message = $2)`
)

// The queue.
const (
	qEnqueue query = `INSERT INTO mail_queue
		(tenant, id, message, stage, destination, created, due, next, expires, warned, sum, data)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10, $11)`
	qQueued query = `SELECT id, message, stage, destination, created, due, expires, warned, NULL, sum, data
		FROM mail_queue WHERE tenant = $1 AND id = $2`
	qQueue query = `SELECT id, message, stage, destination, created, due, expires, warned, NULL, sum, data
		FROM mail_queue WHERE tenant = $1 AND id > $2 ORDER BY id LIMIT $3`
	qQueueOf query = `SELECT id, message, stage, destination, created, due, expires, warned, NULL, sum, data
		FROM mail_queue WHERE num IN
		(SELECT num FROM mail_queue WHERE tenant = $1 AND message = $2)
		AND id > $3 ORDER BY id LIMIT $4`
	qLease query = `UPDATE mail_queue SET lease = $4, next = $5 WHERE num IN
		(SELECT num FROM mail_queue WHERE tenant = $1 AND next <= $2 AND stage = $6 AND destination = $7
		ORDER BY next LIMIT $3)
		RETURNING id, message, stage, destination, created, due, expires, warned, lease, sum, data`
	qLeaseExpired query = `UPDATE mail_queue SET lease = $4, next = $5 WHERE num IN
		(SELECT num FROM mail_queue WHERE tenant = $1 AND stage = 'outgoing' AND destination = $6
		AND expires > 0 AND expires <= $2 AND (lease IS NULL OR next <= $2) ORDER BY expires LIMIT $3)
		RETURNING id, message, stage, destination, created, due, expires, warned, lease, sum, data`
	qLeaseLate query = `UPDATE mail_queue SET lease = $4, next = $5 WHERE num IN
		(SELECT num FROM mail_queue WHERE tenant = $1 AND stage = 'outgoing' AND destination = $6
		AND NOT warned AND created <= $7 AND (lease IS NULL OR next <= $2) ORDER BY created LIMIT $3)
		RETURNING id, message, stage, destination, created, due, expires, warned, lease, sum, data`
	qRequeue query = `UPDATE mail_queue SET stage = $5, destination = $6, due = $7, next = $7, lease = NULL,
		expires = $8, warned = $9, sum = $10, data = $11
		WHERE tenant = $1 AND id = $2 AND (lease = $3 OR $3 IS NULL AND (lease IS NULL OR next <= $4))`
	qDequeue query = `DELETE FROM mail_queue
		WHERE tenant = $1 AND id = $2 AND (lease = $3 OR $3 IS NULL AND (lease IS NULL OR next <= $4))`
	qReleaseAll query = `UPDATE mail_queue SET lease = NULL, next = due WHERE num IN
		(SELECT num FROM mail_queue INDEXED BY mail_queue_lease WHERE tenant = $1 AND lease IS NOT NULL)`
	qPutHold query = `INSERT INTO mail_hold (tenant, destination, held, tries, error) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (tenant, destination) DO UPDATE SET held = excluded.held, tries = excluded.tries, error = excluded.error`
	qHold       query = `SELECT held, tries, error FROM mail_hold WHERE tenant = $1 AND destination = $2`
	qDeleteHold query = `DELETE FROM mail_hold WHERE tenant = $1 AND destination = $2`
	// These take a step over the index for each destination, however many items it has.
	qDestinations query = `WITH RECURSIVE d (destination, next) AS (
		SELECT * FROM (SELECT destination, next FROM mail_queue WHERE tenant = $1 AND stage = $2
			ORDER BY destination, next LIMIT 1)
		UNION ALL
		SELECT q.destination, q.next FROM d JOIN mail_queue q ON q.num =
			(SELECT n.num FROM mail_queue n WHERE n.tenant = $1 AND n.stage = $2 AND n.destination > d.destination
			ORDER BY n.destination, n.next LIMIT 1))
		SELECT d.destination, d.next, h.held, COALESCE(h.tries, 0), COALESCE(h.error, '')
		FROM d LEFT JOIN mail_hold h ON h.tenant = $1 AND h.destination = d.destination
		WHERE d.next <= $3 AND (h.held IS NULL OR h.held <= $3) ORDER BY d.next, d.destination LIMIT $4`
	qNextDue query = `WITH RECURSIVE d (destination) AS (
		SELECT * FROM (SELECT destination FROM mail_queue WHERE tenant = $1 AND stage = $2 ORDER BY destination LIMIT 1)
		UNION ALL
		SELECT (SELECT n.destination FROM mail_queue n WHERE n.tenant = $1 AND n.stage = $2
			AND n.destination > d.destination ORDER BY n.destination LIMIT 1)
		FROM d WHERE d.destination IS NOT NULL)
		SELECT MIN(COALESCE(h.held,
			(SELECT MIN(n.next) FROM mail_queue n WHERE n.tenant = $1 AND n.stage = $2
			AND n.destination = d.destination AND n.next > $3))),
		MIN((SELECT MIN(n.expires) FROM mail_queue n WHERE n.tenant = $1 AND n.stage = 'outgoing'
			AND n.destination = d.destination AND n.expires > 0)),
		MIN((SELECT MIN(n.created) FROM mail_queue n WHERE n.tenant = $1 AND n.stage = 'outgoing'
			AND n.destination = d.destination AND NOT n.warned))
		FROM d LEFT JOIN mail_hold h ON h.tenant = $1 AND h.destination = d.destination AND h.held > $3
		WHERE d.destination IS NOT NULL`
	qQueueLength query = `SELECT items FROM mail_length WHERE tenant = $1`
	qQueueLonger query = `INSERT INTO mail_length (tenant, items) VALUES ($1, $2)
		ON CONFLICT (tenant) DO UPDATE SET items = items + excluded.items`
	qQueueOldest query = `SELECT created FROM mail_queue WHERE tenant = $1 ORDER BY id LIMIT 1`
)

// Folders.
const (
	qNextUID query = `INSERT INTO mail_folder (tenant, box, folder, uid, items, unread, size)
		VALUES ($1, $2, $3, 1, 1, $4, $5)
		ON CONFLICT (tenant, box, folder) DO UPDATE SET uid = uid + 1, items = items + 1,
		unread = unread + excluded.unread, size = size + excluded.size RETURNING uid`
	qPutItem query = `INSERT INTO mail_item (tenant, box, folder, uid, message, received, size, seen, address)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
	qItem query = `SELECT uid, message, received, size, seen, address FROM mail_item
		WHERE tenant = $1 AND box = $2 AND folder = $3 AND uid = $4`
	qItems query = `SELECT uid, message, received, size, seen, address FROM mail_item
		WHERE tenant = $1 AND box = $2 AND folder = $3 AND uid < $4 ORDER BY uid DESC LIMIT $5`
	qMarkItem query = `UPDATE mail_item SET seen = $5
		WHERE tenant = $1 AND box = $2 AND folder = $3 AND uid = $4`
	qDeleteItem query = `DELETE FROM mail_item
		WHERE tenant = $1 AND box = $2 AND folder = $3 AND uid = $4`
	qCountDown query = `UPDATE mail_folder SET items = items - $4, unread = unread - $5, size = size - $6
		WHERE tenant = $1 AND box = $2 AND folder = $3`
	qCounts query = `SELECT f.folder, f.items, f.unread, f.size,
		(SELECT MIN(i.received) FROM mail_item i WHERE i.tenant = f.tenant AND i.box = f.box AND i.folder = f.folder),
		(SELECT MAX(i.received) FROM mail_item i WHERE i.tenant = f.tenant AND i.box = f.box AND i.folder = f.folder)
		FROM mail_folder f WHERE f.tenant = $1 AND f.box = $2 AND f.items > 0`
	qHolds query = `SELECT EXISTS (SELECT 1 FROM mail_item
		WHERE tenant = $1 AND message = $2 AND box = $3)`
	qHoldsIn query = `SELECT EXISTS (SELECT 1 FROM mail_item
		WHERE tenant = $1 AND message = $2 AND box = $3 AND folder = $4)`
	// The index covers the inner query; without it, the primary key would be read from end to end.
	qHolders query = `SELECT box, folder, uid, message, received, size, seen, address FROM mail_item
		WHERE (tenant, box, folder, uid) IN (SELECT tenant, box, folder, uid FROM mail_item WHERE tenant = $1 AND message = $2)
		ORDER BY box, folder, uid LIMIT $3`

	qLooseBox query = `INSERT INTO mail_loose (tenant, message)
		SELECT tenant, message FROM mail_item WHERE tenant = $1 AND box = $2
		ON CONFLICT (tenant, message) DO NOTHING`
	qDeleteItems   query = `DELETE FROM mail_item WHERE tenant = $1 AND box = $2`
	qDeleteFolders query = `DELETE FROM mail_folder WHERE tenant = $1 AND box = $2`
)

// Traces, events and submissions.
const (
	qPutTrace query = `INSERT INTO mail_trace (tenant, message, recipient, received, sender, status, data)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (tenant, message, recipient) DO UPDATE SET received = excluded.received,
		sender = excluded.sender, status = excluded.status, data = excluded.data`
	qTrace query = `SELECT message, recipient, received, sender, status, data FROM mail_trace
		WHERE tenant = $1 AND message = $2 AND recipient = $3`
	qTracesOf query = `SELECT message, recipient, received, sender, status, data FROM mail_trace
		WHERE tenant = $1 AND message = $2 AND recipient > $3 ORDER BY recipient LIMIT $4`
	qTracesBetween query = `SELECT message, recipient, received, sender, status, data FROM mail_trace
		WHERE tenant = $1 AND received >= $2 AND received <= $3
		AND (received < $3 OR (recipient, message) > ($4, $5))
		ORDER BY received DESC, recipient, message LIMIT $6`

	qPutEvents query = `INSERT INTO mail_event (tenant, message, data) VALUES ($1, $2, $3)`
	qEvents    query = `SELECT data FROM mail_event WHERE tenant = $1 AND message = $2 ORDER BY num`

	qLastSubmission query = `SELECT messages, recipients, external FROM mail_submission
		WHERE tenant = $1 AND mailbox = $2 ORDER BY time DESC, messages DESC LIMIT 1`
	qFirstSubmission query = `SELECT messages - 1, recipients - own_recipients, external - own_external
		FROM mail_submission WHERE tenant = $1 AND mailbox = $2 AND time > $3 ORDER BY time, messages LIMIT 1`
	qPutSubmission query = `INSERT INTO mail_submission
		(tenant, mailbox, time, messages, recipients, external, own_recipients, own_external, message)
		SELECT $1, $2, MAX($3, COALESCE(last.time, $3)), COALESCE(last.messages, 0) + 1, COALESCE(last.recipients, 0) + $4,
		COALESCE(last.external, 0) + $5, $4, $5, $6
		FROM (SELECT 1) LEFT JOIN (SELECT time, messages, recipients, external FROM mail_submission
			WHERE tenant = $1 AND mailbox = $2 ORDER BY time DESC, messages DESC LIMIT 1) last`
	qLastExternal query = `SELECT external FROM mail_external
		WHERE tenant = $1 ORDER BY time DESC, external DESC LIMIT 1`
	qFirstExternal query = `SELECT external - own FROM mail_external
		WHERE tenant = $1 AND time > $2 ORDER BY time, external LIMIT 1`
	qPutExternal query = `INSERT INTO mail_external (tenant, time, external, own)
		SELECT $1, MAX($2, COALESCE(last.time, $2)), COALESCE(last.external, 0) + $3, $3
		FROM (SELECT 1) LEFT JOIN (SELECT time, external FROM mail_external
			WHERE tenant = $1 ORDER BY time DESC, external DESC LIMIT 1) last`
)

// What is swept of mail.
const (
	qNextSubmitter query = `SELECT tenant, mailbox FROM mail_submission
		WHERE (tenant, mailbox) > ($1, $2) ORDER BY tenant, mailbox LIMIT 1`
	qSweepSubmissions query = `DELETE FROM mail_submission WHERE (tenant, mailbox, time, messages) IN
		(SELECT tenant, mailbox, time, messages FROM mail_submission
		WHERE tenant = $1 AND mailbox = $2 AND time < $3 ORDER BY time LIMIT $4)`
	qSweepExternal query = `DELETE FROM mail_external WHERE (tenant, time, external) IN
		(SELECT tenant, time, external FROM mail_external WHERE tenant = $1 AND time < $2 ORDER BY time LIMIT $3)`
	qNextTraced query = `SELECT tenant FROM mail_trace WHERE tenant > $1 ORDER BY tenant LIMIT 1`
	qOldTraces  query = `SELECT message, recipient FROM mail_trace WHERE tenant = $1 AND received < $2
		ORDER BY received LIMIT $3`
	qDeleteTrace query = `DELETE FROM mail_trace WHERE tenant = $1 AND message = $2 AND recipient = $3`
	qTraced      query = `SELECT EXISTS (SELECT 1 FROM mail_trace WHERE tenant = $1 AND message = $2)`
	qActive      query = `SELECT EXISTS (SELECT 1 FROM mail_trace WHERE tenant = $1 AND message = $2)
		OR EXISTS (SELECT 1 FROM mail_queue WHERE tenant = $1 AND message = $2)`
	qDeleteEvents query = `DELETE FROM mail_event WHERE num IN
		(SELECT num FROM mail_event WHERE tenant = $1 AND message = $2 LIMIT $3)`
)
