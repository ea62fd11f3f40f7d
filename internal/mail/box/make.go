package box

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"example.org/exosh/internal/org"
)

// The most folders that a store may have, and the deepest that they nest.
const (
	MaxFolders = 1000
	MaxDepth   = 100
)

// maxName is the longest name of a folder, in characters.
const maxName = 255

// Create makes a folder in another one.
func (b *Box) Create(parent *Folder, name string, at time.Time) (*Folder, error) {
	if err := checkName(name); err != nil {
		return nil, err
	}
	if parent.Recoverable() {
		return nil, org.Invalid("Parent", parent.Path(), "folders can't be made in Recoverable Items")
	}
	next, depth := firstOwn, 1
	for up := parent; up != nil; up = up.Up() {
		depth++
	}
	for _, f := range b.folders {
		next = max(next, f.Number+1)
		if f.Parent == parent.Number && org.Matches(f.Name, name) {
			return nil, exists(parent, name)
		}
	}
	if len(b.folders) >= MaxFolders || depth > MaxDepth {
		return nil, org.Invalid("Name", name, fmt.Sprintf("a mailbox may have at most %d folders, %d deep", MaxFolders, MaxDepth))
	}
	f := &Folder{
		Number: next, Parent: parent.Number, Name: name, Type: UserCreated, Class: cmp.Or(parent.Class, ClassNote),
		Created: at, Modified: at, box: b,
	}
	b.folders = append(b.folders, f)
	return f, nil
}

// Make returns the folder at a path such as `\Inbox\Projects`; what is missing of it is made.
func (b *Box) Make(path string) (*Folder, error) {
	p, err := ParsePath(path)
	if err != nil {
		return nil, err
	}
	f := b.byNumber(topNumber)
	for _, name := range p.Names {
		next := b.inside(f, name)
		if next == nil {
			if next, err = b.Create(f, name, time.Time{}); err != nil {
				return nil, err
			}
		}
		f = next
	}
	return f, nil
}

// checkName returns an error unless a folder can be called that.
func checkName(name string) error {
	switch {
	case strings.TrimSpace(name) == "":
		return org.Invalid("Name", name, "a folder needs a name")
	case len([]rune(name)) > maxName:
		return org.Invalid("Name", name, fmt.Sprintf("the name of a folder may have at most %d characters", maxName))
	case strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == '\\' || r == separatorStand }):
		return org.Invalid("Name", name, `the name of a folder may not hold "\" or control characters`)
	}
	return nil
}
