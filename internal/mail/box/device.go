package box

import (
	"time"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// KindDevice is the kind of the entries that keep mobile devices.
const KindDevice = "mobiledevice"

// The programs by which a device reads mail, values of ClientType.
const (
	ActiveSync = "EAS"
	OWAApp     = "MOWA"
	RestAPI    = "REST"
	Outlook    = "Outlook" // Outlook for iOS and Android
)

// A Device is a phone or a tablet that synchronises with a mailbox.
type Device struct {
	ID           org.ID
	DeviceID     string // as it calls itself
	Type         string // "iPhone", "Outlook", ...
	Model        string
	OS           string
	FriendlyName string
	UserAgent    string
	ClientType   string // ActiveSync, OWAApp, RestAPI, Outlook
	Version      string // of the protocol: "16.1"
	FirstSync    time.Time
	LastSync     time.Time
	State        string // "Allowed", "Blocked", "Quarantined"; "" means allowed

	Owner org.ID // the mailbox's Guid
	Wipe  *Wipe  // that it be erased was asked for; nil if not

	Entry *org.Entry // nil before it is stored
}

// A Wipe is the request that a device be erased.
type Wipe struct {
	At          time.Time
	By          string // who asked
	AccountOnly bool   // only the mailbox's data
}

// Name returns what the device is called in the directory: `iPhone§ABC123`.
func (d *Device) Name() string { return d.Type + "§" + d.DeviceID }

// ReadDevice returns the device that an entry keeps.
func ReadDevice(e *org.Entry) *Device {
	text := func(name string) string { return directory.Text(e, name) }
	d := &Device{
		ID: e.ID, DeviceID: text("DeviceId"), Type: text("DeviceType"), Model: text("DeviceModel"), OS: text("DeviceOS"),
		FriendlyName: text("FriendlyName"), UserAgent: text("DeviceUserAgent"), ClientType: text("ClientType"), Version: text("ClientVersion"),
		FirstSync: date(e, "FirstSyncTime"), LastSync: date(e, "LastSuccessSync"), State: text("DeviceAccessState"),
		Owner: directory.Guid(e, "Owner"), Entry: e,
	}
	if at := date(e, "WipeRequestTime"); !at.IsZero() {
		d.Wipe = &Wipe{At: at, By: text("WipeRequestor"), AccountOnly: directory.Flag(e, "WipeAccountOnly")}
	}
	return d
}

// PutDevice stores a device of a mailbox.
func PutDevice(tx org.Tx, mailbox *org.Entry, d *Device) error {
	if d.Entry == nil {
		d.Entry = &org.Entry{Kind: KindDevice, ID: d.ID}
	}
	d.Owner = mailbox.ID
	if d.State == "" {
		d.State = "Allowed"
	}
	props := &object.Object{}
	props.Set("Name", d.Name())
	props.Set("Owner", d.Owner)
	for _, p := range []struct{ name, value string }{
		{"DeviceId", d.DeviceID}, {"DeviceType", d.Type}, {"DeviceModel", d.Model}, {"DeviceOS", d.OS}, {"FriendlyName", d.FriendlyName},
		{"DeviceUserAgent", d.UserAgent}, {"ClientType", d.ClientType}, {"ClientVersion", d.Version}, {"DeviceAccessState", d.State},
	} {
		if p.value != "" {
			props.Set(p.name, p.value)
		}
	}
	setDate(props, "FirstSyncTime", d.FirstSync)
	setDate(props, "LastSuccessSync", d.LastSync)
	if d.Wipe != nil {
		setDate(props, "WipeRequestTime", d.Wipe.At)
		props.Set("WipeRequestor", d.Wipe.By)
		props.Set("WipeAccountOnly", d.Wipe.AccountOnly)
	}
	d.Entry.Props, d.Entry.Sort = props, d.Name()
	d.Entry.Keys = []org.Key{
		org.OwnedBy(mailbox.ID), {Space: org.SpaceGUID, Value: d.ID.String(), Unique: true},
		{Space: org.SpaceName, Value: d.Name()}, {Space: org.SpaceName, Value: d.DeviceID},
	}
	return tx.Put(d.Entry)
}
