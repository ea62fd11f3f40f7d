package sqlstore

import (
	"fmt"
	"time"

	"example.org/exosh/internal/org"
)

// How long mail is remembered.
const (
	keepTrace      = 90 * 24 * time.Hour // as the vendor's message trace
	keepSubmission = 25 * time.Hour      // a little longer than any limit looks back
)

// The most that one step of the sweep removes of messages, and of mailboxes whose submissions it looks at.
const (
	sweepBytes    = 16 << 20
	sweepMessages = 100

	sweepMailboxes = 50 // whose submissions one step looks at
)

// A mailSweeper removes what is too old of mail, and messages that nothing needs any more. A step is small; more
// says that it left something to do.
type mailSweeper struct {
	c    *conn
	now  time.Time
	at   *mailCursor
	more bool
}

// A mailCursor is how far the sweep got.
type mailCursor struct {
	traced    org.ID    // tenant whose traces were looked at last
	submitter submitter // whose submissions were looked at last
}

// A submitter is a mailbox of a tenant.
type submitter struct{ tenant, mailbox org.ID }

func (m *mailSweeper) step() error {
	for _, step := range []func() error{m.submissions, m.traces, m.loose} {
		if err := step(); err != nil {
			return fmt.Errorf("sweep mail: %w", err)
		}
	}
	return nil
}

// submissions removes old submissions of some mailboxes; the next step goes on with the next ones, and begins anew
// after the last.
func (m *mailSweeper) submissions() error {
	for range sweepMailboxes {
		var next submitter
		err := m.c.row(qNextSubmitter, []any{m.at.submitter.tenant[:], m.at.submitter.mailbox[:]}, idColumn{&next.tenant}, idColumn{&next.mailbox})
		if isNone(err) {
			m.at.submitter = submitter{}
			return nil
		}
		if err != nil {
			return err
		}
		if full, err := m.submissionsOf(next); err != nil || full {
			m.more = true
			return err
		}
		m.at.submitter = next
	}
	return nil
}

// submissionsOf removes old submissions of a mailbox, and with the first one of a tenant what is counted for all of
// them. It says whether there may be more.
func (m *mailSweeper) submissionsOf(s submitter) (full bool, err error) {
	before := m.now.Add(-keepSubmission).UnixMicro()
	if s.tenant != m.at.submitter.tenant {
		n, err := m.c.exec(qSweepExternal, s.tenant[:], before, sweepRows)
		if err != nil || n == sweepRows {
			return true, err
		}
	}
	n, err := m.c.exec(qSweepSubmissions, s.tenant[:], s.mailbox[:], before, sweepRows)
	return n == sweepRows, err
}

// traces removes old traces of one tenant; the next step looks at the next one's.
func (m *mailSweeper) traces() error {
	tenant, err := m.nextTraced()
	if err != nil || tenant == (org.ID{}) {
		return err
	}
	type key struct {
		message   org.ID
		recipient string
	}
	var old []key
	err = m.c.rows(qOldTraces, []any{tenant[:], m.now.Add(-keepTrace).UnixMicro(), sweepRows}, func(scan func(...any) error) error {
		var k key
		err := scan(idColumn{&k.message}, &k.recipient)
		old = append(old, k)
		return err
	})
	if err != nil {
		return err
	}
	for _, k := range old {
		if _, err := m.c.exec(qDeleteTrace, tenant[:], k.message[:], k.recipient); err != nil {
			return err
		}
		if _, err := m.c.exec(qPutLoose, tenant[:], k.message[:]); err != nil {
			return err
		}
	}
	if len(old) == sweepRows {
		m.more = true // the same tenant again
		return nil
	}
	m.at.traced = tenant
	return nil
}

// nextTraced returns the next tenant that has traces, the first one after the last; zero where nobody has any.
func (m *mailSweeper) nextTraced() (tenant org.ID, err error) {
	err = m.c.row(qNextTraced, []any{m.at.traced[:]}, idColumn{&tenant})
	if isNone(err) {
		err = m.c.row(qNextTraced, []any{tenant[:]}, idColumn{&tenant})
	}
	if isNone(err) {
		err = nil
	}
	return tenant, err
}

// A looseMessage is one that something stopped needing.
type looseMessage struct{ tenant, id org.ID }

// loose removes messages that nothing needs, with their events.
func (m *mailSweeper) loose() error {
	var list []*looseMessage
	err := m.c.rows(qLoose, []any{sweepMessages}, func(scan func(...any) error) error {
		l := &looseMessage{}
		list = append(list, l)
		return scan(idColumn{&l.tenant}, idColumn{&l.id})
	})
	if err != nil {
		return err
	}
	budget := int64(sweepBytes)
	for _, l := range list {
		if budget <= 0 {
			m.more = true
			return nil
		}
		n, err := m.settle(l)
		if err != nil {
			return err
		}
		budget -= n
	}
	m.more = m.more || len(list) == sweepMessages
	return nil
}

// settle removes what nothing needs of a message and returns what it cost, in bytes.
func (m *mailSweeper) settle(l *looseMessage) (cost int64, err error) {
	var active, needed bool
	if err := m.c.row(qActive, []any{l.tenant[:], l.id[:]}, &active); err != nil {
		return 0, err
	}
	if !active {
		n, err := m.c.exec(qDeleteEvents, l.tenant[:], l.id[:], sweepRows)
		if err != nil || n == sweepRows {
			return sweepBytes, err // the rest with the next step
		}
		if err := m.c.row(qNeeded, []any{l.tenant[:], l.id[:]}, &needed); err != nil {
			return 0, err
		}
		if !needed {
			if cost, err = m.remove(l); err != nil {
				return 0, err
			}
		}
	}
	_, err = m.c.exec(qDeleteLoose, l.tenant[:], l.id[:])
	return cost, err
}

// remove removes a message with its bytes and returns how many they were.
func (m *mailSweeper) remove(l *looseMessage) (size int64, err error) {
	var num int64
	err = m.c.row(qMessageNum, []any{l.tenant[:], l.id[:]}, &num, &size)
	if isNone(err) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	if _, err := m.c.exec(qDeleteChunks, num*maxChunks, (num+1)*maxChunks); err != nil {
		return 0, err
	}
	_, err = m.c.exec(qDeleteMessage, num)
	return size, err
}
