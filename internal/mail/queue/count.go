package queue

import (
	"strings"
	"time"

	"example.org/exosh/internal/mail"
)

// An outcome is what became of a recipient, as metrics have it.
type outcome struct {
	route, status string
	age           time.Duration
}

// count notes an outcome where the event is one.
func (s *settling) count(event string) {
	status := ""
	switch event {
	case mail.EventDeliver, mail.EventSend:
		status = mail.Delivered
	case mail.EventExpand:
		status = mail.Expanded
	case mail.EventFail:
		status = mail.Failed
	case mail.EventDefer:
		status = mail.Pending
	default:
		return
	}
	route := "local"
	if s.item.Stage == mail.Outgoing {
		route, _, _ = strings.Cut(s.item.Destination, ":")
	}
	s.counted = append(s.counted, outcome{route, status, s.tx.Now().Sub(s.item.Created)})
}

// tally tells metrics of outcomes that are durable.
func (w *Worker) tally(list []outcome) {
	if w.Outcome == nil {
		return
	}
	for _, o := range list {
		w.Outcome(o.route, o.status, o.age)
	}
}
