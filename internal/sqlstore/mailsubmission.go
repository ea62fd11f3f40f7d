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
	_, err := t.change("put submission", qPutSubmission, t.id[:], s.Mailbox[:], at.UnixMicro(), s.Recipients, s.External, s.Message[:])
	if err != nil || s.External == 0 {
		return err
	}
	_, err = t.change("put submission", qPutExternal, t.id[:], at.UnixMicro(), s.External)
	return err
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
	var all mail.Total
	err = t.read("submissions", qLastSubmission, []any{t.id[:], mailbox[:]}, &all.Messages, &all.Recipients, &all.External)
	return mail.Total{
		Messages: all.Messages - before.Messages, Recipients: all.Recipients - before.Recipients, External: all.External - before.External,
	}, err
}

// SubmittedByAll sums up the external recipients of all mailboxes after a time.
func (t *tx) SubmittedByAll(after time.Time) (int64, error) {
	var before, all int64
	err := t.read("submissions", qFirstExternal, []any{t.id[:], after.UnixMicro()}, &before)
	if org.IsNotFound(err) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	err = t.read("submissions", qLastExternal, []any{t.id[:]}, &all)
	return all - before, err
}
