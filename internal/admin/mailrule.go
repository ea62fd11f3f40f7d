package admin

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail/limit"
	"example.org/exosh/internal/mail/submit"
	"example.org/exosh/internal/org"
)

// mailRuleCommands are about who may send how much.
func mailRuleCommands() []command {
	return []command{
		{"mail", "limits", "[NAME [VALUE|default]]", "show how much may be sent and received, or set one figure", nil, 0, 2, mailLimits},
		{"mail", "basic-auth", "[kept|schedule|percentage N|default-off|gone|enable|disable]", "show, or choose, what becomes of signing in with passwords to send mail", nil, 0, 2, basicAuth},
		{"mail", "blocked-senders", "", "list the mailboxes that may not send", nil, 0, 0, listBlockedSenders},
		{"mail", "block-sender", "ADDRESS [REASON]", "let a mailbox send no more", nil, 1, 2, blockSender},
		{"mail", "unblock-sender", "ADDRESS", "let a mailbox send again", nil, 1, 1, unblockSender},
	}
}

func mailLimits(ctx context.Context, d *Desk, j *job) error {
	if len(j.args) == 0 {
		return d.view(ctx, func(tx org.Tx) error { return showLimits(tx, j, limit.All()) })
	}
	f, ok := limit.Find(j.args[0])
	if !ok {
		return fmt.Errorf("there is no limit %q (`exosh admin mail limits` lists them)", j.args[0])
	}
	if len(j.args) == 2 {
		if err := d.setLimit(ctx, j, f); err != nil {
			return err
		}
	}
	return d.view(ctx, func(tx org.Tx) error { return showLimits(tx, j, []limit.Figure{f}) })
}

func showLimits(tx org.Tx, j *job, list []limit.Figure) error {
	o, err := directory.Load(tx)
	if err != nil {
		return err
	}
	own := limit.Of(o.Entry)
	for _, f := range list {
		note := ""
		if own.Own(f.Name) {
			note = fmt.Sprintf(" (documented: %d)", f.Value)
		}
		j.say("%-30s %d%s", f.Name, own.Get(f.Name), note)
		j.say("    %s\n    %s\n    %s, %s", f.Unit, f.Meaning, f.Source, f.Date)
	}
	return nil
}

func (d *Desk) setLimit(ctx context.Context, j *job, f limit.Figure) error {
	var value *int64
	if !strings.EqualFold(j.args[1], "default") {
		n, err := strconv.ParseInt(j.args[1], 10, 64)
		if err != nil {
			return fmt.Errorf("%s is a number, or default; not %q", f.Name, j.args[1])
		}
		value = &n
	}
	return d.settle(ctx, j, func(_ org.Tx, home *org.Entry) error { return limit.Set(home, f, value) })
}

// settle changes the organisation's own entry.
func (d *Desk) settle(ctx context.Context, j *job, fn func(tx org.Tx, home *org.Entry) error) error {
	return d.update(ctx, j, func(tx org.Tx) error {
		o, err := directory.Load(tx)
		if err != nil {
			return err
		}
		if err := fn(tx, o.Entry); err != nil {
			return err
		}
		return directory.SaveConfig(tx, o.Entry)
	})
}

func basicAuth(ctx context.Context, d *Desk, j *job) error {
	setting := strings.Join(j.args, " ")
	if setting != "" {
		err := d.settle(ctx, j, func(_ org.Tx, home *org.Entry) error {
			if setting == "enable" || setting == "disable" {
				submit.EnableBasic(home, setting == "enable")
				return nil
			}
			return submit.SetBasic(home, setting)
		})
		if err != nil {
			return err
		}
	}
	return d.view(ctx, func(tx org.Tx) error { return showBasicAuth(tx, j) })
}

func showBasicAuth(tx org.Tx, j *job) error {
	o, err := directory.Load(tx)
	if err != nil {
		return err
	}
	setting, enabled := submit.BasicSetting(o.Entry)
	j.say("Signing in with passwords to send mail: %s", setting)
	switch b := submit.BasicAt(setting, tx.Now()); {
	case b.Gone:
		j.say("Now: refused for good (550 5.7.30); programs have to use OAuth.")
	case b.DefaultOff && enabled:
		j.say("Now: off by default, and switched on again for this organisation.")
	case b.DefaultOff:
		j.say("Now: off by default (550 5.7.30); `exosh admin mail basic-auth enable` switches it on again.")
	case b.Percent > 0:
		j.say("Now: %d of 100 sign-ins are refused (550 5.7.30).", b.Percent)
	default:
		j.say("Now: possible, where SMTP AUTH is on for the organisation or the mailbox.")
	}
	j.say("\nThe vendor's schedule:")
	for _, p := range submit.Phases() {
		j.say("  from %s: %s\n      %s", day(p.From), p.Setting, p.Source)
	}
	return nil
}

func listBlockedSenders(ctx context.Context, d *Desk, j *job) error {
	return d.view(ctx, func(tx org.Tx) error {
		o, err := directory.Load(tx)
		if err != nil {
			return err
		}
		list := directory.BlockedSenders(o.Entry)
		for _, b := range list {
			j.say("%-40s since %s  %s", b.Address, b.At.UTC().Format("2006-01-02 15:04 MST"), b.Reason)
		}
		if len(list) == 0 {
			j.say("Every mailbox may send.")
		}
		return nil
	})
}

func blockSender(ctx context.Context, d *Desk, j *job) error {
	reason := "blocked by an administrator"
	if len(j.args) > 1 {
		reason = j.args[1]
	}
	if len(reason) > 200 {
		return fmt.Errorf("a reason has at most 200 bytes, not %d", len(reason))
	}
	err := d.settle(ctx, j, func(tx org.Tx, home *org.Entry) error {
		e, err := directory.Resolve(tx, j.args[0], directory.LiveMailbox)
		if err != nil {
			return err
		}
		list := directory.BlockedSenders(home)
		if slices.ContainsFunc(list, func(b directory.BlockedSender) bool { return b.Mailbox == e.ID }) {
			return fmt.Errorf("%s is blocked already", directory.Primary(e))
		}
		directory.SetBlockedSenders(home, append(list, directory.BlockedSender{Mailbox: e.ID, Address: directory.Primary(e), Reason: reason, At: tx.Now()}))
		return nil
	})
	return said(err, j, "%s can send no more (550 5.1.8); it still receives mail.")
}

func unblockSender(ctx context.Context, d *Desk, j *job) error {
	err := d.settle(ctx, j, func(tx org.Tx, home *org.Entry) error {
		list := directory.BlockedSenders(home)
		id := org.ID{}
		if e, err := directory.Resolve(tx, j.args[0], directory.LiveMailbox); err == nil {
			id = e.ID
		}
		left := slices.DeleteFunc(slices.Clone(list), func(b directory.BlockedSender) bool { return b.Mailbox == id || org.Matches(b.Address, j.args[0]) })
		if len(left) == len(list) {
			return fmt.Errorf("%s is not blocked (`exosh admin mail blocked-senders` lists those that are)", j.args[0])
		}
		directory.SetBlockedSenders(home, left)
		return nil
	})
	return said(err, j, "%s can send again.")
}
