package smtptool

import "fmt"

// Facts are what the cmdlets of an organisation show of an account. A nil pointer says that it is not known.
type Facts struct {
	Kind       string // RecipientTypeDetails of the mailbox
	Blocked    *bool  // Get-User: AccountDisabled
	Licence    *bool  // Get-Mailbox: SKUAssigned
	TenantOff  *bool  // Get-TransportConfig: SmtpClientAuthenticationDisabled
	MailboxOff *bool  // Get-CASMailbox: SmtpClientAuthenticationDisabled; nil inherits
	Policy     string // authentication policy that holds for the account, "" for none
	PolicyOff  bool   // the policy does not have AllowBasicAuthSmtp
}

// An Answer is what is known of whether something may be done.
type Answer string

// The answers.
const (
	Yes     Answer = "yes"
	No      Answer = "no"
	Unknown Answer = "unknown"
)

// A Verdict says whether an account may send, and why.
type Verdict struct {
	May     Answer
	Refusal string // name of the reply that a refused program gets (package smtpreply); "" where May is not No
	Reason  string // one sentence for an administrator
	short   string // the same in a few words, where May is No
	fix     string // what to do; "" where the reply's advice says it
}

// The ways to sign in that a verdict is about.
const (
	withPassword = "LOGIN"
	withToken    = "XOAUTH2"
)

// Decide says whether an account may send by a way to sign in, as Exchange Online decides it: a mailbox's own
// switch wins over the organisation's in both directions, and an authentication policy concerns passwords alone.
func Decide(f Facts, mechanism string) Verdict {
	switch {
	case f.Blocked != nil && *f.Blocked:
		v := refuse("WrongCredentials", "blocked", "The account is blocked.")
		v.fix = "Let it sign in again: in the admin centre, or with `exosh admin user unblock`."
		return v
	case f.Licence != nil && !*f.Licence:
		v := refuse("WrongCredentials", "no licence", fmt.Sprintf("The account of this %s has no licence, so nobody signs in as it.", f.Kind))
		v.fix = "Assign it a licence with Exchange Online: in the admin centre, or with `exosh admin licence assign`."
		return v
	case f.MailboxOff != nil && *f.MailboxOff:
		return refuse("AuthDisabledMailbox", "own switch", "The mailbox's own switch is off.")
	case f.MailboxOff == nil && f.TenantOff != nil && *f.TenantOff:
		return refuse("AuthDisabledTenant", "organisation", "The organisation's switch is off, and the mailbox inherits it.")
	case mechanism == withPassword && f.PolicyOff:
		return refuse("BasicDisabled", "policy", fmt.Sprintf("The authentication policy %q has no AllowBasicAuthSmtp.", f.Policy))
	case f.MailboxOff != nil:
		return Verdict{May: Yes, Reason: "The mailbox's own switch is on."}
	case f.TenantOff == nil:
		return Verdict{May: Unknown, Reason: "The mailbox inherits the organisation's switch, which your account may not see (Get-TransportConfig)."}
	}
	return Verdict{May: Yes, Reason: "The organisation's switch is on, and the mailbox inherits it."}
}

func refuse(reply, short, reason string) Verdict {
	return Verdict{May: No, Refusal: reply, Reason: reason, short: short}
}
