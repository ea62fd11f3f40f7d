package casmailbox_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/casmailbox"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

func world(t testing.TB) *cmdlettest.World { return cmdlettest.New(t, casmailbox.Commands) }

func errorID(err error) string {
	var e *command.Error
	if errors.As(err, &e) {
		return e.ID
	}
	return fmt.Sprint(err)
}

func TestGet(t *testing.T) {
	t.Parallel()
	w := world(t)
	for name, c := range map[string]struct {
		args []any
		want int
	}{
		"everything": {nil, 34},
		"one":        {[]any{"Identity", "navin@contoso.com"}, 1},
		"by ANR":     {[]any{"Anr", "kim"}, 2},
		"rooms":      {[]any{"RecipientTypeDetails", "RoomMailbox"}, 2},
		"by filter":  {[]any{"Filter", "ImapEnabled -eq $false"}, 0},
		"five":       {[]any{"ResultSize", 5, "SortBy", "DisplayName"}, 5},
	} {
		if got := w.Must("Get-CASMailbox", c.args...); len(got) != c.want {
			t.Errorf("%s: %d objects, want %d", name, len(got), c.want)
		}
	}
	o := w.Must("Get-CASMailbox", "Identity", "navin")[0]
	shape, _ := catalog.ObjectFor("Get-CASMailbox")
	for i, p := range shape.Props {
		if o.Props[i].Name != p.Name {
			t.Errorf("property %d is %s, want %s", i, o.Props[i].Name, p.Name)
		}
	}
	for property, want := range map[string]any{"OWAEnabled": true, "PublicFolderClientAccess": false, "SmtpClientAuthenticationDisabled": nil} {
		if v, _ := o.Get(property); v != want {
			t.Errorf("%s is %v, want %v", property, v, want)
		}
	}
}

// Each row is one Set-CASMailbox and a property that Get-CASMailbox shows afterwards.
func TestSetActs(t *testing.T) {
	t.Parallel()
	w := world(t)
	rows := []struct {
		args     []any
		property string
		want     string
	}{
		{[]any{"ImapEnabled", false, "PopEnabled", false}, "ImapEnabled", "False"},
		{[]any{"OWAEnabled", false}, "OWAEnabled", "False"},
		{[]any{"ActiveSyncEnabled", false}, "ActiveSyncEnabled", "False"},
		{[]any{"MAPIEnabled", false}, "MAPIEnabled", "False"},
		{[]any{"EwsAllowOutlook", true}, "EwsAllowOutlook", "True"},
		{[]any{"SmtpClientAuthenticationDisabled", true}, "SmtpClientAuthenticationDisabled", "True"},
		{[]any{"SmtpClientAuthenticationDisabled", nil}, "SmtpClientAuthenticationDisabled", ""},
		{[]any{"PopMessagesRetrievalMimeFormat", "0"}, "PopMessagesRetrievalMimeFormat", "TextOnly"},
		{[]any{"ImapMessagesRetrievalMimeFormat", "tnef"}, "ImapMessagesRetrievalMimeFormat", "Tnef"},
		{[]any{"EwsApplicationAccessPolicy", "enforceblocklist", "EwsBlockList", []any{"Bad*", "Worse"}}, "EwsBlockList", "Bad* Worse"},
		{[]any{"EwsBlockList", object.NewDict("Remove", "Worse")}, "EwsBlockList", "Bad*"},
		{[]any{"ActiveSyncBlockedDeviceIDs", object.NewDict("Add", "ABC123")}, "ActiveSyncBlockedDeviceIDs", "ABC123"},
	}
	for _, c := range rows {
		if r := w.Run("Set-CASMailbox", append([]any{"Identity", "olivia"}, c.args...)...); r.Err != nil {
			t.Errorf("%v: %v", c.args, r.Err)
			continue
		}
		v, _ := w.Must("Get-CASMailbox", "Identity", "olivia")[0].Get(c.property)
		if got := object.String(v); got != c.want {
			t.Errorf("%v: %s is %q, want %q", c.args, c.property, got, c.want)
		}
	}
	if got := w.Must("Get-CASMailbox", "Filter", "ImapEnabled -eq $false"); len(got) != 1 {
		t.Errorf("%d mailboxes without IMAP", len(got))
	}
	if audited := w.Audited("Set-CASMailbox"); len(audited) != len(rows) {
		t.Errorf("%d audit records of %d changes (F-12)", len(audited), len(rows))
	}
}

