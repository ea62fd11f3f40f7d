package seed

import "strings"

// box checks what is in a mailbox.
func (c *checker) box(m *Mailbox) {
	if m.Content != nil {
		c.content(m.Content)
	}
	if m.InArchive != nil {
		if c.content(m.InArchive); !m.Archive {
			c.Fault(m.InArchive, "there is content for an archive: write archive: true as well")
		}
	}
	if b := m.SendBlocked; b != nil {
		if b.Reason == "" || len(b.Reason) > 200 {
			c.Fault(b, "sendBlocked needs a reason of at most 200 bytes")
		}
		if b.Since.IsZero() {
			c.Fault(b, "sendBlocked needs since: write %s", b.Since.Form())
		}
	}
	for i := range m.Folders {
		c.folderAccess(&m.Folders[i])
	}
	for i := range m.Rules {
		c.rule(&m.Rules[i])
	}
	for i := range m.Devices {
		c.device(&m.Devices[i])
	}
}

func (c *checker) content(t *Content) {
	items, size := t.Items, t.Size
	for i := range t.Folders {
		f := &t.Folders[i]
		c.path(f, &f.Path)
		if f.Items < 0 {
			c.Fault(f, "a folder can't have fewer than no items")
		}
		items -= f.Items
		if f.Size > size {
			items = -1
		}
		size -= f.Size
	}
	if items < 0 {
		c.Fault(t, "the folders hold more than the mailbox: items and size are of everything together")
	}
	if r := t.Recoverable; r != nil && r.Items < 0 {
		c.Fault(r, "there can't be fewer than no items")
	}
}

// path checks the path of a folder that stands in something.
func (c *checker) path(in any, path *string) {
	switch {
	case *path == "":
		c.Fault(in, `the path of the folder is missing: write it from the top, such as \\Inbox\\Projects`)
	case !strings.HasPrefix(*path, `\`) || strings.Contains(*path, `\\`) || len(*path) > 1 && strings.HasSuffix(*path, `\`):
		c.Fault(path, "the path %s has to begin with one backslash and have one between its parts, such as \\Inbox\\Projects (without double quotes)", *path)
	}
}

func (c *checker) folderAccess(a *FolderAccess) {
	c.path(a, &a.Folder)
	switch {
	case (a.To == "") == (a.Gone == ""):
		c.Fault(a, "a folder is opened to somebody (to), or was opened to somebody who is gone (gone): write one of them")
	case a.To != "" && a.To != everybody && a.To != anonymous:
		c.refer(&a.To)
	}
	if len(a.Rights) == 0 {
		c.Fault(a, "the key rights is missing: write a role such as [Reviewer]")
	}
}
