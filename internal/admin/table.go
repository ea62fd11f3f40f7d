package admin

import (
	"flag"
	"slices"
)

// commands is every command there is, in the order of the help.
func commands() []command {
	role := func(fs *flag.FlagSet, c *choices) { fs.StringVar(&c.role, "role", "", "") }
	off := func(fs *flag.FlagSet, c *choices) { fs.BoolVar(&c.off, "off", false, "") }
	create := func(fs *flag.FlagSet, c *choices) {
		role(fs, c)
		fs.StringVar(&c.name, "name", "", "")
		fs.StringVar(&c.plan, "licence", "", "")
		fs.BoolVar(&c.mfa, "require-mfa", false, "")
	}
	return slices.Concat([]command{
		{"user", "list", "", "list the accounts", nil, 0, 0, listUsers},
		{"user", "create", "UPN [--name N] [--licence L] [--role R] [--require-mfa]", "make an account; prints its one-time password", create, 1, 1, createUser},
		{"user", "block", "UPN", "let it sign in no more, and end its sessions", nil, 1, 1, blockUser},
		{"user", "unblock", "UPN", "let it sign in again", nil, 1, 1, unblockUser},
		{"user", "reset-password", "UPN", "print a new one-time password, and end its sessions", nil, 1, 1, resetPassword},
		{"user", "reset-factors", "UPN", "forget its second factors", nil, 1, 1, resetFactors},
		{"user", "require-mfa", "UPN [--off]", "ask it for a second factor at every sign-in", off, 1, 1, requireMFA},
		{"user", "unlock", "UPN", "end the pause after wrong passwords and codes", nil, 1, 1, unlockUser},
		{"user", "end-sessions", "UPN", "end its sessions and refuse its tokens", nil, 1, 1, endSessions},
		{"role", "list", "[UPN]", "list the directory roles, or those of an account", nil, 0, 1, listRoles},
		{"role", "add", "UPN ROLE", "give an account a directory role", nil, 2, 2, addRole},
		{"role", "remove", "UPN ROLE", "take a directory role away", nil, 2, 2, removeRole},
		{"licence", "list", "[UPN]", "list the licences, or those of an account", nil, 0, 1, listLicences},
		{"licence", "assign", "UPN LICENCE", "give an account a licence, and a mailbox if it has none", nil, 2, 2, assignLicence},
		{"licence", "remove", "UPN LICENCE", "take a licence away; the mailbox stays", nil, 2, 2, removeLicence},
		{"policy", "list", "", "list the ways to sign in without a browser, and whether they are allowed", nil, 0, 0, listPolicies},
		{"policy", "allow", "WAY", "allow a way to sign in: password, device-code or app-password", nil, 1, 1, allowWay},
		{"policy", "forbid", "WAY", "forbid a way to sign in: password, device-code or app-password", nil, 1, 1, forbidWay},
		{"domain", "list", "", "list the accepted domains", nil, 0, 0, listDomains},
		{"domain", "add", "NAME", "accept a domain", nil, 1, 1, addDomain},
		{"domain", "default", "NAME", "make new addresses in this domain", nil, 1, 1, defaultDomain},
		{"domain", "remove", "NAME", "accept a domain no more", nil, 1, 1, removeDomain},
	}, appPasswordCommands(), mailRuleCommands(), mailQueueCommands())
}