func TestSetRefuses(t *testing.T) {
	t.Parallel()
	w := world(t)
	for name, c := range map[string]struct {
		args []any
		id   string
	}{
		"a group":             {[]any{"Identity", "all.sales", "OWAEnabled", false}, "ManagementObjectNotFoundException"},
		"an unknown format":   {[]any{"Identity", "olivia", "PopMessagesRetrievalMimeFormat", "7"}, "DataValidationException"},
		"an unknown policy":   {[]any{"Identity", "olivia", "EwsApplicationAccessPolicy", "Some"}, "DataValidationException"},
		"a list of no effect": {[]any{"Identity", "olivia", "EwsAllowList", "Good"}, "DataValidationException"},
		"not carried out":     {[]any{"Identity", "olivia", "OwaMailboxPolicy", "x"}, "NotSupported"},
	} {
		if r := w.Run("Set-CASMailbox", c.args...); errorID(r.Err) != c.id {
			t.Errorf("%s: %v", name, r.Err)
		}
	}
	// S-55: what is no parameter can't be set.
	for _, property := range []string{"Guid", "ECPEnabled", "LegacyExchangeDN", "MapiHttpEnabled"} {
		if r := w.Run("Set-CASMailbox", "Identity", "olivia", property, true); r.Err == nil {
			t.Errorf("-%s was accepted", property)
		}
	}
	if r := w.Call(nil, command.Prefs{WhatIf: true}, "Set-CASMailbox", "Identity", "olivia", "OWAEnabled", false); r.Err != nil {
		t.Error(r.Err)
	}
	if audited := w.Audited("Set-CASMailbox"); len(audited) != 0 {
		t.Errorf("%d audit records", len(audited))
	}
}

// F-11 and F-12.
func TestEveryWriteIsAllOrNothing(t *testing.T) {
	t.Parallel()
	f := &cmdlettest.Fragile{}
	w := cmdlettest.New(t, f.Over(casmailbox.Commands))
	w.AllOrNothing(f, cmdlettest.Change{Cmdlet: "Set-CASMailbox", Args: []any{"Identity", "olivia", "OWAEnabled", false}, Writes: 1})
}

type limit struct{}

func (limit) CanRead(e *org.Entry) bool  { return directory.Text(e, "Alias") != "olivia" }
func (limit) CanWrite(e *org.Entry) bool { return directory.Text(e, "Alias") == "hana" }

// S-49.
func TestScope(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Scope = limit{}
	for _, identity := range []string{"olivia", "navin"} {
		if r := w.Run("Set-CASMailbox", "Identity", identity, "OWAEnabled", false); errorID(r.Err) != "ManagementObjectNotFoundException" {
			t.Errorf("%s: %v", identity, r.Err)
		}
	}
	if r := w.Run("Get-CASMailbox", "Identity", "olivia"); !org.IsNotFound(r.Err) {
		t.Error(r.Err)
	}
	w.Must("Set-CASMailbox", "Identity", "hana", "OWAEnabled", false)
}

// What is already so changes nothing: there is a warning, and no audit record.
func TestUnmodified(t *testing.T) {
	t.Parallel()
	w := world(t)
	for name, args := range map[string][]any{
		"no settings":          nil,
		"what a new one has":   {"OWAEnabled", true},
		"an empty list":        {"EwsBlockList", []any{}},
		"nothing where none":   {"EwsApplicationAccessPolicy", nil},
		"several, all as they": {"OWAEnabled", true, "PopEnabled", true},
	} {
		r := w.Run("Set-CASMailbox", append([]any{"Identity", "hana"}, args...)...)
		if r.Err != nil || len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0], "no settings of 'exosh.local/Microsoft Exchange Hosted Organizations/contoso.onmicrosoft.com/Hana Sato' have been modified") {
			t.Errorf("%s: %v %q", name, r.Err, r.Warnings)
		}
	}
	if r := w.Run("Set-CASMailbox", "Identity", "hana", "OWAEnabled", true, "PopEnabled", false); r.Err != nil || len(r.Warnings) != 0 {
		t.Errorf("one of two is new: %v %q", r.Err, r.Warnings)
	}
	if rows := w.Audited("Set-CASMailbox"); len(rows) != 1 {
		t.Errorf("%d audit records of one change", len(rows))
	}
	// S-49: whoever may not change it learns nothing of how it is.
	w.Scope = limit{}
	if r := w.Run("Set-CASMailbox", "Identity", "navin", "OWAEnabled", true); !org.IsNotFound(r.Err) || len(r.Warnings) != 0 {
		t.Errorf("outside the scope: %v %q", r.Err, r.Warnings)
	}
}
