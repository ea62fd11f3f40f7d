package sqlstore

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// A traceData is what is kept of a trace beside what it is found by. The addresses are as they were given.
type traceData struct {
	Recipient string `json:"recipient,omitempty"`
	Sender    string `json:"sender,omitempty"`
	MessageID string `json:"messageID,omitempty"`
	Subject   string `json:"subject,omitempty"`
	Size      int64  `json:"size,omitempty"`
	FromIP    string `json:"fromIP,omitempty"`
	ToIP      string `json:"toIP,omitempty"`
}

// PutTrace stores the state of a message for one recipient.
func (t *tx) PutTrace(r *mail.Trace) error {
	if r.Message == (org.ID{}) || r.Recipient == "" || r.Status == "" || r.Received.IsZero() {
		return errors.New("put trace: no message, recipient, status or time")
	}
	data, err := json.Marshal(traceData{r.Recipient, r.Sender, r.MessageID, r.Subject, r.Size, r.FromIP, r.ToIP})
	if err != nil {
		return fmt.Errorf("put trace: %w", err)
	}
	_, err = t.change("put trace", qPutTrace, t.id[:], r.Message[:], org.Fold(r.Recipient), r.Received.UnixMicro(),
		org.Fold(r.Sender), r.Status, string(data))
	return err
}

// A traceRow is a trace as it lies in the table.
type traceRow struct {
	message                         org.ID
	recipient, sender, status, data string
	received                        int64
}

func (r *traceRow) dest() []any {
	return []any{idColumn{&r.message}, &r.recipient, &r.received, &r.sender, &r.status, &r.data}
}

func (r *traceRow) trace() (*mail.Trace, error) {
	var d traceData
	if err := json.Unmarshal([]byte(r.data), &d); err != nil {
		return nil, fmt.Errorf("trace of %s: %w", org.IDText(r.message), err)
	}
	return &mail.Trace{
		Message: r.message, Recipient: d.Recipient, Sender: d.Sender, MessageID: d.MessageID, Subject: d.Subject,
		Size: d.Size, Received: micros(r.received), Status: r.status, FromIP: d.FromIP, ToIP: d.ToIP,
	}, nil
}

// Trace returns the state of a message for one recipient.
func (t *tx) Trace(message org.ID, recipient string) (*mail.Trace, error) {
	var r traceRow
	if err := t.read("trace", qTrace, []any{t.id[:], message[:], org.Fold(recipient)}, r.dest()...); err != nil {
		return nil, err
	}
	found, err := r.trace()
	return found, t.breaks(err)
}

// Traces yields what a query selects. A message's id or its Message-ID decide what is read where they are
// given, else the time does.
func (t *tx) Traces(q mail.TraceQuery) iter.Seq2[*mail.Trace, error] {
	filter := newTraceFilter(q)
	rows := t.tracesBetween(q)
	if q.Message != (org.ID{}) || q.MessageID != "" {
		rows = t.tracesOf(q)
	}
	return func(yield func(*mail.Trace, error) bool) {
		n, looked, last := 0, 0, (*traceRow)(nil)
		for r, err := range rows {
			if err == nil && !filter.behind(r) {
				continue
			}
			if err == nil && q.Looks > 0 && looked == q.Looks {
				yield(nil, &mail.MoreError{TracePlace: mail.TracePlace{Received: micros(last.received), Recipient: last.recipient, Message: last.message}})
				return
			}
			looked, last = looked+1, r
			var found *mail.Trace
			if err == nil {
				found, err = filter.selected(r)
			}
			if err != nil {
				yield(nil, t.breaks(err))
				return
			}
			if found == nil {
				continue
			}
			n++
			if !yield(found, nil) || n == q.Limit {
				return
			}
		}
	}
}

// selected returns the trace of a row, nil for one that the query does not select.
func (f *traceFilter) selected(r *traceRow) (*mail.Trace, error) {
	if !f.wants(r) {
		return nil, nil
	}
	found, err := r.trace()
	if err != nil || f.messageID != "" && found.MessageID != f.messageID || f.match != nil && !f.match(found) {
		return nil, err
	}
	return found, nil
}

