package box

import (
	"encoding/base64"
	"encoding/binary"
	"strings"

	"example.org/exosh/internal/org"
)

// maxPath is the longest path of a folder, in bytes.
const maxPath = 4096

// separatorStand is the character that stands in a path for a slash in the name of a folder.
const separatorStand = '\uF8FF'

// A Path is the way to a folder from the root of the visible ones. Without names it is that root.
type Path struct{ Names []string }

// ParsePath reads a path. Names are parted by `\`; `/` parts them where there is none. A path may begin
// with either.
func ParsePath(text string) (Path, error) {
	if len(text) > maxPath {
		return Path{}, org.Invalid("Identity", text, "the path of a folder is longer than 4096 bytes")
	}
	by := `\`
	if !strings.Contains(text, by) && strings.HasPrefix(text, "/") {
		by = "/"
	}
	text = strings.TrimSuffix(strings.TrimPrefix(text, by), by)
	if text == "" {
		return Path{}, nil
	}
	names := strings.Split(text, by)
	if len(names) > MaxDepth {
		return Path{}, org.Invalid("Identity", text, "the path of a folder has more than 100 parts")
	}
	for i, name := range names {
		names[i] = strings.ReplaceAll(name, string(separatorStand), "/")
		if err := checkName(names[i]); err != nil {
			return Path{}, org.Invalid("Identity", text, "a part of the path can't be the name of a folder")
		}
	}
	return Path{names}, nil
}

// String returns the path as identities of folders have it: `\Inbox\Projects`.
func (p Path) String() string {
	var b strings.Builder
	for _, name := range p.Names {
		b.WriteString(`\` + strings.ReplaceAll(name, "/", string(separatorStand)))
	}
	if b.Len() == 0 {
		return `\`
	}
	return b.String()
}

// Find returns the folder at a path, or with an id, as an identity gives it; nil where there is none.
func (b *Box) Find(text string) *Folder {
	if n, ok := b.parseID(text); ok {
		return b.byNumber(n)
	}
	p, err := ParsePath(text)
	if err != nil {
		return nil
	}
	f := b.byNumber(topNumber)
	for i, name := range p.Names {
		next := b.inside(f, name)
		if next == nil && i == 0 && len(p.Names) == 1 && org.Matches(name, topName) {
			next = f
		}
		if f = next; f == nil {
			return nil
		}
	}
	return f
}

// inside returns the folder of a name that is directly in another one, nil where there is none. The
// folders for what was deleted are reached from the root as well, by their own names and by their root's.
func (b *Box) inside(f *Folder, name string) *Folder {
	for _, c := range b.folders {
		if !org.Matches(c.Name, name) {
			continue
		}
		if c.Parent == f.Number || f.Number == topNumber && c.Number == recoverable {
			return c
		}
	}
	if f.Number == topNumber {
		return b.inside(b.byNumber(recoverable), name)
	}
	return nil
}

// Path returns where the folder is. The folders for what was deleted stand beside the root.
func (f *Folder) Path() string {
	var names []string
	for up := f; up != nil && up.Number != topNumber && (up == f || up.Number != recoverable); up = up.Up() {
		names = append([]string{up.Name}, names...)
	}
	return Path{names}.String()
}

// The parts of the id of a folder: a length, the store, the folder's number, and what kind of thing it is.
const (
	idBytes    = 48
	idLength   = idBytes - 2
	idMailbox  = 5
	idKind     = 21
	idDatabase = 23
	idNumber   = 39
)

// ID returns the id by which the folder is known outside of its mailbox.
func (f *Folder) ID() string {
	var raw [idBytes]byte
	raw[0], raw[idKind], raw[idBytes-1] = idLength, 1, 1
	copy(raw[idMailbox:], f.box.ID[:])
	replica := org.SeedID(f.box.ID, "folders")
	copy(raw[idDatabase:], replica[:])
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(f.Number))
	copy(raw[idNumber:], n[2:])
	return base64.StdEncoding.EncodeToString(raw[:])
}

// parseID reads the id of a folder of this store.
func (b *Box) parseID(text string) (int64, bool) {
	raw, ok := rawID(text)
	if !ok {
		return 0, false
	}
	var n [8]byte
	copy(n[2:], raw[idNumber:])
	number := int64(binary.BigEndian.Uint64(n[:]))
	f := &Folder{Number: number, box: b}
	return number, f.ID() == base64.StdEncoding.EncodeToString(raw)
}

// rawID reads what has the form of the id of a folder, of whatever store.
func rawID(text string) ([]byte, bool) {
	text = strings.TrimPrefix(text, `\`)
	if len(text) != base64.StdEncoding.EncodedLen(idBytes) {
		return nil, false
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	return raw, err == nil && len(raw) == idBytes
}
