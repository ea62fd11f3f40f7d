package org

import (
	"time"

	"example.org/exosh/object"
)

// An AppPassword is a password that one program signs in with where there is no page for a second factor. An
// account may have several. When each was last used is a ticket of the sign-in service.
type AppPassword struct {
	ID    string // the password's first letters, unique within the account; they tell which one is meant
	Name  string // what it is for, "Printer on floor 3"
	Hash  string // PHC string of argon2id of the whole password
	Added time.Time
}

// MaxAppPasswords is how many an account may have.
const MaxAppPasswords = 40

func appPasswordOf(o *object.Object) AppPassword {
	return AppPassword{ID: text(o, "Id"), Name: text(o, "Name"), Hash: text(o, "Hash"), Added: moment(o, "Added")}
}

func (a AppPassword) object() *object.Object {
	return &object.Object{Props: []object.Property{
		{Name: "Id", Value: a.ID},
		{Name: "Name", Value: a.Name},
		{Name: "Hash", Value: a.Hash},
		{Name: "Added", Value: orNull(a.Added)},
	}}
}
