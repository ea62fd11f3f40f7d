package metrics

import (
	"crypto/tls"
	"strings"
	"time"

	"example.org/exosh/internal/mail"
)

// mailFamilies are the metrics of the SMTP door and of the queue.
type mailFamilies struct {
	connections, open, handshakes, connected     *family
	accepted, acceptedBytes, recipients, refused *family
	deliveries, age                              *family
}

func (m *Metrics) mail() mailFamilies {
	return mailFamilies{
		connections:   m.counter("exosh_smtp_connections_total", "SMTP connections that were let in, by how they begin: starttls or implicit.", "tls"),
		open:          m.gauge("exosh_smtp_connections_open", "SMTP connections that are open."),
		connected:     m.histogram("exosh_smtp_connection_duration_seconds", "How long SMTP connections lasted.", []float64{.1, .5, 1, 5, 15, 60, 300, 1800}),
		handshakes:    m.counter("exosh_smtp_tls_handshakes_total", "TLS handshakes of SMTP clients that succeeded, by version.", "version"),
		accepted:      m.counter("exosh_smtp_messages_accepted_total", "Messages that were answered 250."),
		acceptedBytes: m.counter("exosh_smtp_message_bytes_total", "Bytes of the messages that were answered 250."),
		recipients:    m.counter("exosh_smtp_recipients_accepted_total", "Recipients of the messages that were answered 250."),
		refused:       m.counter("exosh_smtp_refusals_total", "Refusals by SMTP, by the name of the reply.", "reply"),
		deliveries:    m.counter("exosh_mail_deliveries_total", "What became of recipients: delivered, failed, pending for every try that was put off, expanded.", "route", "outcome"),
		age: m.histogram("exosh_mail_delivery_duration_seconds", "Time from acceptance to delivery or failure of a recipient.",
			[]float64{.01, .05, .1, .5, 1, 5, 30, 60, 300, 3600, 21600, 86400}, "route"),
	}
}

// Opened counts a connection that SMTP let in.
func (m *Metrics) Opened(implicit bool) {
	how := "starttls"
	if implicit {
		how = "implicit"
	}
	m.connections.add(1, how)
	m.open.add(1)
}

// Closed counts its end.
func (m *Metrics) Closed(after time.Duration) {
	m.open.add(-1)
	m.connected.observe(after.Seconds())
}

// Secured counts a TLS handshake of an SMTP client; version is that of package tls.
func (m *Metrics) Secured(version uint16) {
	name := other
	switch version {
	case tls.VersionTLS12:
		name = "1.2"
	case tls.VersionTLS13:
		name = "1.3"
	}
	m.handshakes.add(1, name)
}

// Accepted counts a message that was answered 250.
func (m *Metrics) Accepted(size int64, recipients int) {
	m.accepted.add(1)
	m.acceptedBytes.add(float64(size))
	m.recipients.add(float64(recipients))
}

// Refused counts a refusal of SMTP by the name of its reply, "" for one without.
func (m *Metrics) Refused(reply string) {
	if reply == "" {
		reply = other
	}
	m.refused.add(1, reply)
}

// Outcome counts what became of a message for one recipient: route is "local", "lab", "mx" or "host", status that
// of the trace, age the time since the message was accepted.
func (m *Metrics) Outcome(route, status string, age time.Duration) {
	switch route {
	case "local", "lab", "mx", "host":
	default:
		route = other
	}
	switch status {
	case mail.Delivered, mail.Failed:
		m.age.observe(age.Seconds(), route)
	case mail.Pending, mail.Expanded:
	default:
		status = other
	}
	m.deliveries.add(1, route, strings.ToLower(status))
}
