package auditlog

import "slices"

// isSend says whether an operation is that of a mailbox that sent a message.
func isSend(operation string) bool {
	return slices.Contains([]string{"Send", "SendAs", "SendOnBehalf"}, operation)
}

// The vendor's numbers of who is logged on to a mailbox.
const (
	logonOwner    = 0
	logonDelegate = 2
)

// sent holds the fields of a record about a message that was sent.
type sent struct {
	ClientIPAddress        string `json:",omitempty"`
	ClientInfoString       string
	InternalLogonType      int
	Item                   item
	LogonType              int
	MailboxGUID            string `json:"MailboxGuid,omitempty"`
	MailboxOwnerUPN        string `json:",omitempty"`
	SendAsUserSMTP         string `json:"SendAsUserSmtp,omitempty"`
	SendOnBehalfOfUserSMTP string `json:"SendOnBehalfOfUserSmtp,omitempty"`
}

// An item is the message of such a record.
type item struct {
	ID                string `json:"Id"`
	InternetMessageID string `json:"InternetMessageId"`
	Subject           string
}

// asSent gives a record of a message that was sent the fields that those have. What the trail keeps as parameters
// are facts of the message.
func (d *data) asSent() {
	fact := func(name string) string {
		i := slices.IndexFunc(d.Parameters, func(p pair) bool { return p.Name == name })
		if i < 0 {
			return ""
		}
		return d.Parameters[i].Value
	}
	d.sent = &sent{
		ClientIPAddress: d.ClientIP, ClientInfoString: "Client=" + d.AppID, LogonType: logonDelegate,
		Item:        item{ID: fact("NetworkMessageId"), InternetMessageID: fact("InternetMessageId"), Subject: fact("Subject")},
		MailboxGUID: fact("MailboxGuid"), MailboxOwnerUPN: fact("MailboxOwnerUPN"),
		SendAsUserSMTP: fact("SendAsUserSmtp"), SendOnBehalfOfUserSMTP: fact("SendOnBehalfOfUserSmtp"),
	}
	if d.Operation == "Send" {
		d.LogonType = logonOwner
	}
	d.Parameters, d.AppID = nil, ""
	d.ResultStatus = map[bool]string{true: "Succeeded", false: "Failed"}[d.ResultStatus == "True"]
}
