package sqlstore

import (
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/mailtest"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/org/orgtest"
	"github.com/google/go-cmp/cmp"
)

var rewrite = flag.Bool("update", false, "write the fixture of the newest schema; a released one must not change")

const newestSchema = 2

func fixture(version int) string {
	return filepath.Join("testdata", fmt.Sprintf("schema%d.sql", version))
}

// A database of every schema opens, keeps what it holds, and ends in the schema of a fresh install.
func TestUpgrade(t *testing.T) {
	t.Parallel()
	if *rewrite {
		writeFixture(t)
	}
	fresh := schemaOf(t, freshPath(t))
	for version := 1; version <= newestSchema; version++ {
		path := filepath.Join(t.TempDir(), "exosh.db")
		load(t, path, fixture(version))
		s := must(t, path)
		if err := s.VerifyAudit(t.Context(), tenant); err != nil {
			t.Errorf("schema %d: %v", version, err)
		}
		err := s.View(orgtest.As(t.Context(), tenant, ""), func(tx org.Tx) error {
			e, err := org.Resolve(tx, []string{org.KindRecipient}, "ünïcode@contoso.com")
			if err != nil {
				return err
			}
			if e.Version != 1 || len(e.Keys) != 10 {
				t.Errorf("schema %d: version %d, keys %v", version, e.Version, e.Keys)
			}
			_, err = tx.Ticket("code", "k")
			return err
		})
		if err != nil {
			t.Errorf("schema %d: %v", version, err)
		}
		if list, err := s.Tenants(t.Context()); err != nil || len(list) != 1 || list[0].Name != "contoso" {
			t.Errorf("schema %d: tenants %v, %v", version, list, err)
		}
		if version >= 2 {
			checkMail(t, s)
		}
		if d := cmp.Diff(fresh, schemaOf(t, path)); d != "" {
			t.Errorf("schema %d: -fresh +upgraded\n%s", version, d)
		}
	}
}

// fixtureMessage is the id of the message of fixtures.
func fixtureMessage() org.ID { return org.SeedID(tenant, "message") }

// putMail puts something into the tables of mail, but for large messages and what is to be swept.
func putMail(tx mail.Tx, now time.Time) error {
	id, box := fixtureMessage(), org.SeedID(tenant, "box")
	m := &mail.Message{ID: id, MessageID: "<1@contoso.com>", Subject: "Größe"}
	q := &mail.Queued{
		ID: org.SeedID(tenant, "item"), Message: id, Stage: mail.Outgoing, Destination: "mx:tailspin.example", Expires: now.Add(time.Hour),
		Envelope: mail.Envelope{Sender: "navin@contoso.com", Recipients: []mail.Recipient{{Address: "a@tailspin.example"}}},
	}
	return errors.Join(
		tx.PutMessage(m, strings.NewReader("Subject: x\r\n\r\nx\r\n")),
		tx.Enqueue(q), tx.Hold(mail.Destination{Name: "mx:tailspin.example", Held: q.Expires, Tries: 2, LastError: "451"}),
		tx.PutItem(&mail.Item{Box: box, Folder: 0x10C, Message: id, Size: 17, Received: q.Expires, For: "navin@contoso.com"}),
		tx.PutTrace(&mail.Trace{Message: id, Recipient: "a@tailspin.example", Sender: "navin@contoso.com", Received: q.Expires, Status: mail.Pending}),
		tx.PutEvent(&mail.Event{Message: id, Name: "Receive", Time: q.Expires}),
		tx.PutSubmission(&mail.Submission{Mailbox: box, Message: id, Time: q.Expires, Recipients: 1, External: 1}),
	)
}

