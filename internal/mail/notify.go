package mail

import "slices"

// The values of Recipient.Notify (RFC 3461, 4.1).
const (
	NotifyNever   = "NEVER"
	NotifySuccess = "SUCCESS"
	NotifyFailure = "FAILURE"
	NotifyDelay   = "DELAY"
)

// Wants says whether the sender wants to be told of an event of the recipient: of NotifySuccess where it was asked
// for, of the others unless they were left out. Where NOTIFY was not said, failures and delays are told (RFC 3461,
// 4.1).
func (r Recipient) Wants(event string) bool {
	if r.Notify == nil {
		return event != NotifySuccess
	}
	return slices.Contains(r.Notify, event)
}
