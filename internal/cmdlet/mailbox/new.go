package mailbox

import (
	"context"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// newTable says what each parameter of New-Mailbox does.
func newTable() project.Table[*change.Change] {
	return project.Table[*change.Change]{Cmdlet: "New-Mailbox", Rows: change.Join(
		change.Read("Name", "Alias", "MicrosoftOnlineServicesID", "Password", "PrimarySmtpAddress", "Shared", "Room",
			"Equipment", "MailboxPlan", "Archive", "EnableRoomMailboxAccount", "RoomMailboxPassword", "Force", "OrganizationalUnit"),
		change.DisplayName(),
		change.PersonNames(),
		change.Text(64, "Phone"),
		change.Text(128, "Office"),
		change.Text(256, "ImmutableId"),
		resourceCapacity(),
		change.Moderation()[:2], // ModerationEnabled and ModeratedBy
		change.Moderation()[3:],
		change.Stored("RoleAssignmentPolicy", org.KindRolePolicy),
		accountRows("ResetPasswordOnNextLogon"),
		onlyParam(change.RemotePowerShell(), "RemotePowerShellEnabled"),
	)}
}

func resourceCapacity() change.Rows { return onlyParam(resource(), "ResourceCapacity") }

func onlyParam(rows change.Rows, name string) change.Rows {
	for _, r := range rows {
		if r.Param == name {
			return change.Rows{r}
		}
	}
	return nil
}

func (m *mailboxes) create(ctx context.Context, c *command.Call) error {
	table := newTable()
	if err := table.Check(c.Args); err != nil {
		return err
	}
	order, err := m.order(ctx, c.Args)
	if err != nil {
		return err
	}
	if ok, err := c.ShouldProcess(ctx, order.spec.Name, "New-Mailbox"); err != nil || !ok {
		return err
	}
	return m.Store.Update(ctx, func(tx org.Tx) error {
		ch, err := order.begin(ctx, tx, c.Args)
		if err != nil {
			return err
		}
		if err := table.Apply(ch, c.Args); err != nil {
			return err
		}
		if err := change.CheckModeration(ch); err != nil {
			return err
		}
		if err := ch.Save(); err != nil {
			return err
		}
		return c.Output(m.view.Object(&directory.Item{Tx: tx, Org: ch.Org, Entry: ch.Entry}))
	})
}

// An order is a mailbox to be made, as far as it is known before the transaction.
type order struct {
	spec directory.NewMailbox
	hash string
	plan string
}

func (m *mailboxes) order(ctx context.Context, args command.Args) (*order, error) {
	details, err := kindOf(args)
	if err != nil {
		return nil, err
	}
	o := &order{plan: args.Text("MailboxPlan"), spec: directory.NewMailbox{
		Details: details, Name: args.Text("Name"), Alias: args.Text("Alias"),
		UPN: args.Text("MicrosoftOnlineServicesID"), Primary: args.Text("PrimarySmtpAddress"),
		DisplayName: args.Text("DisplayName"), Archive: args.Flag("Archive"),
	}}
	for _, id := range []*org.ID{&o.spec.ID, &o.spec.Account, &o.spec.Mailbox, &o.spec.ArchiveID} {
		if *id, err = org.NewID(m.Random); err != nil {
			return nil, err
		}
	}
	upn := o.spec.UPN
	if upn == "" {
		upn = o.spec.Name
	}
	o.hash, err = change.HashPassword(ctx, m.Passwords, args, upn, "Password", "RoomMailboxPassword")
	return o, err
}

// kindOf returns the RecipientTypeDetails of the mailbox that the arguments ask for.
func kindOf(args command.Args) (string, error) {
	kinds := map[string]string{
		"Shared": directory.SharedMailbox, "Room": directory.RoomMailbox, "Equipment": directory.EquipmentMailbox,
	}
	details := ""
	for _, param := range []string{"Shared", "Room", "Equipment"} {
		if !args.Flag(param) {
			continue
		}
		if details != "" {
			return "", org.Invalid(param, "True", "a mailbox can only be of one kind")
		}
		details = kinds[param]
	}
	if details == "" && args.Has("EnableRoomMailboxAccount") {
		details = directory.RoomMailbox
	}
	if details != "" {
		return details, nil
	}
	if args.Text("MicrosoftOnlineServicesID") == "" || !args.Has("Password") {
		return "", &command.Error{
			Category: command.InvalidArgument, ID: "RecipientTaskException",
			Type:    "Microsoft.Exchange.Configuration.Tasks.RecipientTaskException",
			Message: "A user's mailbox needs -MicrosoftOnlineServicesID and -Password.",
			Advice:  "Give both, or one of -Shared, -Room and -Equipment.", Target: args.Text("Name"),
		}
	}
	return directory.UserMailbox, nil
}

// begin makes recipient and account in memory.
func (o *order) begin(ctx context.Context, tx org.Tx, args command.Args) (*change.Change, error) {
	home, err := directory.Load(tx)
	if err != nil {
		return nil, err
	}
	if unit := strings.TrimSpace(args.Text("OrganizationalUnit")); unit != "" && !home.IsUnit(unit) {
		return nil, org.NotFound(unit)
	}
	spec := o.spec
	if spec.Plan, err = directory.PlanFor(tx, spec.Details, o.plan); err != nil {
		return nil, err
	}
	e, a, err := directory.MakeMailbox(tx, home, spec)
	if err != nil {
		return nil, err
	}
	a.PasswordHash = o.hash
	if args.Flag("EnableRoomMailboxAccount") {
		if o.hash == "" {
			return nil, change.Refuse(spec.Name, "The room's account has no password yet.", "Give -RoomMailboxPassword as well.")
		}
		a.Enabled = true
		e.Props.Set("RoomMailboxAccountEnabled", true)
	}
	ch := &change.Change{Tx: tx, Org: home, Entry: e, Args: args, Caller: change.Actor(ctx), Hash: o.hash}
	ch.NewAccount(a)
	return ch, nil
}
