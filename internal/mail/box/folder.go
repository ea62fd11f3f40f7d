package box

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// UserCreated is the type of folders that are not standard ones.
const UserCreated = "User Created"

// A Folder is one folder. Beside the messages that are stored in it, it can hold some of which only the numbers
// are known, as those of an organisation that begins with full mailboxes: Items, Hidden, Size, Oldest and Newest
// are theirs alone. Count has the numbers of all.
type Folder struct {
	Number   int64 // of the folder within its store
	Parent   int64 // of the folder it is in; 0 for the roots
	Name     string
	Type     string // "Inbox", "Calendar", UserCreated, ...
	Class    string // of the messages it is for: "IPF.Note", "IPF.Appointment", ...
	Standard bool   // every store has it

	Items    int64 // messages that are shown
	Hidden   int64 // messages that are not: settings, rules, views
	Size     int64 // of all of them, in bytes
	Oldest   time.Time
	Newest   time.Time // when the first and the last of them was received; zero where it has none
	Created  time.Time
	Modified time.Time

	Publish *object.Object // how a calendar is published; nil where it is not

	access []Access // what differs from the folder's default
	given  bool     // access was set
	stored mail.Count
	box    *Box
}

// A Count is what a folder holds.
type Count struct {
	Items  int64 // messages that are shown
	Unread int64 // of them
	Size   int64 // of all messages, in bytes
	Oldest time.Time
	Newest time.Time // when the first and the last of them was received; zero where it has none
}

// Count returns the numbers of all that the folder holds, whether or not it is stored.
func (f *Folder) Count() Count {
	c := Count{
		Items: f.Items + f.stored.Items, Unread: f.stored.Unread, Size: f.Size + f.stored.Size, Oldest: f.Oldest, Newest: f.Newest,
	}
	if f.stored.Items > 0 {
		if c.Oldest.IsZero() || f.stored.Oldest.Before(c.Oldest) {
			c.Oldest = f.stored.Oldest
		}
		if f.stored.Newest.After(c.Newest) {
			c.Newest = f.stored.Newest
		}
	}
	return c
}

// folderPrefix begins the names of the properties that keep a folder.
const folderPrefix = "Folder"

// keptFolder reads what a property of an entry keeps of a folder; nil where it keeps something else.
func keptFolder(p object.Property) *Folder {
	digits, ok := strings.CutPrefix(p.Name, folderPrefix)
	o, isObject := p.Value.(*object.Object)
	n, err := strconv.ParseInt(digits, 16, 48)
	if !ok || !isObject || err != nil {
		return nil
	}
	e := &org.Entry{Props: o}
	f := &Folder{
		Number: n, Parent: number(e, "Parent"), Name: directory.Text(e, "Name"), Class: directory.Text(e, "Class"),
		Items: number(e, "Items"), Hidden: number(e, "Hidden"), Size: number(e, "Size"),
		Oldest: date(e, "Oldest"), Newest: date(e, "Newest"), Created: date(e, "Created"), Modified: date(e, "Modified"),
	}
	f.access, f.given = keptAccess(e)
	if v, ok := o.Get("Publish"); ok {
		f.Publish, _ = v.(*object.Object)
	}
	return f
}

// take gives a standard folder what was kept of it.
func (f *Folder) take(k *Folder) {
	f.Items, f.Hidden, f.Size = k.Items, k.Hidden, k.Size
	f.Oldest, f.Newest, f.Created, f.Modified = k.Oldest, k.Newest, k.Created, k.Modified
	f.access, f.given, f.Publish = k.access, k.given, k.Publish
}

// keep puts what differs from a fresh folder into the properties of an entry.
func (f *Folder) keep(props *object.Object) {
	o := &object.Object{}
	if !f.Standard {
		o.Set("Parent", f.Parent)
		o.Set("Name", f.Name)
		o.Set("Class", f.Class)
		setDate(o, "Created", f.Created)
	}
	for _, n := range []struct {
		name  string
		value int64
	}{{"Items", f.Items}, {"Hidden", f.Hidden}, {"Size", f.Size}} {
		if n.value != 0 {
			o.Set(n.name, n.value)
		}
	}
	setDate(o, "Oldest", f.Oldest)
	setDate(o, "Newest", f.Newest)
	if f.Modified != f.Created {
		setDate(o, "Modified", f.Modified)
	}
	f.keepAccess(o)
	if f.Publish != nil {
		o.Set("Publish", f.Publish)
	}
	if len(o.Props) > 0 {
		props.Set(fmt.Sprintf("%s%04X", folderPrefix, f.Number), o)
	}
}

func number(e *org.Entry, name string) int64 {
	v, _ := e.Props.Get(name)
	n, _ := v.(int64)
	return n
}

// Folders returns the folders of the store: each before the folders in it, those in order of their names,
// and the folders for what was deleted last.
func (b *Box) Folders() []*Folder { return slices.Clone(b.ordered()) }

// ordered puts the folders into their order, once for each that is made.
func (b *Box) ordered() []*Folder {
	if len(b.order) != len(b.folders) {
		b.order = b.sorted()
	}
	return b.order
}

func (b *Box) sorted() []*Folder {
	in := map[int64][]*Folder{}
	for _, f := range b.folders {
		in[f.Parent] = append(in[f.Parent], f)
	}
	for _, list := range in {
		slices.SortFunc(list, func(a, c *Folder) int {
			return cmp.Or(cmp.Compare(rank(a), rank(c)), strings.Compare(org.Fold(a.Name), org.Fold(c.Name)), cmp.Compare(a.Number, c.Number))
		})
	}
	var all []*Folder
	var add func(number int64, depth int)
	add = func(number int64, depth int) {
		for _, f := range in[number] {
			all = append(all, f)
			if depth < MaxDepth {
				add(f.Number, depth+1)
			}
		}
	}
	add(0, 0)
	return all
}

// rank puts the visible tree before the folders for what was deleted.
func rank(f *Folder) int {
	if f.Number == recoverable {
		return 1
	}
	return 0
}

// Children returns the folders that are directly in a folder, in order of their names.
func (b *Box) Children(f *Folder) []*Folder {
	return slices.DeleteFunc(b.Folders(), func(c *Folder) bool { return c.Parent != f.Number })
}

// Below returns a folder and all that are in it, at whatever depth.
func (b *Box) Below(f *Folder) []*Folder {
	all := b.ordered()
	from := slices.Index(all, f)
	in := map[int64]bool{f.Number: true}
	to := from + 1
	for to < len(all) && in[all[to].Parent] {
		in[all[to].Number] = true
		to++
	}
	return slices.Clone(all[from:to])
}

// byNumber returns the folder with a number, nil where there is none.
func (b *Box) byNumber(n int64) *Folder {
	for _, f := range b.folders {
		if f.Number == n {
			return f
		}
	}
	return nil
}

// Box returns the store that the folder is in.
func (f *Folder) Box() *Box { return f.box }

// Up returns the folder that holds this one, nil for the roots.
func (f *Folder) Up() *Folder { return f.box.byNumber(f.Parent) }

// Recoverable says whether the folder is for what was deleted and can be recovered.
func (f *Folder) Recoverable() bool { return f.Number == recoverable || f.Parent == recoverable }
