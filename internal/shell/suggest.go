package shell

import "example.org/exosh/catalog"

// lookupRemote finds a cmdlet that a service could have.
func lookupRemote(name string) (string, bool) {
	m, ok := catalog.Lookup(name)
	if !ok {
		return "", false
	}
	return m.Name, true
}
