package box

import (
	"strings"

	"example.org/exosh/internal/org"
)

// An Identity names a folder: "navin@contoso.com:\Calendar". Either part may be absent.
type Identity struct {
	Mailbox string // names the mailbox; "" means the caller's own
	Folder  string // a path, or the id of a folder; "" means the root
}

// ParseIdentity reads the identity of a folder. A mailbox without a folder means the folder at its root, a
// path without a mailbox a folder of the caller's own.
func ParseIdentity(text string) (Identity, error) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return Identity{}, nil
	case len(text) > org.MaxIdentity+maxPath:
		return Identity{}, org.NotFound(text)
	case strings.HasPrefix(text, `\`):
		return withFolder("", text)
	}
	if at := strings.Index(text, `:\`); at >= 0 {
		return withFolder(text[:at], text[at+1:])
	}
	if at := strings.LastIndexByte(text, ':'); at >= 0 && !strings.EqualFold(text[:at], "smtp") {
		return withFolder(text[:at], text[at+1:])
	}
	return Identity{Mailbox: text}, nil
}

func withFolder(mailbox, folder string) (Identity, error) {
	if _, ok := rawID(folder); !ok {
		if _, err := ParsePath(folder); err != nil {
			return Identity{}, err
		}
	}
	return Identity{Mailbox: strings.TrimSpace(mailbox), Folder: folder}, nil
}
