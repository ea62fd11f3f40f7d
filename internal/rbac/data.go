package rbac

import (
	_ "embed" // the facts
	"iter"
	"slices"
	"strings"

	"example.org/exosh/catalog"
)

// The facts, written by internal/gen/catalog out of catalog/source/rbac.json and the overlay.
var (
	//go:embed data/roles.txt
	roleText string
	//go:embed data/groups.txt
	groupText string
	//go:embed data/entries.txt
	entryText string

	//go:embed data/scc-roles.txt
	sccRoleText string
	//go:embed data/scc-groups.txt
	sccGroupText string
	//go:embed data/scc-entries.txt
	sccEntryText string
)

// A Kind says who a role is for.
type Kind string

// The kinds of roles.
const (
	Admin       Kind = "admin"       // given through role groups
	User        Kind = "user"        // given through role assignment policies; reaches its holder only
	Application Kind = "application" // for programs; holds no cmdlets
)

// A Role is a role that the service brings along. Roles that an organisation makes are children of one.
type Role struct {
	Name           string
	Type           string // RoleType, that of its topmost parent
	Kind           Kind
	RecipientRead  string // implicit scopes: "Organization", "Self", "None", ...
	RecipientWrite string
	ConfigRead     string
	ConfigWrite    string
	Parent         string // "" for a role at the top
}

// Roles lists the roles that the service brings along, by name within each kind.
func (m Model) Roles() []Role {
	var roles []Role
	for line := range lines(m.roles) {
		roles = append(roles, readRole(line))
	}
	return roles
}

func readRole(line string) Role {
	f := strings.Split(line, "\t")
	return Role{f[0], f[1], Kind(f[2]), f[3], f[4], f[5], f[6], unDash(f[7])}
}

// RoleNamed returns the role of that name, ignoring case.
func (m Model) RoleNamed(name string) (Role, bool) {
	for line := range lines(m.roles) {
		if is, _, _ := strings.Cut(line, "\t"); strings.EqualFold(is, name) {
			return readRole(line), true
		}
	}
	return Role{}, false
}

// A Group is a role group that a fresh organisation has.
type Group struct {
	Name     string // ends in "_*" where a number of the organisation's own follows
	Synced   bool   // its members come from a directory role, and cannot be changed here
	MemberOf string // the group that it is a member of, or ""
	About    string
	Roles    []string
}

// Groups lists the role groups of a fresh organisation, by name.
func (m Model) Groups() []Group {
	var groups []Group
	for line := range lines(m.groups) {
		if f := strings.Split(line, "\t"); f[0] == "group" {
			groups = append(groups, Group{f[1], f[2] == "synced", unDash(f[3]), unDash(f[4]), split(f[5])})
		}
	}
	return groups
}

// DefaultPolicy is the name of the role assignment policy of a fresh organisation, and the end-user
// roles that it gives; "" in an environment that has none.
func (m Model) DefaultPolicy() (name string, roles []string) {
	for line := range lines(m.groups) {
		if f := strings.Split(line, "\t"); f[0] == "policy" {
			return f[1], split(f[2])
		}
	}
	return "", nil
}

// DirectoryGroups returns the names of the role groups that a directory role makes its holders members
// of, in the form of [Group.Name].
func (m Model) DirectoryGroups(directoryRole string) []string {
	for line := range lines(m.groups) {
		if f := strings.Split(line, "\t"); f[0] == "directory" && strings.EqualFold(f[1], directoryRole) {
			return split(f[2])
		}
	}
	return nil
}

// Entries ranges over the role entries that the service brings along, in order of cmdlet and role.
func (m Model) Entries() iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		for line := range lines(m.entries) {
			e := entryOf(line)
			if m.env == catalog.EOP && !m.has(e.Cmdlet) {
				continue
			}
			if !yield(e) {
				return
			}
		}
	}
}

// EntriesFor lists the role entries that the service brings along for a cmdlet, ignoring case. The Get-EXO
// cmdlets have none of their own: whoever holds Get-Mailbox holds Get-EXOMailbox.
func (m Model) EntriesFor(cmdlet string) []Entry {
	if m.env == catalog.EOP && !m.has(cmdlet) {
		return nil
	}
	found := m.ownEntries(cmdlet)
	if noun, ok := cutFold(cmdlet, "Get-EXO"); ok && found == nil {
		return m.twinEntries(cmdlet, "Get-"+noun)
	}
	return found
}

// has reports whether the environment has a cmdlet. The entries of EOP are those of Exchange Online, which
// has more cmdlets.
func (m Model) has(cmdlet string) bool {
	c, ok := catalog.Lookup(cmdlet)
	return ok && c.Env&m.env != 0
}

// ownEntries lists the entries that name the cmdlet itself.
func (m Model) ownEntries(cmdlet string) []Entry {
	at := searchLine(m.entries, cmdlet)
	var found []Entry
	for line := range lines(m.entries[at:]) {
		e := entryOf(line)
		if !strings.EqualFold(e.Cmdlet, cmdlet) {
			break
		}
		found = append(found, e)
	}
	return found
}

// twinEntries are the entries of a plain cmdlet for its Get-EXO form, which takes the same parameters, more
// names of an object, and selects properties.
func (m Model) twinEntries(cmdlet, twin string) []Entry {
	entries := m.ownEntries(twin)
	for i := range entries {
		e := &entries[i]
		e.Cmdlet = cmdlet
		e.Params = e.Params.twin()
	}
	return entries
}

// twin returns the parameters of the Get-EXO form of a cmdlet.
func (s ParamSet) twin() ParamSet {
	if s.All {
		return s
	}
	more := []string{"ExternalDirectoryObjectId", "PrimarySmtpAddress", "Properties", "PropertySets", "UserPrincipalName"}
	return ParamSet{Names: append(slices.Clone(s.Names), more...)}
}

// cutFold is strings.CutPrefix without regard to case.
func cutFold(s, prefix string) (after string, found bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

// searchLine returns where the first line begins whose folded first field is not below the folded key.
func searchLine(text, key string) int {
	key = strings.ToLower(key)
	lo, hi := strings.IndexByte(text, '\n')+1, len(text)
	for lo < hi {
		start := lo + strings.LastIndexByte(text[lo:lo+(hi-lo)/2], '\n') + 1
		end := start + strings.IndexByte(text[start:], '\n') + 1
		field, _, _ := strings.Cut(text[start:end], "\t")
		if strings.ToLower(field) < key {
			lo = end
		} else {
			hi = start
		}
	}
	return lo
}

func entryOf(line string) Entry {
	cmdlet, rest, _ := strings.Cut(line, "\t")
	role, params, _ := strings.Cut(rest, "\t")
	return Entry{Cmdlet: cmdlet, Role: role, Params: paramsOf(params)}
}

func paramsOf(text string) ParamSet {
	all := strings.HasPrefix(text, "*")
	names := strings.Fields(strings.TrimPrefix(text, "*"))
	for i := range names {
		names[i] = strings.TrimPrefix(names[i], "-")
	}
	return ParamSet{All: all, Names: names}
}

// lines ranges over the lines of generated text without its leading comment.
func lines(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for line := range strings.Lines(text) {
			if line = strings.TrimSuffix(line, "\n"); !strings.HasPrefix(line, "#") && !yield(line) {
				return
			}
		}
	}
}

func split(list string) []string {
	return slices.DeleteFunc(strings.Split(unDash(list), "|"), func(s string) bool { return s == "" })
}

func unDash(s string) string {
	if s == "-" {
		return ""
	}
	return s
}