// checkMail looks for what putMail put.
func checkMail(t *testing.T, s *Store) {
	t.Helper()
	id, box := fixtureMessage(), org.SeedID(tenant, "box")
	mailtest.View(t, s, tenant, func(tx mail.Tx) error {
		m, err := tx.Message(id)
		if err != nil {
			return err
		}
		b, err := tx.Chunk(id, 0)
		if m.Subject != "Größe" || string(b) != "Subject: x\r\n\r\nx\r\n" || err != nil {
			t.Errorf("message %+v, %q, %v", m, b, err)
		}
		q, err := tx.Queued(org.SeedID(tenant, "item"))
		if err != nil || q.Envelope.Recipients[0].Address != "a@tailspin.example" || q.Expires.IsZero() {
			t.Errorf("queued %+v, %v", q, err)
		}
		counts, err := tx.Counts(box)
		if counts[0x10C].Items != 1 || err != nil {
			t.Errorf("counts %v, %v", counts, err)
		}
		r, err := tx.Trace(id, "a@tailspin.example")
		if err != nil || r.Status != mail.Pending {
			t.Errorf("trace %+v, %v", r, err)
		}
		for e, err := range tx.Events(id, "") {
			if err != nil || e.Name != "Receive" {
				t.Errorf("event %+v, %v", e, err)
			}
		}
		total, err := tx.Submitted(box, time.Time{})
		if total.External != 1 {
			t.Errorf("submitted %+v", total)
		}
		state, err2 := tx.QueueState()
		if state.Items != 1 {
			t.Errorf("queue %+v", state)
		}
		return errors.Join(err, err2)
	})
}

func freshPath(t *testing.T) string {
	path := filepath.Join(t.TempDir(), "exosh.db")
	if err := must(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// Returns the statements that made the tables and indexes, by name.
func schemaOf(t *testing.T, path string) map[string]string {
	db := raw(t, path)
	rows, err := db.Query(`SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	schema := map[string]string{}
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			t.Fatal(err)
		}
		schema[name] = text
	}
	return schema
}

func raw(t *testing.T, path string) *sql.DB {
	db, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func load(t *testing.T, path, fixture string) {
	text, err := os.ReadFile(fixture)
	if err != nil {
		t.Fatal(err)
	}
	db := raw(t, path)
	if _, err := db.Exec(string(text)); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// Writes a store with something in every table as SQL.
func writeFixture(t *testing.T) {
	path := filepath.Join(t.TempDir(), "exosh.db")
	s, err := Open(t.Context(), Options{Path: path, Now: orgtest.NewClock().Now, Rand: strings.NewReader(strings.Repeat("randomness of a fixture ", 99))})
	if err != nil {
		t.Fatal(err)
	}
	info := org.TenantInfo{ID: tenant, Realm: "O365Default", Kind: "exchange", Name: "contoso", Display: "Contoso", Domains: []string{"contoso.com"}}
	if err := s.PutTenant(t.Context(), info); err != nil {
		t.Fatal(err)
	}
	ctx := org.WithCaller(t.Context(), &org.Caller{Tenant: tenant, Actor: "navin@contoso.com", Cause: &org.Cause{
		Operation: "New-Mailbox", Params: []org.AuditParam{{Name: "Name", Value: "Ünïcode"}}, RequestID: "r1", BodyHash: "h1",
		Reply: func() ([]byte, error) { return []byte("done"), nil },
	}})
	err = s.Update(ctx, func(tx org.Tx) error {
		far := time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
		if err := tx.PutTicket(&org.Ticket{Class: "code", Key: "k", Owner: "o", Expires: far, Data: []byte(`{"n":1}`)}); err != nil {
			return err
		}
		m, err := mail.In(tx)
		return errors.Join(err, putMail(m, tx.Now()), tx.Put(orgtest.Mailbox(tenant, "Ünïcode")))
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(fixture(newestSchema), []byte(dump(t, path)), 0o644); err != nil {
		t.Fatal(err)
	}
}

func dump(t *testing.T, path string) string {
	db := raw(t, path)
	var b strings.Builder
	for _, name := range column(t, db, `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`) {
		b.WriteString(column(t, db, `SELECT sql FROM sqlite_master WHERE name = $1`, name)[0] + ";\n")
		columns := column(t, db, `SELECT name FROM pragma_table_info($1) ORDER BY cid`, name)
		for i, c := range columns {
			columns[i] = `quote("` + c + `")`
		}
		for _, row := range column(t, db, `SELECT `+strings.Join(columns, ` || ', ' || `)+` FROM "`+name+`"`) {
			b.WriteString(`INSERT INTO "` + name + `" VALUES (` + row + ");\n")
		}
	}
	for _, text := range column(t, db, `SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name`) {
		b.WriteString(text + ";\n")
	}
	return b.String()
}

func column(t *testing.T, db *sql.DB, query string, args ...any) []string {
	rows, err := db.Query(query, args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		list = append(list, s)
	}
	return list
}
