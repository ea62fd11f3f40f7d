package main

import (
	"database/sql"
	"path/filepath"
	"time"
)

// openDatabase opens the database of an organisation to read, beside the server that has it. The driver is
// the one that the store brings.
func openDatabase(data string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(data, "store", "exosh.db"))+"?mode=ro&_pragma=cache_size(-8000)")
	if err == nil {
		db.SetMaxOpenConns(1)
	}
	return db, err
}

// ask runs the predicate of a question in the database and reads what it finds.
func ask(db *sql.DB, q question) (took time.Duration, rows int, err error) {
	began := time.Now()
	found, err := db.Query(q.sql, q.value)
	if err != nil {
		return 0, 0, err
	}
	defer found.Close()
	for found.Next() {
		var props string
		if err := found.Scan(&props); err != nil {
			return 0, 0, err
		}
		rows++
	}
	return time.Since(began), rows, found.Err()
}
