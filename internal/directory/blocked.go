package directory

import (
	"time"

	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// A BlockedSender is a mailbox that may not send until an administrator lets it: it sent what looked like
// unwanted mail.
type BlockedSender struct {
	Mailbox org.ID // Guid
	Address string // when it was blocked
	Reason  string
	At      time.Time
}

// propBlocked is the property of the tenant's own entry that lists them.
const propBlocked = "BlockedSenders"

// BlockedSenders returns the mailboxes that may not send, in the order in which they were blocked.
func BlockedSenders(tenant *org.Entry) []BlockedSender {
	v, _ := tenant.Props.Get(propBlocked)
	var list []BlockedSender
	for _, item := range org.Items(v) {
		o, ok := item.(*object.Object)
		if !ok {
			continue
		}
		e := &org.Entry{Props: o}
		at, _ := o.Get("At")
		when, _ := at.(time.Time)
		list = append(list, BlockedSender{
			Mailbox: Guid(e, "Mailbox"), Address: Text(e, "Address"), Reason: Text(e, "Reason"), At: when,
		})
	}
	return list
}

// SetBlockedSenders stores the list.
func SetBlockedSenders(tenant *org.Entry, list []BlockedSender) {
	if len(list) == 0 {
		tenant.Props.Delete(propBlocked)
		return
	}
	items := make([]any, len(list))
	for i, b := range list {
		items[i] = &object.Object{Props: []object.Property{
			{Name: "Mailbox", Value: b.Mailbox}, {Name: "Address", Value: b.Address}, {Name: "Reason", Value: b.Reason}, {Name: "At", Value: b.At.UTC()},
		}}
	}
	tenant.Props.Set(propBlocked, items)
}
