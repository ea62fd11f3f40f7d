package box

import (
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// An Access says what somebody may do with a folder.
type Access struct {
	Who    org.ID   // a recipient's Guid, Default, or Anonymous
	Rights []string // a role, or single rights
	Flags  []string // SharingPermissionFlags: "Delegate", "CanViewPrivateItems"
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
