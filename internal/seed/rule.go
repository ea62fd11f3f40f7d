package seed

import (
	"fmt"
	"strings"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// putRules gives a mailbox its inbox rules, in their order.
func (s *sower) putRules(e *org.Entry, alias string, rules []Rule) error {
	for i, r := range rules {
		kept := &box.Rule{
			ID: s.id("inboxrule", fmt.Sprint(alias, " ", i)), Name: r.Name, Priority: int32(i + 1), Enabled: !r.Off, Hidden: r.Hidden, Props: &object.Object{},
		}
		for _, p := range []struct {
			name  string
			given bool
			value object.Value
		}{
			{"From", r.From != nil, s.parties(r.From)}, {"SubjectContainsWords", r.Subject != nil, directory.Anys(r.Subject)},
			{"ForwardTo", r.Forward != nil, s.parties(r.Forward)}, {"ForwardAsAttachmentTo", r.Attach != nil, s.parties(r.Attach)},
			{"RedirectTo", r.Redirect != nil, s.parties(r.Redirect)}, {"MoveToFolder", r.Move != "", r.Move},
			{"MarkAsRead", r.Read, true}, {"DeleteMessage", r.Delete, true}, {"StopProcessingRules", r.Stop, true},
		} {
			if p.given {
				kept.Set(p.name, p.value)
			}
		}
		if err := box.PutRule(s.tx, e, kept); err != nil {
			return err
		}
	}
	return nil
}

// parties returns how a rule keeps those it names.
func (s *sower) parties(list []string) []any {
	texts := make([]any, len(list))
	for i, who := range list {
		if strings.Contains(who, "@") {
			texts[i] = box.ExternalParty("", who)
		} else {
			texts[i] = box.InternalParty(s.byAlias[who])
		}
	}
	return texts
}

// putDevices gives a mailbox the devices that synchronise with it.
func (s *sower) putDevices(e *org.Entry, devices []Device) error {
	for _, d := range devices {
		kept := &box.Device{
			ID: s.id("mobiledevice", d.ID), DeviceID: d.ID, Type: d.Type, Model: d.Model, OS: d.System, FriendlyName: d.Name,
			ClientType: d.Program, UserAgent: d.Agent, State: d.State,
		}
		if !d.FirstSync.IsZero() {
			kept.FirstSync = d.FirstSync.In(s.now)
		}
		if !d.LastSync.IsZero() {
			kept.LastSync = d.LastSync.In(s.now)
		}
		if err := box.PutDevice(s.tx, e, kept); err != nil {
			return err
		}
	}
	return nil
}
