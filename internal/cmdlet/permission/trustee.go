package permission

import (
	"fmt"
	"strings"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// selfName is what the trustee is called that stands for the mailbox's own user.
const selfName = `NT AUTHORITY\SELF`

// A trustee is who has a permission.
type trustee struct {
	id    org.ID
	entry *org.Entry // nil for the mailbox's own user, and for one that is gone or out of sight
}

// findTrustee returns who an identity or a security identifier names, also one that was removed.
func findTrustee(tx org.Tx, identity string) (trustee, error) {
	if strings.EqualFold(identity, selfName) || strings.EqualFold(identity, "SELF") {
		return trustee{id: directory.Self}, nil
	}
	if id, ok := directory.ParseSID(identity); ok {
		return readTrustee(tx, id)
	}
	e, err := findPrincipal(tx, identity)
	if org.IsNotFound(err) {
		e, err = directory.Resolve(tx, identity, func(e *org.Entry) bool { return !directory.Live(e) && directory.IsPrincipal(e) })
	}
	if err != nil {
		return trustee{}, err
	}
	return trustee{e.ID, e}, nil
}

// findPrincipal returns who a permission is to be given to.
func findPrincipal(tx org.Tx, identity string) (*org.Entry, error) {
	return directory.Resolve(tx, identity, func(e *org.Entry) bool { return directory.Live(e) && directory.IsPrincipal(e) })
}

// newTrustee returns who a permission is to be given to, the mailbox's own user included.
func newTrustee(tx org.Tx, identity string) (trustee, error) {
	t, err := findTrustee(tx, identity)
	if err == nil && t.id != directory.Self && (t.entry == nil || !directory.Live(t.entry)) {
		return trustee{}, org.NotFound(identity)
	}
	return t, err
}

// readTrustee returns the trustee with an id.
func readTrustee(tx org.Tx, id org.ID) (trustee, error) {
	if id == directory.Self {
		return trustee{id: id}, nil
	}
	e, err := tx.Get(org.KindRecipient, id)
	if org.IsNotFound(err) {
		return trustee{id: id}, nil
	}
	if err != nil {
		return trustee{}, fmt.Errorf("read a trustee: %w", err)
	}
	return trustee{id, e}, nil
}

// name returns what the trustee is shown as: a user's principal name, a group's name, or the security
// identifier of one that is gone.
func (t trustee) name() string {
	switch {
	case t.id == directory.Self:
		return selfName
	case t.entry == nil:
		return directory.SID(t.id)
	}
	if upn := directory.Text(t.entry, "UserPrincipalName"); upn != "" {
		return upn
	}
	return directory.Text(t.entry, "Name")
}

// address returns the trustee's primary address; "" where it has none.
func (t trustee) address() string {
	if t.entry == nil {
		return ""
	}
	return directory.Primary(t.entry)
}

// gone says whether nothing is left of the trustee that the caller may see; removed, whether it waits to
// be restored.
func (t trustee) gone() bool    { return t.id != directory.Self && t.entry == nil }
func (t trustee) removed() bool { return t.entry != nil && !directory.Live(t.entry) }