// tracesBetween yields the rows of a time, newest first.
func (t *tx) tracesBetween(q mail.TraceQuery) iter.Seq2[*traceRow, error] {
	return func(yield func(*traceRow, error) bool) {
		from, to := bounds(q)
		last := &traceRow{received: to}
		if p := placeOf(q); p != nil && p.received <= to {
			last = p
		}
		for n := firstChunk; ; n = nextChunk {
			list, err := t.traceRows(qTracesBetween, t.id[:], from, last.received, last.recipient, last.message[:], n)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, r := range list {
				if !yield(r, nil) {
					return
				}
			}
			if len(list) < n {
				return
			}
			last = list[n-1]
		}
	}
}

// placeOf returns the row that a query goes on behind; nil where it begins.
func placeOf(q mail.TraceQuery) *traceRow {
	if q.After == nil {
		return nil
	}
	return &traceRow{received: q.After.Received.UnixMicro(), recipient: q.After.Recipient, message: q.After.Message}
}

// compareTraces compares rows by the order of traces.
func compareTraces(a, b *traceRow) int {
	return cmp.Or(cmp.Compare(b.received, a.received), strings.Compare(a.recipient, b.recipient), slices.Compare(a.message[:], b.message[:]))
}

func bounds(q mail.TraceQuery) (from, to int64) {
	from, to = math.MinInt64, math.MaxInt64
	if !q.From.IsZero() {
		from = q.From.UnixMicro()
	}
	if !q.To.IsZero() {
		to = q.To.UnixMicro()
	}
	return from, to
}

// tracesOf yields the rows of the messages that a query names.
func (t *tx) tracesOf(q mail.TraceQuery) iter.Seq2[*traceRow, error] {
	return func(yield func(*traceRow, error) bool) {
		ids, err := t.named(q)
		var list []*traceRow
		for _, id := range ids {
			if err == nil {
				var more []*traceRow
				more, err = t.allTracesOf(id)
				list = append(list, more...)
			}
		}
		if err != nil {
			yield(nil, err)
			return
		}
		slices.SortFunc(list, compareTraces)
		for _, r := range list {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// maxNamed is the most messages of one Message-ID that are looked at.
const maxNamed = 1000

// named returns the messages that a query names.
func (t *tx) named(q mail.TraceQuery) ([]org.ID, error) {
	if q.Message != (org.ID{}) {
		return []org.ID{q.Message}, nil
	}
	var ids []org.ID
	err := t.rowsOf("traces", qByHeader, []any{t.id[:], q.MessageID, maxNamed}, func(scan func(...any) error) error {
		var id org.ID
		err := scan(idColumn{&id})
		ids = append(ids, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return ids, nil
}

func (t *tx) allTracesOf(message org.ID) ([]*traceRow, error) {
	var all []*traceRow
	for after := ""; ; {
		list, err := t.traceRows(qTracesOf, t.id[:], message[:], after, nextChunk)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
		if len(list) < nextChunk {
			return all, nil
		}
		after = list[len(list)-1].recipient
	}
}

func (t *tx) traceRows(q query, args ...any) ([]*traceRow, error) {
	var list []*traceRow
	err := t.rowsOf("traces", q, args, func(scan func(...any) error) error {
		r := &traceRow{}
		list = append(list, r)
		return scan(r.dest()...)
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// A traceFilter is what of a query is looked at row by row, folded.
type traceFilter struct {
	from, to                      int64
	senders, recipients, statuses set
	messageID                     string
	after                         *traceRow
	match                         func(*mail.Trace) bool
}

func newTraceFilter(q mail.TraceQuery) *traceFilter {
	f := &traceFilter{
		senders: newSet(q.Senders), recipients: newSet(q.Recipients), statuses: newSet(q.Statuses),
		after: placeOf(q), messageID: q.MessageID, match: q.Match,
	}
	f.from, f.to = bounds(q)
	return f
}

// behind says whether a row comes behind the place where the query goes on.
func (f *traceFilter) behind(r *traceRow) bool {
	return f.after == nil || compareTraces(f.after, r) < 0
}

// wants says whether a row is one of those that the query selects.
func (f *traceFilter) wants(r *traceRow) bool {
	return r.received >= f.from && r.received <= f.to &&
		f.statuses.has(r.status) && hasAddress(f.senders, r.sender) && hasAddress(f.recipients, r.recipient)
}

// hasAddress says whether a set holds a folded address, or its domain as "*@domain".
func hasAddress(s set, address string) bool {
	if s == nil || s[address] {
		return true
	}
	at := strings.LastIndexByte(address, '@')
	return at >= 0 && s["*"+address[at:]]
}
