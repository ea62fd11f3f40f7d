package directory

import (
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// kindTransport is the kind of the entry that keeps what Set-TransportConfig set. Package plain, whose noun it
// is, makes its id of the kind and its name.
const (
	kindTransport = "transportconfig"
	nameTransport = "Transport Settings"
)

// KindAuthPolicy is the kind of authentication policies, a noun of package plain.
const KindAuthPolicy = "authenticationpolicy"

// A Transport is the organisation's configuration of mail flow, as Get-TransportConfig shows it.
type Transport struct{ entry *org.Entry }

// LoadTransport reads the configuration of mail flow; one that nobody has changed has the usual values.
func LoadTransport(tx org.Tx) (Transport, error) {
	e, err := tx.Get(kindTransport, TransportID(tx.Tenant()))
	if org.IsNotFound(err) {
		return Transport{&org.Entry{Kind: kindTransport, Props: &object.Object{}}}, nil
	}
	return Transport{e}, err
}

// NewTransport returns the configuration of mail flow as nobody has changed it yet.
func NewTransport(o *Organisation) *org.Entry {
	return o.NewConfig(kindTransport, TransportID(o.Tenant), nameTransport, "Global Settings")
}

// TransportID is the id of a tenant's configuration of mail flow.
func TransportID(tenant org.ID) org.ID { return org.SeedID(tenant, kindTransport+" "+nameTransport) }

// SMTPDisabled says whether SMTP AUTH is off for mailboxes that do not say otherwise, as it is at first.
func (t Transport) SMTPDisabled() bool {
	v, ok := t.entry.Props.Get("SmtpClientAuthenticationDisabled")
	off, _ := v.(bool)
	return !ok || off
}

// MaxRecipients is the most recipients of a message; 0 where that is not limited.
func (t Transport) MaxRecipients() int64 {
	n, _ := Number(t.entry, "MaxRecipientEnvelopeLimit")
	return n
}

// Number returns a property that is a number, a size, or a limit of either; false where it is absent or
// Unlimited.
func Number(e *org.Entry, name string) (int64, bool) {
	v, _ := e.Props.Get(name)
	if u, ok := v.(object.Unlimited); ok {
		v = u.Value
	}
	switch n := v.(type) {
	case int32:
		return int64(n), true
	case int64:
		return n, true
	case object.ByteQuantifiedSize:
		return int64(n), true
	}
	return 0, false
}
