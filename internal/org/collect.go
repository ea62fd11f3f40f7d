package org

import (
	"encoding/base64"
	"strings"
)

// MaxPage is the most entries that Collect returns at once.
const MaxPage = 1000

// Collect returns one page of a listing: at most q.Limit entries (MaxPage where that is 0 or more),
// and the cursor after them, nil when nothing follows.
func Collect(tx Tx, q Query) ([]*Entry, *Cursor, error) {
	limit := q.Limit
	if limit <= 0 || limit > MaxPage {
		limit = MaxPage
	}
	q.Limit = limit + 1
	var page []*Entry
	for e, err := range tx.Find(q) {
		if err != nil {
			return nil, nil, err
		}
		if len(page) == limit {
			last := page[limit-1]
			return page, &Cursor{Sort: last.Sort, ID: last.ID}, nil
		}
		page = append(page, e)
	}
	return page, nil, nil
}

// All returns every entry of a kind that match holds for, at most MaxPage times a thousand.
func All(tx Tx, kind string, match func(*Entry) bool) ([]*Entry, error) {
	var list []*Entry
	for e, err := range tx.Find(Query{Kind: kind, Match: match, Limit: MaxPage * 1000}) {
		if err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	return list, nil
}

// One returns the only entry of a kind that holds a key. It fails with ErrNotFound where there is
// none and with the error of Ambiguous where there are several.
func One(tx Tx, kind, space, value string) (*Entry, error) {
	found, err := holders(tx, []string{kind}, space, value)
	switch {
	case err != nil:
		return nil, err
	case len(found) == 0:
		return nil, ErrNotFound
	case len(found) > 1:
		return nil, ambiguous(value, found)
	}
	return found[0], nil
}

// Text returns the cursor as opaque text; doors seal it before it leaves.
func (c Cursor) Text() string {
	return base64.RawURLEncoding.EncodeToString([]byte(IDText(c.ID) + c.Sort))
}

// ParseCursor reads what Text wrote; "" is the beginning.
func ParseCursor(s string) (Cursor, error) {
	if s == "" {
		return Cursor{}, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(raw) < 36 {
		return Cursor{}, Invalid("the page cursor", s, "it was not made by this service")
	}
	id, err := ParseID(string(raw[:36]))
	if err != nil {
		return Cursor{}, Invalid("the page cursor", s, "it was not made by this service")
	}
	return Cursor{Sort: strings.ToValidUTF8(string(raw[36:]), ""), ID: id}, nil
}
