package device

import (
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

func entryOf(i *item) *org.Entry { return i.Entry }

// newView returns how Get-MobileDevice shows devices.
func newView() *project.View[*item] {
	shape, _ := catalog.ObjectFor("Get-MobileDevice")
	reference := func(i *item) object.Value { return object.ADObjectID{ID: i.ID, Name: i.identity(), DN: i.dn()} }
	return project.NewView(shape, project.Rules[*item]{Entry: entryOf, Derive: map[string]func(*item) object.Value{
		"Identity": reference, "Id": reference, "DistinguishedName": func(i *item) object.Value { return i.dn() },
		"Guid": func(i *item) object.Value { return i.ID }, "ExchangeObjectId": func(i *item) object.Value { return i.ID },
		"UserDisplayName":         userName,
		"DeviceAccessStateReason": reason,
		"WhenCreated":             func(i *item) object.Value { return dated(first(i.FirstSync, i.Entry.Created)) },
		"WhenChanged":             func(i *item) object.Value { return i.Entry.Changed },
		"OrganizationId":          func(i *item) object.Value { return i.org.OrganizationID() },
		"ObjectCategory":          func(*item) object.Value { return "exosh.local/Configuration/Schema/ms-Exch-Active-Sync-Device" },
		"ObjectClass":             func(*item) object.Value { return []any{"top", "msExchActiveSyncDevice"} },
	}, Preset: []map[string]object.Value{{
		"IsManaged": false, "IsCompliant": false, "IsDisabled": false, "IsValid": true, "ObjectState": "Unchanged",
		"ExchangeVersion": "0.10 (14.0.100.0)", "OriginatingServer": org.DirectoryServer, "AdminDisplayName": "",
	}}})
}

// statisticsView returns how Get-MobileDeviceStatistics shows devices.
func statisticsView() *project.View[*item] {
	shape, _ := catalog.ObjectFor("Get-MobileDeviceStatistics")
	return project.NewView(shape, project.Rules[*item]{Entry: entryOf, Derive: map[string]func(*item) object.Value{
		"Identity": func(i *item) object.Value { return i.identity() },
		"Guid":     func(i *item) object.Value { return i.ID }, "DeviceID": func(i *item) object.Value { return i.DeviceID },
		"DeviceFriendlyName":      func(i *item) object.Value { return i.FriendlyName },
		"LastSyncAttemptTime":     func(i *item) object.Value { return dated(i.LastSync) },
		"DeviceAccessStateReason": reason, "Status": status,
		"DeviceWipeRequestTime":              func(i *item) object.Value { return wiped(i, false, true) },
		"LastDeviceWipeRequestor":            func(i *item) object.Value { return wiped(i, false, false) },
		"AccountOnlyDeviceWipeRequestTime":   func(i *item) object.Value { return wiped(i, true, true) },
		"LastAccountOnlyDeviceWipeRequestor": func(i *item) object.Value { return wiped(i, true, false) },
	}, Preset: []map[string]object.Value{{"IsRemoteWipeSupported": true, "DevicePolicyApplicationStatus": "NotApplied", "DeviceEnableOutboundSMS": false}}})
}

// userName returns whose device it is.
func userName(i *item) object.Value {
	if i.owner == nil {
		return nil
	}
	return directory.Text(i.owner, "UserPrincipalName")
}

// reason says why the device is let in or kept out: everything is, unless it was decided for this one.
func reason(i *item) object.Value {
	if i.State == "Allowed" {
		return "Global"
	}
	return "Individual"
}

// status says how the device is doing.
func status(i *item) object.Value {
	switch {
	case i.Wipe != nil && i.Wipe.AccountOnly:
		return "AccountOnlyDeviceWipePending"
	case i.Wipe != nil:
		return "DeviceWipePending"
	case i.State == "Blocked":
		return "DeviceBlocked"
	case i.State == "Quarantined":
		return "DeviceQuarantined"
	}
	return "DeviceOk"
}

// wiped returns when it was asked that the device be erased, or by whom: all of it, or only the mailbox's
// data.
func wiped(i *item, accountOnly, when bool) object.Value {
	w := i.Wipe
	switch {
	case w == nil || w.AccountOnly != accountOnly:
		return nil
	case when:
		return w.At
	}
	return w.By
}

func first(times ...time.Time) time.Time {
	for _, t := range times {
		if !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

func dated(t time.Time) object.Value {
	if t.IsZero() {
		return nil
	}
	return t
}
