package rbac

import (
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// The key spaces of service principals beside those of every entry. Both are unique.
const (
	SpaceAppID    = "appid"    // the application
	SpaceObjectID = "objectid" // the service principal in the directory
)

// NewApp returns a service principal: an application that can have roles. app is the id of the application,
// objectID that of its service principal in the directory; both come from outside, so that the entry has an
// id of its own. organization is the initial domain.
func NewApp(id, app, objectID org.ID, displayName, organization string) *org.Entry {
	name := org.IDText(objectID)
	e := newEntry(org.KindApp, id, name, organization)
	e.Keys = append(e.Keys,
		org.Key{Space: SpaceAppID, Value: org.IDText(app), Unique: true},
		org.Key{Space: SpaceObjectID, Value: name, Unique: true})
	set(e, "AppId", org.IDText(app))
	set(e, "ObjectId", name)
	SetAppName(e, displayName)
	return e
}

// SetAppName gives a service principal a display name, by which it is found too.
func SetAppName(e *org.Entry, displayName string) {
	set(e, "DisplayName", displayName)
	var keys []org.Key
	for _, k := range e.Keys {
		if k.Space != org.SpaceDisplayName {
			keys = append(keys, k)
		}
	}
	if displayName != "" {
		keys = append(keys, org.Key{Space: org.SpaceDisplayName, Value: displayName})
	}
	e.Keys = keys
}

// FindApp returns the service principal that an identity names: the id of its application, its object id,
// its Guid, its name or its display name. The error is that of org.NotFound.
func FindApp(tx org.Tx, identity string) (*org.Entry, error) {
	if id, err := org.ParseID(identity); err == nil {
		identity = org.IDText(id)
	}
	return org.ResolveIn(tx, []string{org.KindApp}, []string{SpaceAppID, SpaceObjectID, org.SpaceGUID, org.SpaceDN, org.SpaceName, org.SpaceDisplayName}, identity)
}

// AppReference refers to a service principal by what it is called.
func AppReference(e *org.Entry) object.ADObjectID {
	r := directory.Reference(e)
	if name := directory.Text(e, "DisplayName"); name != "" {
		r.Name = name
	}
	return r
}

// RemoveApp removes a service principal with its assignments and memberships, in every environment.
func RemoveApp(tx org.Tx, app *org.Entry) error {
	if err := tx.Delete(app.Kind, app.ID); err != nil {
		return err
	}
	return Strip(tx, app.ID)
}
