package box

import (
	"slices"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// Default and Anonymous stand for everybody of the organisation who has no permission of their own, and
// for everybody else.
var (
	Default   = org.ID{15: 1}
	Anonymous = org.ID{15: 2}
)

// maxAccess is how many permissions the folders of one store may have together.
const maxAccess = 4000

// An Access says what somebody may do with a folder. It outlives whom it was given to.
type Access struct {
	Who    org.ID   // a recipient's Guid, Default, or Anonymous
	Rights []string // one role, or single rights in the order of SingleRights
	Flags  []string // SharingPermissionFlags: "Delegate", "CanViewPrivateItems"
}

// Access returns who may do what with the folder: Default, Anonymous, and then whom it was given to.
func (f *Folder) Access() []Access {
	if f.given {
		return slices.Clone(f.access)
	}
	everybody := NoRights
	if f.Number == calendar {
		everybody = AvailabilityOnly
	}
	return []Access{{Who: Default, Rights: []string{everybody}}, {Who: Anonymous, Rights: []string{NoRights}}}
}

// AccessOf returns what somebody may do with the folder, and whether anything is said about them.
func (f *Folder) AccessOf(who org.ID) (Access, bool) {
	for _, a := range f.Access() {
		if a.Who == who {
			return a, true
		}
	}
	return Access{}, false
}

// Allow says what somebody may do with the folder from now on, in place of what they might before.
func (f *Folder) Allow(a Access) error {
	rights, err := Rights(f, a.Rights)
	if err != nil {
		return err
	}
	a.Rights = rights
	list := f.Access()
	if i := slices.IndexFunc(list, func(have Access) bool { return have.Who == a.Who }); i >= 0 {
		if slices.Equal(list[i].Rights, a.Rights) && slices.Equal(list[i].Flags, a.Flags) {
			return nil
		}
		list[i] = a
	} else {
		list = append(list, a)
	}
	f.access, f.given = list, true
	n := 0
	for _, other := range f.box.folders {
		n += len(other.access)
	}
	if n > maxAccess {
		return org.Invalid("User", f.Name, "the folders of a mailbox may have at most 4000 permissions together")
	}
	return nil
}

// Forbid takes away what was said about somebody; then what Default may counts for them.
func (f *Folder) Forbid(who org.ID) {
	f.access = slices.DeleteFunc(f.Access(), func(a Access) bool { return a.Who == who })
	f.given = true
}

// keptAccess reads the permissions that an entry keeps for a folder.
func keptAccess(e *org.Entry) ([]Access, bool) {
	v, ok := e.Props.Get("Access")
	if !ok {
		return nil, false
	}
	var list []Access
	for _, item := range org.Items(v) {
		o, ok := item.(*object.Object)
		if !ok {
			continue
		}
		ace := &org.Entry{Props: o}
		list = append(list, Access{Who: directory.Guid(ace, "Who"), Rights: directory.Texts(ace, "Rights"), Flags: directory.Texts(ace, "Flags")})
	}
	return list, true
}

func (f *Folder) keepAccess(o *object.Object) {
	if !f.given {
		return
	}
	list := make([]any, len(f.access))
	for i, a := range f.access {
		ace := &object.Object{}
		ace.Set("Who", a.Who)
		ace.Set("Rights", directory.Anys(a.Rights))
		if len(a.Flags) > 0 {
			ace.Set("Flags", directory.Anys(a.Flags))
		}
		list[i] = ace
	}
	o.Set("Access", list)
}
