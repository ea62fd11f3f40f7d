-- +goose Up

-- Mail. Ids are their 16 bytes and grow with time; times are microseconds since 1970, UTC; data is JSON of
-- what nothing is searched by.

-- Messages. num is the message's number in this file.
CREATE TABLE mail_message (
	num      INTEGER NOT NULL PRIMARY KEY,
	tenant   BLOB   NOT NULL,
	id       BLOB   NOT NULL,
	received BIGINT NOT NULL,
	size     BIGINT NOT NULL,
	header   TEXT   NOT NULL, -- Message-ID
	data     TEXT   NOT NULL,
	sum      BIGINT NOT NULL, -- CRC-32C of body
	body     BLOB   NOT NULL  -- its bytes, where they are one piece
);
CREATE UNIQUE INDEX mail_message_id ON mail_message (tenant, id);
CREATE INDEX mail_message_header ON mail_message (tenant, header);

-- The bytes of larger ones in pieces. num is the message's number times 65536 plus the number of the piece, from 0.
CREATE TABLE mail_chunk (
	num  INTEGER NOT NULL PRIMARY KEY,
	sum  BIGINT NOT NULL, -- CRC-32C of data
	data BLOB   NOT NULL
);

-- Messages that something stopped needing; whether anything else needs them is still to be looked at.
CREATE TABLE mail_loose (
	tenant  BLOB NOT NULL,
	message BLOB NOT NULL,
	PRIMARY KEY (tenant, message)
) WITHOUT ROWID;

-- What is still to be done. num is the number of the item in this file.
CREATE TABLE mail_queue (
	num         INTEGER NOT NULL PRIMARY KEY,
	tenant      BLOB   NOT NULL,
	id          BLOB   NOT NULL,
	message     BLOB   NOT NULL,
	stage       TEXT   NOT NULL,
	destination TEXT   NOT NULL,
	created     BIGINT NOT NULL,
	due         BIGINT NOT NULL,
	next        BIGINT NOT NULL, -- due, or the end of the lease
	expires     BIGINT NOT NULL, -- 0 where it was not said
	warned      BOOLEAN NOT NULL,
	lease       BLOB,            -- NULL while nobody holds the item
	sum         BIGINT NOT NULL, -- CRC-32C of data
	data        TEXT   NOT NULL
);
CREATE UNIQUE INDEX mail_queue_id ON mail_queue (tenant, id);
CREATE INDEX mail_queue_next ON mail_queue (tenant, stage, destination, next);
CREATE INDEX mail_queue_message ON mail_queue (tenant, message);
CREATE INDEX mail_queue_lease ON mail_queue (tenant) WHERE lease IS NOT NULL;
CREATE INDEX mail_queue_expires ON mail_queue (tenant, destination, expires) WHERE stage = 'outgoing' AND expires > 0;
CREATE INDEX mail_queue_late ON mail_queue (tenant, destination, created) WHERE stage = 'outgoing' AND NOT warned;

-- How many items a tenant has in the queue.
CREATE TABLE mail_length (
	tenant BLOB   NOT NULL PRIMARY KEY,
	items  BIGINT NOT NULL
) WITHOUT ROWID;

-- Destinations that are put off as a whole, or were.
CREATE TABLE mail_hold (
	tenant      BLOB   NOT NULL,
	destination TEXT   NOT NULL,
	held        BIGINT NOT NULL, -- until
	tries       BIGINT NOT NULL, -- that failed one after another
	error       TEXT   NOT NULL, -- of the last of them
	PRIMARY KEY (tenant, destination)
) WITHOUT ROWID;

-- What the folders of mailboxes hold.
CREATE TABLE mail_folder (
	tenant BLOB   NOT NULL,
	box    BLOB   NOT NULL,
	folder BIGINT NOT NULL,
	uid    BIGINT NOT NULL, -- the last that was given
	items  BIGINT NOT NULL,
	unread BIGINT NOT NULL,
	size   BIGINT NOT NULL,
	PRIMARY KEY (tenant, box, folder)
) WITHOUT ROWID;

CREATE TABLE mail_item (
	tenant   BLOB    NOT NULL,
	box      BLOB    NOT NULL,
	folder   BIGINT  NOT NULL,
	uid      BIGINT  NOT NULL,
	message  BLOB    NOT NULL,
	received BIGINT  NOT NULL,
	size     BIGINT  NOT NULL,
	seen     BOOLEAN NOT NULL,
	address  TEXT    NOT NULL, -- that it was delivered for
	PRIMARY KEY (tenant, box, folder, uid)
) WITHOUT ROWID;
CREATE INDEX mail_item_received ON mail_item (tenant, box, folder, received);
CREATE INDEX mail_item_message ON mail_item (tenant, message, box);

-- What became of messages, for each recipient. recipient and sender are folded.
CREATE TABLE mail_trace (
	tenant    BLOB   NOT NULL,
	message   BLOB   NOT NULL,
	recipient TEXT   NOT NULL,
	received  BIGINT NOT NULL,
	sender    TEXT   NOT NULL,
	status    TEXT   NOT NULL,
	data      TEXT   NOT NULL,
	PRIMARY KEY (tenant, message, recipient)
) WITHOUT ROWID;
CREATE INDEX mail_trace_received ON mail_trace (tenant, received DESC, recipient);

-- What happened to messages. A row has the events of one message that one transaction put, or some of them.
CREATE TABLE mail_event (
	num     INTEGER NOT NULL PRIMARY KEY,
	tenant  BLOB   NOT NULL,
	message BLOB   NOT NULL,
	data    TEXT   NOT NULL
);
CREATE INDEX mail_event_message ON mail_event (tenant, message);

-- What mailboxes submitted. messages, recipients and external count up along the submissions of a mailbox, so
-- that the sum over any time is a difference of two rows; own_ is what the submission itself adds.
CREATE TABLE mail_submission (
	tenant         BLOB   NOT NULL,
	mailbox        BLOB   NOT NULL,
	time           BIGINT NOT NULL, -- never goes back along the submissions of a mailbox
	messages       BIGINT NOT NULL,
	recipients     BIGINT NOT NULL,
	external       BIGINT NOT NULL,
	own_recipients BIGINT NOT NULL,
	own_external   BIGINT NOT NULL,
	message        BLOB   NOT NULL,
	PRIMARY KEY (tenant, mailbox, time, messages)
) WITHOUT ROWID;

-- The same of all mailboxes of a tenant, for submissions that went outside.
CREATE TABLE mail_external (
	tenant   BLOB   NOT NULL,
	time     BIGINT NOT NULL,
	external BIGINT NOT NULL,
	own      BIGINT NOT NULL,
	PRIMARY KEY (tenant, time, external)
) WITHOUT ROWID;
