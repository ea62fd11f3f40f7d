package device_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/device"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// world returns Contoso with three devices: Hana's phone and tablet, and Olivia's phone.
func world(t testing.TB, f *cmdlettest.Fragile) *cmdlettest.World {
	t.Helper()
	family := device.Commands
	if f != nil {
		family = f.Over(family)
	}
	w := cmdlettest.New(t, family)
	first, last := w.Now.AddDate(-1, 0, 0), w.Now.Add(-time.Hour)
	w.Empty("hana", "olivia")
	w.Update(func(tx org.Tx) error {
		for owner, list := range map[string][]*box.Device{
			"hana": {
				{ID: org.ID{1}, DeviceID: "HANA1", Type: "iPhone", Model: "iPhone15C2", OS: "iOS 18.1", FriendlyName: "Hana's iPhone", ClientType: box.ActiveSync, FirstSync: first, LastSync: last},
				{ID: org.ID{2}, DeviceID: "HANA2", Type: "Outlook", Model: "iPad14C1", OS: "iOS 17.0", ClientType: box.Outlook, State: "Blocked", FirstSync: first},
			},
			"olivia": {{ID: org.ID{3}, DeviceID: "OLIVIA", Type: "Android", ClientType: box.ActiveSync, FirstSync: first, LastSync: first}},
		} {
			e, err := directory.Resolve(tx, owner, directory.LiveMailbox)
			if err != nil {
				return err
			}
			for _, d := range list {
				if err := box.PutDevice(tx, e, d); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return w
}

func errorID(err error) string {
	var e *command.Error
	if errors.As(err, &e) {
		return e.ID
	}
	return fmt.Sprint(err)
}

func text(o *object.Object, property string) string {
	v, _ := o.Get(property)
	return object.String(v)
}

func TestGet(t *testing.T) {
	t.Parallel()
	w := world(t, nil)
	identity := text(w.Must("Get-MobileDevice", "Identity", "HANA1")[0], "Identity")
	dn := text(w.Must("Get-MobileDevice", "Identity", "HANA1")[0], "DistinguishedName")
	for name, c := range map[string]struct {
		args []any
		want string
	}{
		"of a mailbox":   {[]any{"Mailbox", "hana"}, "HANA1 HANA2"},
		"of a program":   {[]any{"Mailbox", "hana", "UniversalOutlook", true}, "HANA2"},
		"of two":         {[]any{"Mailbox", "hana", "UniversalOutlook", true, "ActiveSync", true}, "HANA1 HANA2"},
		"by id":          {[]any{"Identity", org.IDText(org.ID{1})}, "HANA1"},
		"by name":        {[]any{"Identity", "iphone§hana1"}, "HANA1"},
		"by identity":    {[]any{"Identity", identity}, "HANA1"},
		"by dn":          {[]any{"Identity", dn}, "HANA1"},
		"by filter":      {[]any{"Filter", "DeviceOS -like 'iOS 17*' -and DeviceAccessState -eq 'Blocked'", "Mailbox", "hana"}, "HANA2"},
		"in order":       {[]any{"Mailbox", "hana", "SortBy", "DeviceModel"}, "HANA2 HANA1"},
		"one of them":    {[]any{"Mailbox", "hana", "ResultSize", 1}, "HANA1"},
		"of another one": {[]any{"Mailbox", "olivia"}, "OLIVIA"},
		"of nobody":      {[]any{"Mailbox", "enquiries"}, ""},
	} {
		got := strings.Join(cmdlettest.Column(w.Must("Get-MobileDevice", c.args...), "DeviceId"), " ")
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	o := w.Must("Get-MobileDevice", "Identity", "HANA1")[0]
	for property, want := range map[string]string{
		"DeviceModel": "iPhone15C2", "UserDisplayName": "hana@contoso.com", "DeviceAccessState": "Allowed", "ClientType": "EAS", "Name": "iPhone§HANA1",
		"FriendlyName": "Hana's iPhone", "Identity": `Hana Sato\ExchangeActiveSyncDevices\iPhone§HANA1`,
	} {
		if got := text(o, property); got != want {
			t.Errorf("%s is %q, want %q", property, got, want)
		}
	}
	for _, bad := range []string{"HANA9", `Olivia Brown\ExchangeActiveSyncDevices\iPhone§HANA1`, `\`} {
		if r := w.Run("Get-MobileDevice", "Identity", bad); errorID(r.Err) != "ManagementObjectNotFoundException" {
			t.Errorf("%s: %v", bad, r.Err)
		}
	}
	if r := w.Run("Get-MobileDevice", "Filter", "Colour -eq 'red'"); r.Err == nil {
		t.Error("a filter over no property was taken")
	}
}

func TestStatistics(t *testing.T) {
	t.Parallel()
	w := world(t, nil)
	list := w.Must("Get-MobileDeviceStatistics", "Mailbox", "hana")
	if got := fmt.Sprint(cmdlettest.Column(list, "Status")); got != "[DeviceOk DeviceBlocked]" {
		t.Error(got)
	}
	o := list[0]
	for property, want := range map[string]string{"DeviceID": "HANA1", "LastSuccessSync": "03/02/2026 08:00:00", "DeviceAccessStateReason": "Global", "DeviceWipeRequestTime": ""} {
		if got := text(o, property); got != want {
			t.Errorf("%s is %q, want %q", property, got, want)
		}
	}
}

// That a device be erased is noted, and taken back.
func TestClear(t *testing.T) {
	t.Parallel()
	w := world(t, nil)
	state := func() string {
		o := w.Must("Get-MobileDeviceStatistics", "Identity", "HANA1")[0]
		return text(o, "Status") + " " + text(o, "LastDeviceWipeRequestor") + " " + text(o, "LastAccountOnlyDeviceWipeRequestor")
	}
	for _, c := range []struct {
		args []any
		want string
	}{
		{nil, "DeviceWipePending navin@contoso.com "},
		{[]any{"AccountOnly", true}, "AccountOnlyDeviceWipePending  navin@contoso.com"},
		{[]any{"Cancel", true}, "DeviceOk  "},
	} {
		w.Must("Clear-MobileDevice", append([]any{"Identity", "HANA1"}, c.args...)...)
		if got := state(); got != c.want {
			t.Errorf("%v: %q, want %q", c.args, got, c.want)
		}
	}
	if r := w.Run("Clear-MobileDevice", "Identity", "HANA1", "Cancel", true); errorID(r.Err) != "RecipientTaskException" {
		t.Error(r.Err)
	}
	if r := w.Run("Clear-MobileDevice", "Identity", "HANA1", "NotificationEmailAddresses", "a@b.c"); errorID(r.Err) != "NotSupported" {
		t.Error(r.Err)
	}
}

// F-11 and F-12.
func TestEveryWriteIsAllOrNothing(t *testing.T) {
	t.Parallel()
	f := &cmdlettest.Fragile{}
	w := world(t, f)
	for _, c := range []cmdlettest.Change{
		cmdlettest.Change{Cmdlet: "Clear-MobileDevice", Args: []any{"Identity", "HANA1"}, Writes: 1},
		cmdlettest.Change{Cmdlet: "Remove-MobileDevice", Args: []any{"Identity", "HANA1"}, Writes: 1},
	} {
		w.AllOrNothing(f, c)
	}
	if got := w.Must("Get-MobileDevice", "Mailbox", "hana"); len(got) != 1 {
		t.Errorf("%d devices are left", len(got))
	}
}

type limit struct{}

func (limit) CanRead(e *org.Entry) bool  { return directory.Text(e, "Alias") != "olivia" }
func (limit) CanWrite(e *org.Entry) bool { return directory.Text(e, "Alias") == "navin" }

// S-49: a device is seen and changed with its mailbox.
func TestScope(t *testing.T) {
	t.Parallel()
	w := world(t, nil)
	w.Scope = limit{}
	if got := cmdlettest.Column(w.Must("Get-MobileDevice", "Filter", "DeviceId -eq 'OLIVIA' -or DeviceId -eq 'HANA1'"), "DeviceId"); fmt.Sprint(got) != "[HANA1]" {
		t.Errorf("shown: %v", got)
	}
	for _, cmdlet := range []string{"Clear-MobileDevice", "Remove-MobileDevice"} {
		for _, id := range []string{"OLIVIA", "HANA1"} {
			got, absent := w.Run(cmdlet, "Identity", id), w.Run(cmdlet, "Identity", "NOBODY")
			if got.Err == nil || strings.ReplaceAll(got.Err.Error(), id, "NOBODY") != absent.Err.Error() {
				t.Errorf("%s %s: %v, absent %v", cmdlet, id, got.Err, absent.Err)
			}
		}
	}
}

// Every row of the tables is a parameter that the catalog knows.
func TestTablesHaveNoStrays(t *testing.T) {
	t.Parallel()
	for _, s := range device.Support() {
		if _, ok := catalog.Must(s.Cmdlet).Param(s.Param); !ok {
			t.Errorf("%s has no -%s", s.Cmdlet, s.Param)
		}
	}
}
