package sqlstore

import (
	"errors"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// PutSubmission records that a mailbox submitted a message.
func (t *tx) PutSubmission(s *mail.Submission) error {
	if err := t.checkWrite(); err != nil {
		return err
	}
	if s.Mailbox == (org.ID{}) || s.Recipients < 0 || s.External < 0 {
		return errors.New("put submission: no mailbox, or counts below zero")
	}
	at := s.Time
	if at.IsZero() {
		at = t.now
	}
	last, all, err := t.lastSubmission(s.Mailbox)
	if err != nil {
		return err
	}
	_, err = t.change("put submission", qPutSubmission, t.id[:], s.Mailbox[:], max(last, at.UnixMicro()), all.Messages+1,
		all.Recipients+s.Recipients, all.External+s.External, s.Recipients, s.External, s.Message[:])
	if err != nil || s.External == 0 {
		return err
	}
	return t.putExternal(at.UnixMicro(), s.External)
}

// lastSubmission returns the time of a mailbox's last submission, and what its submissions counted up to.
func (t *tx) lastSubmission(mailbox org.ID) (at int64, all mail.Total, err error) {
	err = t.read("submissions", qLastSubmission, []any{t.id[:], mailbox[:]}, &at, &all.Messages, &all.Recipients, &all.External)
	if org.IsNotFound(err) {
		err = nil
	}
	return at, all, err
}

func (t *tx) putExternal(at, external int64) error {
	last, all, err := t.lastExternal()
	if err != nil {
		return err
	}
	_, err = t.change("put submission", qPutExternal, t.id[:], max(last, at), all+external, external)
	return err
}

func (t *tx) lastExternal() (at, all int64, err error) {
	err = t.read("submissions", qLastExternal, []any{t.id[:]}, &at, &all)
	if org.IsNotFound(err) {
		err = nil
	}
	return at, all, err
}

// Submitted sums up what a mailbox submitted after a time.
func (t *tx) Submitted(mailbox org.ID, after time.Time) (mail.Total, error) {
	var before mail.Total
	err := t.read("submissions", qFirstSubmission, []any{t.id[:], mailbox[:], after.UnixMicro()},
		&before.Messages, &before.Recipients, &before.External)
	if org.IsNotFound(err) {
		return mail.Total{}, nil
	}
	if err != nil {
		return mail.Total{}, err
	}
	_, all, err := t.lastSubmission(mailbox)
	return mail.Total{
		Messages: all.Messages - before.Messages, Recipients: all.Recipients - before.Recipients, External: all.External - before.External,
	}, err
}

// SubmittedByAll sums up the external recipients of all mailboxes after a time.
func (t *tx) SubmittedByAll(after time.Time) (int64, error) {
	var before int64
	err := t.read("submissions", qFirstExternal, []any{t.id[:], after.UnixMicro()}, &before)
	if org.IsNotFound(err) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	_, all, err := t.lastExternal()
	return all - before, err
}
