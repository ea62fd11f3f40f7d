package seed

import (
	"fmt"
	"time"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
)

// contents fills the mailboxes, which are stored by now.
func (s *sower) contents() error {
	for i := range s.file.Users {
		u := &s.file.Users[i]
		if u.Plan == noPlan {
			continue
		}
		if err := s.fill(u.Alias, u.Place, &u.Mailbox); err != nil {
			return err
		}
	}
	for i := range s.file.Mailboxes {
		t := &s.file.Mailboxes[i]
		if err := s.fill(t.Alias, t.Place, &t.Mailbox); err != nil {
			return err
		}
	}
	return nil
}

func (s *sower) fill(alias, city string, m *Mailbox) error {
	e := s.byAlias[alias]
	if err := s.settle(e, city, m); err != nil {
		return fmt.Errorf("settings of %s: %w", alias, err)
	}
	for _, part := range []struct {
		which   box.Which
		content *Content
		access  []FolderAccess
	}{{box.Primary, m.Content, m.Folders}, {box.Archive, m.InArchive, nil}} {
		if part.content == nil && part.access == nil {
			continue
		}
		if err := s.fillBox(e, part.which, part.content, part.access); err != nil {
			return fmt.Errorf("content of the mailbox of %s: %w", alias, err)
		}
	}
	if err := s.putRules(e, alias, m.Rules); err != nil {
		return fmt.Errorf("inbox rules of %s: %w", alias, err)
	}
	if err := s.putDevices(e, m.Devices); err != nil {
		return fmt.Errorf("devices of %s: %w", alias, err)
	}
	return nil
}

func (s *sower) fillBox(e *org.Entry, which box.Which, c *Content, access []FolderAccess) error {
	b, err := box.Open(s.tx, e, which)
	if err != nil {
		return err
	}
	if c != nil {
		if err := s.store(b, c); err != nil {
			return err
		}
	}
	for _, a := range access {
		if err := s.share(b, a); err != nil {
			return err
		}
	}
	return b.Save(s.tx)
}

// store spreads numbers over the folders of a box.
func (s *sower) store(b *box.Box, c *Content) error {
	if !c.LastLogon.IsZero() {
		b.LastLogon = c.LastLogon.In(s.now)
		b.LastAction = b.LastLogon.Add(time.Duration(b.ID[0]%20) * time.Minute)
		b.LastLogoff = b.LastAction.Add(time.Minute)
	}
	for _, f := range c.spread(b.Which) {
		if err := s.pile(b, f); err != nil {
			return err
		}
	}
	for _, f := range c.Folders {
		if err := s.pile(b, f); err != nil {
			return err
		}
	}
	return nil
}

// pile puts messages into a folder, the oldest from when the mailbox was made.
func (s *sower) pile(b *box.Box, f Folder) error {
	folder, err := b.Make(f.Path)
	if err != nil {
		return err
	}
	folder.Items += f.Items
	folder.Size += int64(f.Size)
	if folder.Items == 0 {
		return nil
	}
	folder.Oldest, _ = directory.Created(b.Owner).(time.Time)
	if folder.Newest = s.now.Add(-time.Duration(folder.Number%48) * time.Hour); !b.LastLogon.IsZero() && f.Path != `\Inbox` {
		folder.Newest = b.LastLogon
	}
	if folder.Newest.Before(folder.Oldest) {
		folder.Newest = folder.Oldest
	}
	return nil
}

// A share is the part of a mailbox that a folder holds, in thousandths of its items and of its size.
type share struct {
	path        string
	items, size int64
}

// shares returns how a mailbox is spread over its standard folders. What is left goes to the first.
func shares(which box.Which) []share {
	if which == box.Archive {
		return []share{{`\Archive`, 0, 0}, {`\Deleted Items`, 60, 40}}
	}
	return []share{
		{`\Inbox`, 0, 0}, {`\Sent Items`, 230, 270}, {`\Deleted Items`, 95, 70}, {`\Archive`, 60, 90}, {`\Calendar`, 48, 25},
		{`\Contacts`, 12, 2}, {`\Conversation History`, 30, 6}, {`\Junk Email`, 9, 3}, {`\Drafts`, 4, 2}, {`\Notes`, 2, 1}, {`\Tasks`, 2, 1},
	}
}

// spread returns what the standard folders hold: together what the file says, less the folders it names.
func (c *Content) spread(which box.Which) []Folder {
	items, size := c.Items, int64(c.Size)
	for _, f := range c.Folders {
		items, size = items-f.Items, size-int64(f.Size)
	}
	items, size = max(items, 0), max(size, 0)
	restItems, restSize := items, size
	var list []Folder
	for _, part := range shares(which) {
		f := Folder{Path: part.path, Heap: Heap{Items: items * part.items / 1000, Size: Size(size / 1000 * part.size)}}
		restItems, restSize = restItems-f.Items, restSize-int64(f.Size)
		list = append(list, f)
	}
	list[0].Items, list[0].Size = restItems, Size(restSize)
	if c.Recoverable != nil {
		list = append(list, Folder{Path: `\Recoverable Items\Deletions`, Heap: *c.Recoverable})
	}
	return list
}

// share lets somebody into a folder.
func (s *sower) share(b *box.Box, a FolderAccess) error {
	folder, err := b.Make(a.Folder)
	if err != nil {
		return err
	}
	who := s.id("recipient", a.To+a.Gone)
	switch a.To {
	case everybody:
		who = box.Default
	case anonymous:
		who = box.Anonymous
	}
	return folder.Allow(box.Access{Who: who, Rights: a.Rights, Flags: a.Flags})
}

// The words for whom a folder is open to who are nobody in particular.
const (
	everybody = "Default"
	anonymous = "Anonymous"
)
