package org

import "time"

// An Account is who can sign in. It is an entry of KindAccount whose ID is the object id (oid) that
// the recipient carries as ExternalDirectoryObjectId; keys: "oid", "upn" (both unique).
type Account struct {
	ID               ID
	UPN              string
	DisplayName      string
	Enabled          bool   // false: blocked, AADSTS50057
	PasswordHash     string // PHC string of argon2id; "" means that no password was set
	MustChange       bool   // the password is a one-time password, AADSTS50055
	MFARequired      bool
	Factors          []Factor
	AppPasswords     []AppPassword // of programs that know no second factor
	DirectoryRoles   []string      // names of catalog/rbac.json's directoryRoles: "Global Administrator", ...
	RemotePowerShell bool          // RemotePowerShellEnabled and EXOModuleEnabled of Get-User are this one value
	Plans            []string      // licences by name: "Exchange Online (Plan 1)", ...
	TokensValidFrom  time.Time     // tokens issued before are refused
	Guest            bool
}

// A Factor is a registered second factor.
type Factor struct {
	ID     string // short random text, unique within the account
	Type   string // "totp" (RFC 6238, SHA-1, 30 s, 6 digits) or "sms"
	Secret string // base32 without padding for totp
	Phone  string // E.164 for sms
	Added  time.Time
}
