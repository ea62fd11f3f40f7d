package mailtest

import (
	"errors"
	"testing"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
	"github.com/google/go-cmp/cmp"
)

// Items come back as they were put, and the counts of their folder follow whatever happens to them.
func (s suite) items(t *testing.T) {
	st, clock := s.one(t)
	now := clock.Now()
	box, other := org.ID{0xb}, org.ID{0xc}
	var list []*mail.Item
	for n := range 5 { // received in another order than put
		i := &mail.Item{
			Box: box, Folder: 7, Message: org.ID{byte(n%3 + 1)}, Size: int64(100 + n), Read: n == 2,
			Received: now.Add(time.Duration(n*3%5) * time.Minute), For: "Navin@contoso.com",
		}
		list = append(list, i)
		Update(t, st, contoso, func(tx mail.Tx) error { return tx.PutItem(i) })
		if i.UID != int64(n+1) {
			t.Errorf("item %d has UID %d", n, i.UID)
		}
	}
	elsewhere := &mail.Item{Box: other, Folder: 7, Message: org.ID{1}, Size: 5, Received: now}
	Update(t, st, contoso, func(tx mail.Tx) error { return tx.PutItem(elsewhere) })
	counts := func(box org.ID) (counts map[int64]mail.Count) {
		t.Helper()
		View(t, st, contoso, func(tx mail.Tx) (err error) {
			counts, err = tx.Counts(box)
			return err
		})
		return counts
	}
	read := func(below int64) (got []*mail.Item) {
		t.Helper()
		View(t, st, contoso, func(tx mail.Tx) error {
			for i, err := range tx.Items(box, 7, below) {
				if err != nil {
					return err
				}
				got = append(got, i)
			}
			return nil
		})
		return got
	}
	if d := cmp.Diff([]*mail.Item{list[4], list[3], list[2], list[1], list[0]}, read(0)); d != "" {
		t.Errorf("items: -put +read\n%s", d)
	}
	if d := cmp.Diff([]*mail.Item{list[1], list[0]}, read(3)); d != "" {
		t.Errorf("items below 3: -put +read\n%s", d)
	}
	want := map[int64]mail.Count{7: {Items: 5, Unread: 4, Size: 510, Oldest: now, Newest: now.Add(4 * time.Minute)}}
	if d := cmp.Diff(want, counts(box)); d != "" {
		t.Errorf("counts: -want +got\n%s", d)
	}
	Update(t, st, contoso, func(tx mail.Tx) error { // the oldest and the newest go, one is read twice
		return errors.Join(tx.DeleteItem(box, 7, 1), tx.DeleteItem(box, 7, 4), tx.MarkItem(box, 7, 2, true), tx.MarkItem(box, 7, 2, true))
	})
	want[7] = mail.Count{Items: 3, Unread: 1, Size: 307, Oldest: now.Add(time.Minute), Newest: now.Add(3 * time.Minute)}
	if d := cmp.Diff(want, counts(box)); d != "" {
		t.Errorf("counts after removals: -want +got\n%s", d)
	}
	Update(t, st, contoso, func(tx mail.Tx) error { return tx.MarkItem(box, 7, 3, false) })
	if got := counts(box)[7].Unread; got != 2 {
		t.Errorf("%d unread", got)
	}
	next := &mail.Item{Box: box, Folder: 7, Message: org.ID{9}, Received: now}
	Update(t, st, contoso, func(tx mail.Tx) error { return errors.Join(tx.DeleteItem(box, 7, 5), tx.PutItem(next)) })
	if next.UID != 6 {
		t.Errorf("the UID %d was given again", next.UID)
	}
	s.holders(t, st, box, elsewhere)
	Update(t, st, contoso, func(tx mail.Tx) error { return tx.EraseBox(box) })
	if len(counts(box)) != 0 || len(read(0)) != 0 || counts(other)[7].Items != 1 {
		t.Errorf("after erasing: %v, elsewhere %v", counts(box), counts(other))
	}
	if err := try(t, st, contoso, func(tx mail.Tx) error { return tx.DeleteItem(box, 7, 2) }); !org.IsNotFound(err) {
		t.Errorf("absence: %v", err)
	}
}

// holders looks at what says where a message is.
func (s suite) holders(t *testing.T, st Store, box org.ID, elsewhere *mail.Item) {
	View(t, st, contoso, func(tx mail.Tx) error {
		for _, c := range []struct {
			message org.ID
			folder  int64
			want    bool
		}{{org.ID{2}, 7, true}, {org.ID{2}, 0, true}, {org.ID{2}, 8, false}, {org.ID{1}, 7, false}, {org.ID{1}, 0, false}} {
			if got, err := tx.Holds(box, c.message, c.folder); err != nil || got != c.want {
				t.Errorf("holds %v in %d: %v, %v", c.message, c.folder, got, err)
			}
		}
		got, err := tx.Holders(elsewhere.Message)
		if d := cmp.Diff([]*mail.Item{elsewhere}, got); d != "" {
			t.Errorf("holders: -want +got\n%s", d)
		}
		return err
	})
}
