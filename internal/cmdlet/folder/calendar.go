package folder

import (
	"context"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// publishing returns how a new calendar is published: not at all.
func publishing() map[string]object.Value {
	return map[string]object.Value{
		"PublishEnabled": false, "PublishDateRangeFrom": "ThreeMonths", "PublishDateRangeTo": "ThreeMonths",
		"DetailLevel": "AvailabilityOnly", "SearchableUrlEnabled": false,
	}
}

// getCalendar carries out Get-MailboxCalendarFolder.
func (f *folders) getCalendar(ctx context.Context, c *command.Call) error {
	if err := tables().Check(c); err != nil {
		return err
	}
	return f.list(ctx, c, func(tx org.Tx) ([]*object.Object, error) {
		folder, err := find(ctx, tx, c.Args.Text("Identity"))
		if err != nil {
			return nil, err
		}
		if err := mustBeCalendar(folder, c.Args.Text("Identity")); err != nil {
			return nil, err
		}
		return []*object.Object{showCalendar(folder)}, nil
	})
}

// calendarTable says what each parameter of Set-MailboxCalendarFolder does. Publishing is kept and shown;
// no calendar leaves the organisation.
func calendarTable() project.Table[*box.Folder] {
	t := project.Table[*box.Folder]{Cmdlet: "Set-MailboxCalendarFolder", Rows: project.Reads[*box.Folder]("Identity")}
	for _, name := range []string{"PublishEnabled", "SearchableUrlEnabled", "DetailLevel", "PublishDateRangeFrom", "PublishDateRangeTo"} {
		t.Rows = append(t.Rows, project.Row[*box.Folder]{Param: name, Stored: true, Apply: func(f *box.Folder, v object.Value) error {
			return publish(f, name, v)
		}})
	}
	return t
}

// publish keeps one setting of how a calendar is published.
func publish(f *box.Folder, name string, v object.Value) error {
	if _, flag := publishing()[name].(bool); flag {
		v = object.Truth(v)
	} else {
		word, err := listed(name, v)
		if err != nil {
			return err
		}
		v = word
	}
	if published(f)[name] == v {
		return nil
	}
	props := &object.Object{}
	if f.Publish != nil {
		props.Props = append(props.Props, f.Publish.Props...)
	}
	props.Set(name, v)
	f.Publish = props
	return nil
}

// published returns how a calendar is published.
func published(f *box.Folder) map[string]object.Value {
	values := publishing()
	if f.Publish != nil {
		for _, p := range f.Publish.Props {
			values[p.Name] = p.Value
		}
	}
	return values
}

// listed returns the word of a parameter's list that a value is.
func listed(name string, v object.Value) (string, error) {
	p, _ := catalog.Must("Set-MailboxCalendarFolder").Param(name)
	return directory.Word(name, object.String(v), p.Values)
}

// setCalendar carries out Set-MailboxCalendarFolder.
func (f *folders) setCalendar(ctx context.Context, c *command.Call) error {
	table := calendarTable()
	if err := table.Check(c.Args); err != nil {
		return err
	}
	return f.change(ctx, c, edit{identity: c.Args.Text("Identity"), apply: func(_ org.Tx, folder *box.Folder) (string, *object.Object, error) {
		if err := mustBeCalendar(folder, c.Args.Text("Identity")); err != nil {
			return "", nil, err
		}
		return called(folder), nil, table.Apply(folder, c.Args)
	}})
}

func mustBeCalendar(f *box.Folder, identity string) error {
	if f.Class == box.ClassAppointment {
		return nil
	}
	return org.Invalid("Identity", identity, "the folder "+f.Name+" is not a calendar")
}

// showCalendar returns a calendar as Get-MailboxCalendarFolder shows it.
func showCalendar(f *box.Folder) *object.Object {
	values := published(f)
	values["Identity"], values["MailboxOwnerId"] = called(f), directory.Reference(f.Box().Owner)
	values["IsValid"], values["ObjectState"] = true, "Unchanged"
	return show("Get-MailboxCalendarFolder", values)
}
