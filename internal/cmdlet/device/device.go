// Package device carries out the cmdlets of mobile devices: which synchronise with a mailbox, how they are
// doing, and that one be erased or forgotten.
package device

import (
	"context"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
)

// devices carries out the cmdlets.
type devices struct {
	cmdlet.Deps
	view       *project.View[*item]
	statistics *project.View[*item]
}

// Commands returns the cmdlets of this package.
func Commands(d cmdlet.Deps) []*command.Command {
	v := &devices{Deps: d, view: newView(), statistics: statisticsView()}
	return []*command.Command{
		command.Simple(catalog.Must("Get-MobileDevice"), v.get),
		command.Simple(catalog.Must("Get-MobileDeviceStatistics"), v.getStatistics),
		command.Simple(catalog.Must("Remove-MobileDevice"), v.remove),
		command.Simple(catalog.Must("Clear-MobileDevice"), v.clear),
	}
}

// tables returns what the parameters of the package's cmdlets do. That a device be erased is noted; no
// device asks whether it is to be.
func tables() project.Tables {
	wipe := project.Reader("Clear-MobileDevice", "Identity", "Cancel")
	wipe.Rows = append(wipe.Rows, project.Row[struct{}]{Param: "AccountOnly", Stored: true})
	return project.Tables{
		project.Reader("Get-MobileDevice", "Identity", "Mailbox", "Filter", "SortBy", "ResultSize", "ActiveSync", "OWAforDevices", "RestApi", "UniversalOutlook"),
		project.Reader("Get-MobileDeviceStatistics", "Identity", "Mailbox", "ActiveSync", "OWAforDevices", "RestApi", "UniversalOutlook"),
		project.Reader("Remove-MobileDevice", "Identity"),
		wipe,
	}
}

// Support lists what each parameter of the package's cmdlets does.
func Support() []project.Support { return tables().Support() }

// An item is a device on its way to be shown or changed.
type item struct {
	*box.Device
	org   *directory.Organisation
	owner *org.Entry // nil where it is out of sight
}

func newItem(tx org.Tx, home *directory.Organisation, e *org.Entry) *item {
	i := &item{Device: box.ReadDevice(e), org: home}
	if owner, err := tx.Get(org.KindRecipient, i.Owner); err == nil {
		i.owner = owner
	}
	return i
}

// container is where the devices of a mailbox are, as names show it.
const container = "ExchangeActiveSyncDevices"

// identity returns the name of the device that no other device has.
func (i *item) identity() string {
	name := ""
	if i.owner != nil {
		name = directory.Text(i.owner, "Name")
	}
	return name + `\` + container + `\` + i.Name()
}

// dn returns the distinguished name of the device.
func (i *item) dn() string {
	dn := "CN=" + org.EscapeDN(i.Name()) + ",CN=" + container
	if i.owner != nil {
		dn += "," + directory.Text(i.owner, "DistinguishedName")
	}
	return dn
}

// find returns the device that an identity names: its id in the directory or its own, its name, or its name
// with the mailbox before it.
func find(tx org.Tx, home *directory.Organisation, identity string) (*item, error) {
	last, whole := lastPart(identity)
	if len(identity) > org.MaxIdentity || last == "" {
		return nil, org.NotFound(identity)
	}
	spaces := []string{org.SpaceName}
	if id, err := org.ParseID(last); err == nil {
		last, spaces = org.IDText(id), []string{org.SpaceGUID, org.SpaceName}
	}
	var found []*item
	for _, space := range spaces {
		for e, err := range tx.ByKey(space, last) {
			if err != nil {
				return nil, err
			}
			if e.Kind != box.KindDevice {
				continue
			}
			if i := newItem(tx, home, e); whole || i.is(identity) {
				found = append(found, i)
			}
		}
	}
	switch len(found) {
	case 0:
		return nil, org.NotFound(identity)
	case 1:
		return found[0], nil
	}
	names := make([]string, len(found))
	for n, i := range found {
		names[n] = i.identity()
	}
	return nil, org.Ambiguous(identity, names)
}

// lastPart returns the part of an identity that names the device itself, and whether that is all of it.
func lastPart(identity string) (last string, whole bool) {
	if name, _, ok := strings.Cut(identity, ",CN="+container); ok && len(name) > 3 {
		return strings.ReplaceAll(name[3:], `\`, ""), false
	}
	if at := strings.LastIndexAny(identity, `\/`); at >= 0 {
		return identity[at+1:], false
	}
	return strings.TrimSpace(identity), true
}

// is says whether an identity with a mailbox in it is the device's.
func (i *item) is(identity string) bool {
	if org.Matches(i.dn(), identity) {
		return true
	}
	for _, name := range []string{"Name", "Alias", "PrimarySmtpAddress", "Identity"} {
		if i.owner != nil && org.Matches(directory.Text(i.owner, name)+`\`+container+`\`+i.Name(), strings.ReplaceAll(identity, "/"+container+"/", `\`+container+`\`)) {
			return true
		}
	}
	return false
}

// change carries out a change of one device, all or nothing. It is its mailbox that has to be in the
// caller's write scope.
func (v *devices) change(ctx context.Context, c *command.Call, what string, do func(org.Tx, *item) error) error {
	if err := tables().Check(c); err != nil {
		return err
	}
	identity := c.Args.Text("Identity")
	var target *item
	read := func(tx org.Tx, home *directory.Organisation) (err error) {
		if target, err = find(tx, home, identity); err != nil {
			return err
		}
		if target.owner == nil || org.Writable(tx, target.owner) != nil {
			return org.NotFound(identity)
		}
		return nil
	}
	if err := v.Read(ctx, read); err != nil {
		return err
	}
	if ok, err := c.ShouldProcess(ctx, what+target.identity(), c.Meta.Name); err != nil || !ok {
		return err
	}
	return v.Store.Update(ctx, func(tx org.Tx) error {
		home, err := directory.Load(tx)
		if err != nil {
			return err
		}
		if err := read(tx, home); err != nil {
			return err
		}
		return do(tx, target)
	})
}

// remove carries out Remove-MobileDevice.
func (v *devices) remove(ctx context.Context, c *command.Call) error {
	return v.change(ctx, c, "the partnership with ", func(tx org.Tx, i *item) error { return tx.Delete(box.KindDevice, i.ID) })
}
