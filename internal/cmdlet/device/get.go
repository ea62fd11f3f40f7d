package device

import (
	"context"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/opath"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// get carries out Get-MobileDevice: one device, those of a mailbox, or all.
func (v *devices) get(ctx context.Context, c *command.Call) error { return v.list(ctx, c, v.view) }

// getStatistics carries out Get-MobileDeviceStatistics.
func (v *devices) getStatistics(ctx context.Context, c *command.Call) error {
	return v.list(ctx, c, v.statistics)
}

// list shows the devices that the arguments choose.
func (v *devices) list(ctx context.Context, c *command.Call, view *project.View[*item]) error {
	if err := tables().Check(c); err != nil {
		return err
	}
	l := project.Listing[*item]{View: view, Kind: box.KindDevice}
	var err error
	if l.Most, err = project.ResultSize(c.Args, project.DefaultResultSize); err != nil {
		return err
	}
	if l.Order, err = project.SortBy(c.Args, "SortBy", view); err != nil {
		return err
	}
	if l.Match, err = matching(c.Args, view); err != nil {
		return err
	}
	var page project.Result
	err = v.Read(ctx, func(tx org.Tx, home *directory.Organisation) (err error) {
		l.Item = func(tx org.Tx, e *org.Entry) *item { return newItem(tx, home, e) }
		if err := narrow(tx, home, c.Args, &l); err != nil {
			return err
		}
		page, err = l.Page(tx, c.Page)
		return err
	})
	if err != nil {
		return err
	}
	return project.Emit(c, page)
}

// narrow makes a listing one of the devices that -Identity or -Mailbox chooses.
func narrow(tx org.Tx, home *directory.Organisation, args command.Args, l *project.Listing[*item]) error {
	if mailbox := args.Text("Mailbox"); mailbox != "" {
		owner, err := directory.Resolve(tx, mailbox, directory.LiveMailbox)
		if err != nil {
			return err
		}
		l.Key = org.OwnedBy(owner.ID)
	}
	if identity := args.Text("Identity"); identity != "" {
		i, err := find(tx, home, identity)
		if err != nil {
			return err
		}
		l.Key, l.Fast = org.OwnedBy(i.Owner), func(e *org.Entry) bool { return e.ID == i.ID }
	}
	return nil
}

// clients returns the programs that the switches ask for; none asks for all.
func clients(args command.Args) map[string]bool {
	asked := map[string]bool{}
	for name, client := range map[string]string{
		"ActiveSync": box.ActiveSync, "OWAforDevices": box.OWAApp, "RestApi": box.RestAPI, "UniversalOutlook": box.Outlook,
	} {
		if args.Flag(name) {
			asked[client] = true
		}
	}
	return asked
}

// matching returns the test of -Filter and of the switches that name programs.
func matching(args command.Args, view *project.View[*item]) (func(*item) (bool, error), error) {
	asked, text := clients(args), args.Text("Filter")
	var node opath.Node
	if text != "" {
		var err error
		if node, err = opath.ParseFor(text, func(name string) bool { return view.Has(name) && !strings.EqualFold(name, "Identity") }); err != nil {
			return nil, opath.Visible("Filter", text, err)
		}
	}
	return func(i *item) (bool, error) {
		if len(asked) > 0 && !asked[i.ClientType] {
			return false, nil
		}
		if node == nil {
			return true, nil
		}
		ok, err := node.Match(func(name string) (object.Value, bool) { return view.Get(i, name) })
		if err != nil {
			return false, opath.Visible("Filter", text, err)
		}
		return ok, nil
	}, nil
}
