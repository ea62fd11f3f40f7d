package submit

import "fmt"

// Facts are what decides whether an account may submit mail.
type Facts struct {
	Method  string // Login or XOAuth2
	EOP     bool   // the organisation is standalone Exchange Online Protection
	Blocked bool   // the account may not sign in
	Ended   bool   // its password was changed, or its sign-ins were revoked, since
	Mailbox string // RecipientTypeDetails of the account's mailbox; "" where it has none, or had one
	Licence bool   // the account has a licence with Exchange Online

	TenantOff  bool   // Get-TransportConfig: SmtpClientAuthenticationDisabled
	MailboxOff *bool  // Get-CASMailbox: SmtpClientAuthenticationDisabled; nil inherits
	Policy     string // name of the authentication policy that holds for the account, "" for none
	PolicyOff  bool   // the policy does not have AllowBasicAuthSmtp

	Basic   Basic // what is left of basic authentication
	Chance  int   // 0 to 99, drawn for this sign-in, for Basic.Percent
	Enabled bool  // the organisation has switched basic authentication on again
}

// A Decision says whether an account may submit, and why.
type Decision struct {
	Allowed bool
	Refusal string // name of the reply (package smtpreply), "" where Allowed
	Reason  string // one sentence for an administrator
}

// Decide says whether somebody who signed in may submit mail. It is asked after the credential was found
// right, so what it says tells strangers nothing. A mailbox's own switch wins over the organisation's, in
// both directions; an authentication policy and the end of basic authentication concern passwords alone.
func Decide(f Facts) Decision {
	switch {
	case f.EOP:
		return refuse("NoSubmission", "A standalone Exchange Online Protection organisation has no mailboxes to submit from.")
	case f.Blocked:
		return refuse("WrongCredentials", "The account is blocked.")
	case f.Ended:
		return refuse("WrongCredentials", "The account's password was changed, or its sign-ins were revoked, after it signed in.")
	case f.Mailbox == "":
		return refuse("WrongCredentials", "The account has no mailbox.")
	case !f.Licence:
		return refuse("WrongCredentials", fmt.Sprintf("The account of this %s has no licence with Exchange Online, so nobody signs in as it.", f.Mailbox))
	case f.MailboxOff != nil && *f.MailboxOff:
		return refuse("AuthDisabledMailbox", "SMTP AUTH is off for the mailbox (Set-CASMailbox -SmtpClientAuthenticationDisabled).")
	case f.MailboxOff == nil && f.TenantOff:
		return refuse("AuthDisabledTenant", "SMTP AUTH is off for the organisation (Set-TransportConfig -SmtpClientAuthenticationDisabled), and the mailbox inherits that.")
	case f.Method != Login:
		return allow(f)
	}
	return decideBasic(f)
}

// decideBasic goes on with what concerns passwords alone.
func decideBasic(f Facts) Decision {
	switch {
	case f.PolicyOff:
		return refuse("BasicDisabled", fmt.Sprintf("The authentication policy %q has no AllowBasicAuthSmtp.", f.Policy))
	case f.Basic.Gone:
		return refuse("BasicRetired", "Basic authentication is retired: programs have to use OAuth (`exosh admin mail basic-auth`).")
	case f.Basic.DefaultOff && !f.Enabled:
		return refuse("BasicRetired", "Basic authentication is off by default; it can be switched on again (`exosh admin mail basic-auth enable`).")
	case f.Chance < f.Basic.Percent:
		return refuse("BasicRetired", fmt.Sprintf("Basic authentication is being retired: %d %% of all sign-ins are refused (`exosh admin mail basic-auth`).", f.Basic.Percent))
	}
	return allow(f)
}

func allow(f Facts) Decision {
	why := "SMTP AUTH is on for the organisation, and the mailbox inherits that."
	if f.MailboxOff != nil {
		why = "SMTP AUTH is on for the mailbox."
	}
	return Decision{Allowed: true, Reason: why}
}

func refuse(reply, reason string) Decision { return Decision{Refusal: reply, Reason: reason} }
