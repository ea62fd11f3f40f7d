package exosh

import "strings"

const systemMailbox = "APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@"

// anchor is X-AnchorMailbox, protocol section 4.10.
func (d *dialing) anchor(account string) string {
	if d.o.NoAnchor {
		return ""
	}
	if d.target.compliance {
		return d.complianceAnchor(account)
	}
	switch {
	case d.target.email != "":
		return "UPN:" + d.target.email
	case d.o.UserPrincipalName != "" && d.o.DelegatedOrganization == "":
		return "UPN:" + d.o.UserPrincipalName
	case d.o.DelegatedOrganization != "", d.o.Organization != "" && d.token.Account == "":
		return systemMailbox + d.tenant(account)
	}
	return "UPN:" + account
}

// complianceAnchor is the same for Security & Compliance, which names organisations otherwise.
func (d *dialing) complianceAnchor(account string) string {
	mailbox := "UPN:" + strings.TrimPrefix(systemMailbox, "APP:")
	switch {
	case d.o.UserPrincipalName != "" && d.o.DelegatedOrganization == "":
		return "UPN:" + d.o.UserPrincipalName
	case d.o.DelegatedOrganization != "":
		return mailbox + d.o.DelegatedOrganization
	case d.o.Organization != "" && d.token.Account == "":
		return mailbox + d.o.Organization
	}
	return "UPN:" + account
}
