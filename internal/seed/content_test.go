package seed_test

import (
	"testing"
	"time"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
)

// The trail of a new Contoso tells of thirty days: every record is of a time before the organisation was
// made, and the chain holds.
func TestContosoHasAHistory(t *testing.T) {
	t.Parallel()
	s := open(t)
	info, err := contoso(t).Plant(t.Context(), deps(s), "O365Default")
	if err != nil {
		t.Fatal(err)
	}
	operations := map[string]int{}
	actors := map[string]bool{}
	n := 0
	view(t, s, info.ID, func(tx org.Tx) error {
		last := clock()
		for r, err := range tx.AuditLog(org.AuditQuery{}) {
			if err != nil {
				return err
			}
			if n == 0 && r.Operation != "New-Organization" {
				t.Errorf("the newest record is of %s", r.Operation)
			}
			if r.Time.After(last) || clock().Sub(r.Time) > 31*24*time.Hour {
				t.Errorf("%s at %s", r.Operation, r.Time)
			}
			last, n = r.Time, n+1
			operations[r.Operation]++
			actors[r.Actor] = true
		}
		return nil
	})
	if n < 190 || n > 230 || len(operations) < 15 || len(actors) < 8 {
		t.Errorf("%d records of %d operations by %d actors", n, len(operations), len(actors))
	}
	if err := s.VerifyAudit(t.Context(), info.ID); err != nil {
		t.Errorf("the chain: %v", err)
	}
}

// What "200 days ago" says stays true whenever the organisation is made.
func TestContosoStaysAsItIs(t *testing.T) {
	t.Parallel()
	s := open(t)
	info, err := contoso(t).Plant(t.Context(), deps(s), "O365Default")
	if err != nil {
		t.Fatal(err)
	}
	view(t, s, info.ID, func(tx org.Tx) error {
		opened := func(alias string, which box.Which) *box.Box {
			e, err := org.One(tx, org.KindRecipient, org.SpaceAlias, alias)
			if err != nil {
				t.Fatal(alias, err)
			}
			b, err := box.Open(tx, e, which)
			if err != nil {
				t.Fatal(alias, err)
			}
			return b
		}
		if b := opened("lucia", box.Primary); clock().Sub(b.LastLogon) < 200*24*time.Hour {
			t.Errorf("lucia logged on %s", b.LastLogon)
		}
		if b := opened("kofi", box.Primary); !b.LastLogon.IsZero() {
			t.Errorf("kofi logged on %s", b.LastLogon)
		}
		var items, size int64
		for _, f := range opened("victor", box.Archive).Folders() {
			items, size = items+f.Items, size+f.Size
		}
		if items != 412000 || size != int64(978*directory.GB/10) {
			t.Errorf("the archive holds %d items of %d bytes", items, size)
		}
		gone, err := org.All(tx, org.KindRecipient, directory.SoftDeleted)
		for _, e := range gone {
			at, _ := e.Props.Get("WhenSoftDeleted")
			days := clock().Sub(at.(time.Time)).Hours() / 24
			if name := directory.Text(e, "Name"); days != map[string]float64{"Felix Arden": 12, "Greta Lindqvist": 60, "Merger 2024": 10}[name] {
				t.Errorf("%s was removed %v days ago", name, days)
			}
		}
		if len(gone) != 3 {
			t.Errorf("%d recipients are removed", len(gone))
		}
		return err
	})
}

// Rules name people inside and outside, and stay in their order; devices go with their mailbox.
func TestContosoHasRulesAndDevices(t *testing.T) {
	t.Parallel()
	s := open(t)
	info, err := contoso(t).Plant(t.Context(), deps(s), "O365Default")
	if err != nil {
		t.Fatal(err)
	}
	view(t, s, info.ID, func(tx org.Tx) error {
		e, err := org.One(tx, org.KindRecipient, org.SpaceAlias, "olivia")
		if err != nil {
			return err
		}
		rules, err := box.Rules(tx, e)
		if err != nil {
			return err
		}
		if len(rules) != 3 || rules[1].Name != "Ask Marcus" || rules[2].Enabled {
			t.Errorf("rules: %+v", rules)
		}
		v, _ := rules[1].Props.Get("ForwardAsAttachmentTo")
		if name, kind, _, ok := box.ParseParty(v.([]any)[0].(string)); !ok || name != "Marcus Bell" || kind != "EX" {
			t.Errorf("forwarded to %v", v)
		}
		devices, err := org.Owned(tx, box.KindDevice, e.ID)
		if err != nil {
			return err
		}
		if len(devices) != 2 {
			t.Fatalf("%d devices", len(devices))
		}
		if d := box.ReadDevice(devices[0]); d.LastSync.IsZero() || d.State != "Allowed" {
			t.Errorf("device: %+v", d)
		}
		return nil
	})
}
