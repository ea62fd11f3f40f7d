package directory

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// The properties that keep who may do what: with a mailbox, and in a recipient's name.
const (
	PropMailboxAccess = "MailboxAccess"
	PropSendAs        = "SendAsAccess"
)

// Self is the trustee that stands for the mailbox's own user, NT AUTHORITY\SELF.
var Self org.ID

// A Permission is one access control entry of a recipient. It outlives its trustee.
type Permission struct {
	Trustee     org.ID   // a recipient's Guid, or Self
	Rights      []string // "FullAccess", "ReadPermission", "SendAs", ...
	Deny        bool
	Inheritance string // "All", "None", "Children", "SelfAndChildren"
	AutoMapping bool   // the trustee's mail program opens the mailbox by itself
}

// MailboxAccess returns who may do what with a mailbox.
func MailboxAccess(e *org.Entry) []Permission {
	return permissions(e, PropMailboxAccess, DefaultMailboxAccess())
}

// DefaultMailboxAccess returns the permissions of a new mailbox: its user may do everything.
func DefaultMailboxAccess() []Permission {
	return []Permission{{Trustee: Self, Rights: []string{"FullAccess", "ReadPermission"}, Inheritance: "All"}}
}

// SendAs returns who may send in the recipient's name.
func SendAs(e *org.Entry) []Permission {
	var own []Permission
	if IsMailbox(Details(e)) {
		own = []Permission{{Trustee: Self, Rights: []string{"SendAs"}, Inheritance: "None"}}
	}
	return permissions(e, PropSendAs, own)
}

// SetPermissions keeps permissions under a property.
func SetPermissions(e *org.Entry, property string, list []Permission) {
	kept := make([]any, len(list))
	for i, p := range list {
		kept[i] = &object.Object{Props: []object.Property{
			{Name: "Trustee", Value: p.Trustee}, {Name: "Rights", Value: Anys(p.Rights)}, {Name: "Deny", Value: p.Deny},
			{Name: "Inheritance", Value: p.Inheritance}, {Name: "AutoMapping", Value: p.AutoMapping},
		}}
	}
	e.Props.Set(property, kept)
}

func permissions(e *org.Entry, property string, without []Permission) []Permission {
	v, ok := e.Props.Get(property)
	if !ok {
		return without
	}
	var list []Permission
	for _, item := range org.Items(v) {
		o, ok := item.(*object.Object)
		if !ok {
			continue
		}
		ace := &org.Entry{Props: o}
		list = append(list, Permission{
			Trustee: Guid(ace, "Trustee"), Rights: Texts(ace, "Rights"), Deny: Flag(ace, "Deny"),
			Inheritance: Text(ace, "Inheritance"), AutoMapping: Flag(ace, "AutoMapping"),
		})
	}
	return list
}

// Grant returns the list with a permission in it, and whether that changes it. What the trustee has in
// the same way already becomes one entry with it.
func Grant(list []Permission, p Permission) ([]Permission, bool) {
	list = slices.Clone(list)
	for i, have := range list {
		if have.Trustee != p.Trustee || have.Deny != p.Deny || have.Inheritance != p.Inheritance {
			continue
		}
		p.Rights = union(have.Rights, p.Rights)
		list[i] = p
		return list, len(p.Rights) != len(have.Rights) || p.AutoMapping != have.AutoMapping
	}
	return append(list, p), true
}

// Revoke returns the list without a trustee's rights, and whether that changes it. Without an
// inheritance those of every one are meant.
func Revoke(list []Permission, p Permission) ([]Permission, bool) {
	var kept []Permission
	changed := false
	for _, have := range list {
		if have.Trustee == p.Trustee && have.Deny == p.Deny && (p.Inheritance == "" || p.Inheritance == have.Inheritance) {
			left := slices.DeleteFunc(slices.Clone(have.Rights), func(r string) bool { return slices.Contains(p.Rights, r) })
			changed = changed || len(left) < len(have.Rights)
			have.Rights = left
		}
		if len(have.Rights) > 0 {
			kept = append(kept, have)
		}
	}
	return kept, changed
}

func union(a, b []string) []string {
	all := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

const (
	selfSID   = "S-1-5-10"
	sidPrefix = "S-1-12-1-" // of identifiers that are made of a GUID
)

// SID returns the security identifier of a recipient: its Guid as four numbers of 32 bits.
func SID(id org.ID) string {
	if id == Self {
		return selfSID
	}
	b := swapped(id)
	n := func(at int) uint32 { return binary.LittleEndian.Uint32(b[at:]) }
	return fmt.Sprintf("%s%d-%d-%d-%d", sidPrefix, n(0), n(4), n(8), n(12))
}

// ParseSID returns the Guid of which a security identifier is made.
func ParseSID(text string) (org.ID, bool) {
	if strings.EqualFold(text, selfSID) {
		return Self, true
	}
	if len(text) <= len(sidPrefix) || !strings.EqualFold(text[:len(sidPrefix)], sidPrefix) {
		return org.ID{}, false
	}
	parts := strings.Split(text[len(sidPrefix):], "-")
	if len(parts) != 4 {
		return org.ID{}, false
	}
	var b org.ID
	for i, p := range parts {
		n, err := strconv.ParseUint(p, 10, 32)
		if err != nil {
			return org.ID{}, false
		}
		binary.LittleEndian.PutUint32(b[4*i:], uint32(n))
	}
	return swapped(b), true
}

// swapped turns the order of bytes of a GUID as text shows it into the one that numbers are read in, and
// back.
func swapped(id org.ID) org.ID {
	id[0], id[1], id[2], id[3] = id[3], id[2], id[1], id[0]
	id[4], id[5] = id[5], id[4]
	id[6], id[7] = id[7], id[6]
	return id
}
