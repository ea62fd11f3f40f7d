package sqlstore_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"

	"example.org/exosh/internal/org"
	"example.org/exosh/internal/org/orgtest"
	"example.org/exosh/internal/sqlstore"
	"example.org/exosh/object"
)

// Returns a mailbox entry of about 40 properties.
func large(name string) *org.Entry {
	e := orgtest.Mailbox(tenant, name)
	for i := range 10 {
		e.Props.Set(fmt.Sprint("CustomAttribute", i), fmt.Sprint("value of ", i))
		e.Props.Set(fmt.Sprint("Enabled", i), i%2 == 0)
		e.Props.Set(fmt.Sprint("Quota", i), object.Unlimited{Value: object.ByteQuantifiedSize(i << 30)})
	}
	return e
}

func filled(b *testing.B, n int) *sqlstore.Store {
	s := open(b, sqlstore.Options{})
	var list []*org.Entry
	for i := range n {
		list = append(list, large(fmt.Sprintf("box%05d", i)))
	}
	orgtest.Put(b, s, tenant, list...)
	return s
}

// P-07: the store's part of a point read.
func BenchmarkResolve(b *testing.B) {
	s := filled(b, 1000)
	ctx := caller(context.Background(), "")
	b.ReportAllocs()
	for b.Loop() {
		err := s.View(ctx, func(tx org.Tx) error {
			_, err := org.Resolve(tx, []string{org.KindRecipient}, "box00500@contoso.com")
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkGet(b *testing.B) {
	s := filled(b, 1000)
	ctx := caller(context.Background(), "")
	id := orgtest.Mailbox(tenant, "box00500").ID
	b.ReportAllocs()
	for b.Loop() {
		err := s.View(ctx, func(tx org.Tx) error {
			_, err := tx.Get(org.KindRecipient, id)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPage(b *testing.B) {
	s := filled(b, 2000)
	ctx := caller(context.Background(), "")
	for b.Loop() {
		err := s.View(ctx, func(tx org.Tx) error {
			_, _, err := org.Collect(tx, org.Query{Kind: org.KindRecipient})
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// P-08: an audited write, by one client and by 64.
func BenchmarkUpdate(b *testing.B) {
	for _, clients := range []int{1, 64} {
		b.Run(fmt.Sprint(clients), func(b *testing.B) {
			s := filled(b, 100)
			var n atomic.Int64
			b.SetParallelism(clients / 2)
			if clients == 1 {
				b.SetParallelism(1)
			}
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					id := orgtest.Mailbox(tenant, fmt.Sprintf("box%05d", n.Add(1)%100)).ID
					err := s.Update(caller(context.Background(), "Set-Mailbox"), func(tx org.Tx) error {
						e, err := tx.Get(org.KindRecipient, id)
						if err != nil {
							return err
						}
						e.Props.Set("CustomAttribute1", fmt.Sprint(n.Load()))
						return tx.Put(e)
					})
					if err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

// The limit that BenchmarkUpdate is measured against: one row, one commit.
func BenchmarkBareCommit(b *testing.B) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "x.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT)"); err != nil {
		b.Fatal(err)
	}
	text := fmt.Sprintf("%2000d", 1)
	for b.Loop() {
		if _, err := db.Exec("INSERT INTO t (x) VALUES ($1)", text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	text, err := org.EncodeObject(large("navin").Props)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := org.DecodeObject(string(text)); err != nil {
			b.Fatal(err)
		}
	}
}

// The reference of BenchmarkDecode: encoding/json into a map.
func BenchmarkDecodeMap(b *testing.B) {
	text, err := org.EncodeObject(large("navin").Props)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		var m map[string]any
		if err := json.Unmarshal(text, &m); err != nil {
			b.Fatal(err)
		}
	}
}
