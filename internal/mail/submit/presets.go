package submit

import (
	"sync"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// presets holds what properties of a mailbox are that has no value of its own.
var presets = sync.OnceValue(func() *org.Entry {
	e := &org.Entry{Props: &object.Object{}}
	for name, v := range directory.Presets() {
		e.Props.Set(name, v)
	}
	return e
})
