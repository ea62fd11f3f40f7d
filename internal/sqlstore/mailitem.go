package sqlstore

import (
	"errors"
	"iter"
	"math"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// PutItem puts a message into a folder.
func (t *tx) PutItem(i *mail.Item) error {
	if err := t.checkWrite(); err != nil {
		return err
	}
	if i.Box == (org.ID{}) || i.Message == (org.ID{}) || i.Size < 0 {
		return errors.New("put item: no box, no message, or no size")
	}
	unread := 1
	if i.Read {
		unread = 0
	}
	if err := t.read("put item", qNextUID, []any{t.id[:], i.Box[:], i.Folder, unread, i.Size}, &i.UID); err != nil {
		return err
	}
	_, err := t.change("put item", qPutItem, t.id[:], i.Box[:], i.Folder, i.UID, i.Message[:], i.Received.UnixMicro(),
		i.Size, i.Read, i.For)
	return err
}

func itemDest(i *mail.Item) []any {
	return []any{&i.UID, idColumn{&i.Message}, timeColumn{&i.Received}, &i.Size, &i.Read, &i.For}
}

// Item returns a message in a folder.
func (t *tx) Item(box org.ID, folder, uid int64) (*mail.Item, error) {
	i := &mail.Item{Box: box, Folder: folder}
	if err := t.read("item", qItem, []any{t.id[:], box[:], folder, uid}, itemDest(i)...); err != nil {
		return nil, err
	}
	return i, nil
}

// Items yields the messages of a folder.
func (t *tx) Items(box org.ID, folder, below int64) iter.Seq2[*mail.Item, error] {
	if below <= 0 {
		below = math.MaxInt64
	}
	return func(yield func(*mail.Item, error) bool) {
		for n := firstChunk; ; n = nextChunk {
			list, err := t.itemsBelow(box, folder, below, n)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, i := range list {
				if !yield(i, nil) {
					return
				}
			}
			if len(list) < n {
				return
			}
			below = list[n-1].UID
		}
	}
}

func (t *tx) itemsBelow(box org.ID, folder, below int64, n int) ([]*mail.Item, error) {
	var list []*mail.Item
	err := t.rowsOf("items", qItems, []any{t.id[:], box[:], folder, below, n}, func(scan func(...any) error) error {
		i := &mail.Item{Box: box, Folder: folder}
		list = append(list, i)
		return scan(itemDest(i)...)
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// MarkItem says whether a message in a folder was read.
func (t *tx) MarkItem(box org.ID, folder, uid int64, read bool) error {
	i, err := t.Item(box, folder, uid)
	if err != nil || i.Read == read {
		return err
	}
	if _, err := t.change("mark item", qMarkItem, t.id[:], box[:], folder, uid, read); err != nil {
		return err
	}
	less := 1
	if !read {
		less = -1
	}
	_, err = t.change("mark item", qCountDown, t.id[:], box[:], folder, 0, less, 0)
	return err
}

// DeleteItem takes a message out of a folder.
func (t *tx) DeleteItem(box org.ID, folder, uid int64) error {
	i, err := t.Item(box, folder, uid)
	if err != nil {
		return err
	}
	if _, err := t.change("delete item", qDeleteItem, t.id[:], box[:], folder, uid); err != nil {
		return err
	}
	unread := 1
	if i.Read {
		unread = 0
	}
	if _, err := t.change("delete item", qCountDown, t.id[:], box[:], folder, 1, unread, i.Size); err != nil {
		return err
	}
	return t.loosen(i.Message)
}

// EraseBox takes everything out of all folders of a store. Its messages are looked at later.
func (t *tx) EraseBox(box org.ID) error {
	for _, q := range []query{qLooseBox, qDeleteItems, qDeleteFolders} {
		if _, err := t.change("erase box", q, t.id[:], box[:]); err != nil {
			return err
		}
	}
	return nil
}

// Counts returns what the folders of a store hold.
func (t *tx) Counts(box org.ID) (map[int64]mail.Count, error) {
	counts := map[int64]mail.Count{}
	err := t.rowsOf("counts", qCounts, []any{t.id[:], box[:]}, func(scan func(...any) error) error {
		var folder int64
		var c mail.Count
		err := scan(&folder, &c.Items, &c.Unread, &c.Size, timeColumn{&c.Oldest}, timeColumn{&c.Newest})
		counts[folder] = c
		return err
	})
	if err != nil {
		return nil, err
	}
	return counts, nil
}

// Holds says whether a store holds a message in a folder, or in any.
func (t *tx) Holds(box, message org.ID, folder int64) (bool, error) {
	var holds bool
	if folder == 0 {
		err := t.read("holds", qHolds, []any{t.id[:], message[:], box[:]}, &holds)
		return holds, err
	}
	err := t.read("holds", qHoldsIn, []any{t.id[:], message[:], box[:], folder}, &holds)
	return holds, err
}

// maxHolders is the most items of one message that Holders returns.
const maxHolders = 10_000

// Holders returns the items of all folders that hold a message.
func (t *tx) Holders(message org.ID) ([]*mail.Item, error) {
	var list []*mail.Item
	err := t.rowsOf("holders", qHolders, []any{t.id[:], message[:], maxHolders}, func(scan func(...any) error) error {
		i := &mail.Item{}
		list = append(list, i)
		return scan(append([]any{idColumn{&i.Box}, &i.Folder}, itemDest(i)...)...)
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}
