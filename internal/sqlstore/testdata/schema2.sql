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
INSERT INTO "audit" VALUES ('78946289-dee2-5fb1-8a90-af4aeb86c14c', 1, 1767225600000000, 'navin@contoso.com', 'new-mailbox', 'true', 'r1', 'name ünïcode
', '{"id":"72616e64-6f6d-4e65-b373-206f66206120","time":1767225600000000,"actor":"navin@contoso.com","operation":"New-Mailbox","params":[["Name","Ünïcode"]],"targets":[["recipient","0f257552-57ed-5844-a0f5-f52b0834b21a","Ünïcode@contoso.com"]],"changes":[{"target":"0f257552-57ed-5844-a0f5-f52b0834b21a","property":"Name","old":null,"new":"Ünïcode"},{"target":"0f257552-57ed-5844-a0f5-f52b0834b21a","property":"DisplayName","old":null,"new":"Ünïcode"},{"target":"0f257552-57ed-5844-a0f5-f52b0834b21a","property":"Alias","old":null,"new":"Ünïcode"},{"target":"0f257552-57ed-5844-a0f5-f52b0834b21a","property":"Guid","old":null,"new":{"$g":"0f257552-57ed-5844-a0f5-f52b0834b21a"}},{"target":"0f257552-57ed-5844-a0f5-f52b0834b21a","property":"DistinguishedName","old":null,"new":"CN=Ünïcode,OU=contoso.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=exosh,DC=local"},{"target":"0f257552-57ed-5844-a0f5-f52b0834b21a","property":"Identity","old":null,"new":"exosh.local/Microsoft Exchange Hosted Organizations/contoso.onmicrosoft.com/Ünïcode"},{"target":"0f257552-57ed-5844-a0f5-f52b0834b21a","property":"LegacyExchangeDN","old":null,"new":"/o=exosh/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=0f25755257ed5844a0f5f52b0834b21a-ncode"},{"target":"0f257552-57ed-5844-a0f5-f52b0834b21a","property":"UserPrincipalName","old":null,"new":"Ünïcode@contoso.com"},{"target":"0f257552-57ed-5844-a0f5-f52b0834b21a","property":"PrimarySmtpAddress","old":null,"new":{"$s":"Ünïcode@contoso.com"}},{"target":"0f257552-57ed-5844-a0f5-f52b0834b21a","property":"EmailAddresses","old":null,"new":["SMTP:Ünïcode@contoso.com","smtp:Ünïcode@contoso.onmicrosoft.com"]}],"result":"True","requestId":"r1","bodyHash":"h1"}', '', '7c7a45962ace40425777dd49ad1d42ad4d8efff570e41211bf4fa431b42f42ad');
CREATE TABLE audit_head (
	tenant TEXT NOT NULL PRIMARY KEY,
	seq    BIGINT NOT NULL,
	time   BIGINT NOT NULL,
	hash   TEXT NOT NULL
);
INSERT INTO "audit_head" VALUES ('78946289-dee2-5fb1-8a90-af4aeb86c14c', 1, 1767225600000000, '7c7a45962ace40425777dd49ad1d42ad4d8efff570e41211bf4fa431b42f42ad');
CREATE TABLE audit_target (
	tenant TEXT NOT NULL,
	target TEXT NOT NULL,
	seq    BIGINT NOT NULL,
	PRIMARY KEY (tenant, target, seq)
) WITHOUT ROWID;
INSERT INTO "audit_target" VALUES ('78946289-dee2-5fb1-8a90-af4aeb86c14c', '0f257552-57ed-5844-a0f5-f52b0834b21a', 1);
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
INSERT INTO "entry" VALUES ('78946289-dee2-5fb1-8a90-af4aeb86c14c', 'recipient', '0f257552-57ed-5844-a0f5-f52b0834b21a', 1, 'ünïcode', '{"Name":"Ünïcode","DisplayName":"Ünïcode","Alias":"Ünïcode","Guid":{"$g":"0f257552-57ed-5844-a0f5-f52b0834b21a"},"DistinguishedName":"CN=Ünïcode,OU=contoso.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=exosh,DC=local","Identity":"exosh.local/Microsoft Exchange Hosted Organizations/contoso.onmicrosoft.com/Ünïcode","LegacyExchangeDN":"/o=exosh/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=0f25755257ed5844a0f5f52b0834b21a-ncode","UserPrincipalName":"Ünïcode@contoso.com","PrimarySmtpAddress":{"$s":"Ünïcode@contoso.com"},"EmailAddresses":["SMTP:Ünïcode@contoso.com","smtp:Ünïcode@contoso.onmicrosoft.com"]}', '["guid!","0f257552-57ed-5844-a0f5-f52b0834b21a","dn!","cn=ünïcode,ou=contoso.onmicrosoft.com,ou=microsoft exchange hosted organizations,dc=exosh,dc=local","canonical!","exosh.local/microsoft exchange hosted organizations/contoso.onmicrosoft.com/ünïcode","legacydn!","/o=exosh/ou=exchange administrative group (fydibohf23spdlt)/cn=recipients/cn=0f25755257ed5844a0f5f52b0834b21a-ncode","upn","ünïcode@contoso.com","alias!","ünïcode","name","ünïcode","displayname","ünïcode","smtp!","ünïcode@contoso.com","smtp!","ünïcode@contoso.onmicrosoft.com"]', 1885902104, 1767225600000000, 1767225600000000);
CREATE TABLE entry_key (
	tenant TEXT NOT NULL,
	space  TEXT NOT NULL,
	value  TEXT NOT NULL,
	kind   TEXT NOT NULL,
	id     TEXT NOT NULL,
	uniq   BOOLEAN NOT NULL,
	PRIMARY KEY (tenant, space, value, kind, id)
) WITHOUT ROWID;
INSERT INTO "entry_key" VALUES ('78946289-dee2-5fb1-8a90-af4aeb86c14c', 'alias', 'ünïcode', 'recipient', '0f257552-57ed-5844-a0f5-f52b0834b21a', 1);
INSERT INTO "entry_key" VALUES ('78946289-dee2-5fb1-8a90-af4aeb86c14c', 'canonical', 'exosh.local/microsoft exchange hosted organizations/contoso.onmicrosoft.com/ünïcode', 'recipient', '0f257552-57ed-5844-a0f5-f52b0834b21a', 1);
INSERT INTO "entry_key" VALUES ('78946289-dee2-5fb1-8a90-af4aeb86c14c', 'displayname', 'ünïcode', 'recipient', '0f257552-57ed-5844-a0f5-f52b0834b21a', 0);
INSERT INTO "entry_key" VALUES ('78946289-dee2-5fb1-8a90-af4aeb86c14c', 'dn', 'cn=ünïcode,ou=contoso.onmicrosoft.com,ou=microsoft exchange hosted organizations,dc=exosh,dc=local', 'recipient', '0f257552-57ed-5844-a0f5-f52b0834b21a', 1);
INSERT INTO "entry_key" VALUES ('78946289-dee2-5fb1-8a90-af4aeb86c14c', 'guid', '0f257552-57ed-5844-a0f5-f52b0834b21a', 'recipient', '0f257552-57ed-5844-a0f5-f52b0834b21a', 1);
INSERT INTO "entry_key" VALUES ('78946289-dee2-5fb1-8a90-af4aeb86c14c', 'legacydn', '/o=exosh/ou=exchange administrative group (fydibohf23spdlt)/cn=recipients/cn=0f25755257ed5844a0f5f52b0834b21a-ncode', 'recipient', '0f257552-57ed-5844-a0f5-f52b0834b21a', 1);
INSERT INTO "entry_key" VALUES ('78946289-dee2-5fb1-8a90-af4aeb86c14c', 'name', 'ünïcode', 'recipient', '0f257552-57ed-5844-a0f5-f52b0834b21a', 0);
INSERT INTO "entry_key" VALUES ('78946289-dee2-5fb1-8a90-af4aeb86c14c', 'smtp', 'ünïcode@contoso.com', 'recipient', '0f257552-57ed-5844-a0f5-f52b0834b21a', 1);
INSERT INTO "entry_key" VALUES ('78946289-dee2-5fb1-8a90-af4aeb86c14c', 'smtp', 'ünïcode@contoso.onmicrosoft.com', 'recipient', '0f257552-57ed-5844-a0f5-f52b0834b21a', 1);
INSERT INTO "entry_key" VALUES ('78946289-dee2-5fb1-8a90-af4aeb86c14c', 'upn', 'ünïcode@contoso.com', 'recipient', '0f257552-57ed-5844-a0f5-f52b0834b21a', 0);
CREATE TABLE goose_db_version (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO "goose_db_version" VALUES (1, 0, 1, '2026-11-23 10:03:36');
INSERT INTO "goose_db_version" VALUES (2, 1, 1, '2026-11-23 10:03:36');
INSERT INTO "goose_db_version" VALUES (3, 2, 1, '2026-11-23 10:03:36');
CREATE TABLE mail_chunk (
	num  INTEGER NOT NULL PRIMARY KEY,
	sum  BIGINT NOT NULL, -- CRC-32C of data
	data BLOB   NOT NULL
);
CREATE TABLE mail_event (
	num     INTEGER NOT NULL PRIMARY KEY,
	tenant  BLOB   NOT NULL,
	message BLOB   NOT NULL,
	data    TEXT   NOT NULL
);
INSERT INTO "mail_event" VALUES (1, X'78946289DEE25FB18A90AF4AEB86C14C', X'897D401CDFB05A37B01D1853B9D91F77', '[{"time":1767229200000000,"name":"Receive"}]');
CREATE TABLE mail_external (
	tenant   BLOB   NOT NULL,
	time     BIGINT NOT NULL,
	external BIGINT NOT NULL,
	own      BIGINT NOT NULL,
	PRIMARY KEY (tenant, time, external)
) WITHOUT ROWID;
INSERT INTO "mail_external" VALUES (X'78946289DEE25FB18A90AF4AEB86C14C', 1767229200000000, 1, 1);
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
INSERT INTO "mail_folder" VALUES (X'78946289DEE25FB18A90AF4AEB86C14C', X'BA3AEA912A9057589372221AE142E674', 268, 1, 1, 1, 17);
CREATE TABLE mail_hold (
	tenant      BLOB   NOT NULL,
	destination TEXT   NOT NULL,
	held        BIGINT NOT NULL, -- until
	tries       BIGINT NOT NULL, -- that failed one after another
	error       TEXT   NOT NULL, -- of the last of them
	PRIMARY KEY (tenant, destination)
) WITHOUT ROWID;
INSERT INTO "mail_hold" VALUES (X'78946289DEE25FB18A90AF4AEB86C14C', 'mx:tailspin.example', 1767229200000000, 2, '451');
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
INSERT INTO "mail_item" VALUES (X'78946289DEE25FB18A90AF4AEB86C14C', X'BA3AEA912A9057589372221AE142E674', 268, 1, X'897D401CDFB05A37B01D1853B9D91F77', 1767229200000000, 17, 0, 'navin@contoso.com');
CREATE TABLE mail_length (
	tenant BLOB   NOT NULL PRIMARY KEY,
	items  BIGINT NOT NULL
) WITHOUT ROWID;
INSERT INTO "mail_length" VALUES (X'78946289DEE25FB18A90AF4AEB86C14C', 1);
CREATE TABLE mail_loose (
	tenant  BLOB NOT NULL,
	message BLOB NOT NULL,
	PRIMARY KEY (tenant, message)
) WITHOUT ROWID;
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
INSERT INTO "mail_message" VALUES (1, X'78946289DEE25FB18A90AF4AEB86C14C', X'897D401CDFB05A37B01D1853B9D91F77', 1767225600000000, 17, '<1@contoso.com>', '{"subject":"Größe"}', 2926447475, X'5375626A6563743A20780D0A0D0A780D0A');
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
INSERT INTO "mail_queue" VALUES (1, X'78946289DEE25FB18A90AF4AEB86C14C', X'0192906D6F2B5B68AFD94D92F79F4DE2', X'897D401CDFB05A37B01D1853B9D91F77', 'outgoing', 'mx:tailspin.example', 1767225600000000, 1767225600000000, 1767225600000000, 1767229200000000, 0, NULL, 3762431245, '{"Envelope":{"Sender":"navin@contoso.com","Recipients":[{"Address":"a@tailspin.example","Notify":null,"Original":"","Trail":null}],"ID":"","Return":"","UTF8":false,"Body":""}}');
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
INSERT INTO "mail_submission" VALUES (X'78946289DEE25FB18A90AF4AEB86C14C', X'BA3AEA912A9057589372221AE142E674', 1767229200000000, 1, 1, 1, 1, 1, X'897D401CDFB05A37B01D1853B9D91F77');
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
INSERT INTO "mail_trace" VALUES (X'78946289DEE25FB18A90AF4AEB86C14C', X'897D401CDFB05A37B01D1853B9D91F77', 'a@tailspin.example', 1767229200000000, 'navin@contoso.com', 'Pending', '{"recipient":"a@tailspin.example","sender":"navin@contoso.com"}');
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
INSERT INTO "request" VALUES ('78946289-dee2-5fb1-8a90-af4aeb86c14c', 'navin@contoso.com', 'r1', 'h1', 1, X'646F6E65', 1767225600000000);
CREATE TABLE tenant (
	id      TEXT NOT NULL PRIMARY KEY,
	realm   TEXT NOT NULL,
	kind    TEXT NOT NULL,
	name    TEXT NOT NULL,
	display TEXT NOT NULL,
	domains TEXT NOT NULL -- JSON array, the default one first
);
INSERT INTO "tenant" VALUES ('78946289-dee2-5fb1-8a90-af4aeb86c14c', 'O365Default', 'exchange', 'contoso', 'Contoso', '["contoso.com"]');
CREATE TABLE tenant_domain (
	realm  TEXT NOT NULL,
	domain TEXT NOT NULL,
	tenant TEXT NOT NULL,
	PRIMARY KEY (realm, domain)
) WITHOUT ROWID;
INSERT INTO "tenant_domain" VALUES ('O365Default', 'contoso.com', '78946289-dee2-5fb1-8a90-af4aeb86c14c');
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
INSERT INTO "ticket" VALUES ('78946289-dee2-5fb1-8a90-af4aeb86c14c', 'code', 'k', 'o', 1, 253370764800000000, '{"n":1}');
CREATE INDEX audit_actor ON audit (tenant, actor, seq);
CREATE INDEX audit_operation ON audit (tenant, operation, seq);
CREATE INDEX audit_request ON audit (tenant, request_id, seq) WHERE request_id <> '';
CREATE UNIQUE INDEX entry_key_unique ON entry_key (tenant, space, value) WHERE uniq;
CREATE UNIQUE INDEX entry_sort ON entry (tenant, kind, sort, id);
CREATE INDEX mail_event_message ON mail_event (tenant, message);
CREATE INDEX mail_item_message ON mail_item (tenant, message, box);
CREATE INDEX mail_item_received ON mail_item (tenant, box, folder, received);
CREATE INDEX mail_message_header ON mail_message (tenant, header);
CREATE UNIQUE INDEX mail_message_id ON mail_message (tenant, id);
CREATE INDEX mail_queue_expires ON mail_queue (tenant, destination, expires) WHERE stage = 'outgoing' AND expires > 0;
CREATE UNIQUE INDEX mail_queue_id ON mail_queue (tenant, id);
CREATE INDEX mail_queue_late ON mail_queue (tenant, destination, created) WHERE stage = 'outgoing' AND NOT warned;
CREATE INDEX mail_queue_lease ON mail_queue (tenant) WHERE lease IS NOT NULL;
CREATE INDEX mail_queue_message ON mail_queue (tenant, message);
CREATE INDEX mail_queue_next ON mail_queue (tenant, stage, destination, next);
CREATE INDEX mail_trace_received ON mail_trace (tenant, received DESC, recipient);
CREATE INDEX request_created ON request (created);
CREATE INDEX ticket_expires ON ticket (expires);
CREATE INDEX ticket_owner ON ticket (tenant, class, owner);
