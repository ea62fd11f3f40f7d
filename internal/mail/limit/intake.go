package limit

import (
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// An Intake holds the limits of receiving within one transaction that delivers. Take is asked before each
// message is put into a mailbox; Store is called once, at the end.
type Intake struct {
	mail   mail.Tx
	limits Limits
	now    time.Time
	boxes  map[org.ID]*taken
}

// taken is what a mailbox has received: in the hour before, and by this transaction.
type taken struct{ before, now int64 }

// NewIntake begins a transaction's intake.
func NewIntake(m mail.Tx, l Limits, now time.Time) *Intake {
	return &Intake{mail: m, limits: l, now: now, boxes: map[org.ID]*taken{}}
}

// Take counts a message for a mailbox (Guid, with the address that traces show), or returns the name of the
// reply that refuses it (package smtpreply): the mailbox has received too much within the hour, from everybody
// or from that sender. Notifications, which have no sender, are counted and never refused.
func (i *Intake) Take(mailbox org.ID, address, sender string) (refusal string, err error) {
	t, err := i.of(mailbox)
	if err != nil {
		return "", err
	}
	if sender != "" {
		if refusal, err = i.refusal(t, address, sender); refusal != "" || err != nil {
			return refusal, err
		}
	}
	t.now++
	return "", nil
}

func (i *Intake) refusal(t *taken, address, sender string) (string, error) {
	total := t.before + t.now
	if total >= i.limits.Get(ReceivedPerHour) {
		return "ReceivingLimit", nil
	}
	most := i.limits.ReceivedFromOne()
	if total < most {
		return "", nil
	}
	var n int64
	for _, err := range i.mail.Traces(mail.TraceQuery{
		From: i.now.Add(-time.Hour), To: i.now, Senders: []string{org.Fold(sender)}, Recipients: []string{org.Fold(address)},
		Statuses: []string{mail.Delivered}, Limit: int(most),
	}) {
		if err != nil {
			return "", err
		}
		n++
	}
	if n >= most {
		return "ReceivingLimitOfOne", nil
	}
	return "", nil
}

func (i *Intake) of(mailbox org.ID) (*taken, error) {
	if t := i.boxes[mailbox]; t != nil {
		return t, nil
	}
	total, err := i.mail.Submitted(receiving(mailbox), i.now.Add(-time.Hour))
	t := &taken{before: total.Recipients}
	i.boxes[mailbox] = t
	return t, err
}

// receiving is the id under which the store sums up what a mailbox received, beside what it submitted.
func receiving(mailbox org.ID) org.ID { return org.SeedID(mailbox, "received") }

// Store keeps what was taken: one row for each mailbox.
func (i *Intake) Store() error {
	for mailbox, t := range i.boxes {
		if t.now == 0 {
			continue
		}
		if err := i.mail.PutSubmission(&mail.Submission{Mailbox: receiving(mailbox), Time: i.now, Recipients: t.now}); err != nil {
			return err
		}
	}
	return nil
}
