package rbac

import (
	"iter"
	"slices"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/org"
)

// exchange is the RBAC of Exchange Online, of which the functions below speak.
func exchange() Model { return In(catalog.EXO) }

// Roles is [Model.Roles] of Exchange Online.
func Roles() []Role { return exchange().Roles() }

// RoleNamed is [Model.RoleNamed] of Exchange Online.
func RoleNamed(name string) (Role, bool) { return exchange().RoleNamed(name) }

// Groups is [Model.Groups] of Exchange Online.
func Groups() []Group { return exchange().Groups() }

// DefaultPolicy is [Model.DefaultPolicy] of Exchange Online.
func DefaultPolicy() (name string, roles []string) { return exchange().DefaultPolicy() }

// DirectoryGroups is [Model.DirectoryGroups] of Exchange Online.
func DirectoryGroups(directoryRole string) []string { return exchange().DirectoryGroups(directoryRole) }

// DirectoryRoles lists the directory roles that lead to a role group in any environment, by name.
func DirectoryRoles() []string {
	names := append(exchange().DirectoryRoles(), In(catalog.SCC).DirectoryRoles()...)
	slices.Sort(names)
	return slices.Compact(names)
}

// Entries is [Model.Entries] of Exchange Online.
func Entries() iter.Seq[Entry] { return exchange().Entries() }

// EntriesFor is [Model.EntriesFor] of Exchange Online.
func EntriesFor(cmdlet string) []Entry { return exchange().EntriesFor(cmdlet) }

// NewTable is [Model.NewTable] of Exchange Online.
func NewTable(grants []Grant) *Table { return exchange().NewTable(grants) }

// ReadBook is [Model.ReadBook] of Exchange Online.
func ReadBook() *Book { return exchange().ReadBook() }

// FindGroup is [Model.FindGroup] of Exchange Online.
func FindGroup(tx org.Tx, identity string) (*org.Entry, error) {
	return exchange().FindGroup(tx, identity)
}

// GroupsOf is [Model.GroupsOf] of Exchange Online.
func GroupsOf(tx org.Tx, account *org.Account, recipient *org.Entry) ([]*org.Entry, error) {
	return exchange().GroupsOf(tx, account, recipient)
}

// PolicyOf is [Model.PolicyOf] of Exchange Online.
func PolicyOf(tx org.Tx, recipient *org.Entry) (*org.Entry, error) {
	return exchange().PolicyOf(tx, recipient)
}

// Load is [Model.Load] of Exchange Online.
func Load(tx org.Tx, account *org.Account, recipient *org.Entry) (*Table, error) {
	return exchange().Load(tx, account, recipient)
}

// Seed makes the RBAC entries of a fresh organisation, in Exchange Online and in Security & Compliance. See
// [Model.Seed].
func Seed(tx org.Tx, organization string) error {
	if err := exchange().Seed(tx, organization); err != nil {
		return err
	}
	return In(catalog.SCC).Seed(tx, organization)
}
