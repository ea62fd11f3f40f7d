package adminapi_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/internal/exocmdlet"
	"example.org/exosh/internal/restclient"
	"example.org/exosh/object"
)

// A doorway sends a client's requests to the handler itself.
type doorway struct{ http.Handler }

func (d doorway) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w.Result(), nil
}

// A client asks the door as the shell does.
type client struct {
	rest *restclient.Client
}

func (c *contoso) client(upn string) client {
	base, _ := url.Parse("https://exosh.example:8443")
	return client{&restclient.Client{
		Base: base, TenantID: "contoso.com", HTTP: &http.Client{Transport: doorway{c.h}}, Anchor: "UPN:" + upn, ConnectionID: "c1",
		Bearer:    func(context.Context, string) (string, error) { return upn, nil },
		RequestID: func() string { return "" },
		Page:      7, // so that everything has pages
	}}
}

func (c client) get(t *testing.T, cmdlet string, pairs ...any) []*object.Object {
	t.Helper()
	var list []*object.Object
	take := func(r command.Record) error {
		switch v := r.Value.(type) {
		case *object.Object:
			list = append(list, v)
		case *command.Error:
			t.Errorf("%s %v: %v", cmdlet, pairs, v)
		}
		return nil
	}
	var err error
	if cmd, ok := exocmdlet.Command(cmdlet, func() (*exocmdlet.Conn, error) { return &exocmdlet.Conn{Rest: c.rest, Threads: 3}, nil }); ok {
		var given []command.Arg
		for i := 0; i+1 < len(pairs); i += 2 {
			given = append(given, command.Arg{Name: pairs[i].(string), Value: pairs[i+1], HasValue: true})
		}
		bound, bad := command.Bind(cmd.Meta, given)
		if bad != nil {
			t.Fatal(bad)
		}
		err = exocmdlet.Run(t.Context(), cmd, bound, take)
	} else {
		err = c.rest.Invoke(t.Context(), restclient.Call{Cmdlet: cmdlet, Params: command.NewArgs(pairs...), Zone: time.Local}, take)
	}
	if err != nil {
		t.Fatalf("%s %v: %v", cmdlet, pairs, err)
	}
	return list
}

// shown is a value as text, with an empty list as nothing.
func text(v object.Value) string {
	if l, ok := v.([]any); ok && len(l) == 0 {
		return ""
	}
	return object.String(v)
}

// Client and service together: what a Get-EXO cmdlet shows of an object is what its plain twin shows, for
// everything that both have.
func TestGetEXOAgreesWithPlain(t *testing.T) {
	t.Parallel()
	c := newContoso(t)
	admin := c.client(admin)
	for _, tt := range []struct {
		exo, plain []any
		least      int // values that are compared
	}{
		{[]any{"Get-EXOMailbox", "PropertySets", "All", "ResultSize", "Unlimited"}, []any{"Get-Mailbox", "ResultSize", "Unlimited"}, 5000},
		{[]any{"Get-EXOMailbox", "PropertySets", []any{"Quota", "Hold", "Delivery"}, "Filter", "DisplayName -like 'A*'"}, []any{"Get-Mailbox", "Filter", "DisplayName -like 'A*'"}, 100},
		{[]any{"Get-EXOMailbox", "Identity", "olivia@contoso.com", "Properties", "*"}, []any{"Get-Mailbox", "Identity", "olivia"}, 150},
		{[]any{"Get-EXOMailbox", "RecipientTypeDetails", "SharedMailbox,RoomMailbox"}, []any{"Get-Mailbox", "RecipientTypeDetails", []any{"SharedMailbox", "RoomMailbox"}}, 50},
		{[]any{"Get-EXORecipient", "Properties", "*", "ResultSize", "Unlimited"}, []any{"Get-Recipient", "ResultSize", "Unlimited"}, 2000},
		{[]any{"Get-EXOCasMailbox", "PropertySets", "All", "ResultSize", "Unlimited"}, []any{"Get-CASMailbox", "ResultSize", "Unlimited"}, 1000},
		{[]any{"Get-EXOMailboxPermission", "Identity", "executive.office"}, []any{"Get-MailboxPermission", "Identity", "executive.office"}, 15},
		{[]any{"Get-EXORecipientPermission", "ResultSize", "Unlimited"}, []any{"Get-RecipientPermission", "ResultSize", "Unlimited"}, 100},
		{[]any{"Get-EXORecipientPermission", "Identity", "invoices", "AccessRights", "SendAs"}, []any{"Get-RecipientPermission", "Identity", "invoices"}, 5},
		{[]any{"Get-EXOMailboxStatistics", "Identity", "navin", "PropertySets", "All"}, []any{"Get-MailboxStatistics", "Identity", "navin"}, 20},
		{[]any{"Get-EXOMailboxFolderStatistics", "Identity", "navin"}, []any{"Get-MailboxFolderStatistics", "Identity", "navin"}, 300},
		{[]any{"Get-EXOMailboxFolderPermission", "Identity", `navin:\Calendar`}, []any{"Get-MailboxFolderPermission", "Identity", `navin:\Calendar`}, 6},
	} {
		exo := admin.get(t, tt.exo[0].(string), tt.exo[1:]...)
		plain := admin.get(t, tt.plain[0].(string), tt.plain[1:]...)
		if len(exo) == 0 || len(exo) != len(plain) {
			t.Errorf("%v: %d objects, and %d of %v", tt.exo, len(exo), len(plain), tt.plain)
			continue
		}
		compared := 0
		for i := range exo {
			for _, p := range exo[i].Props {
				want, both := plain[i].Get(p.Name)
				if !both {
					continue
				}
				if got := text(p.Value); got != text(want) {
					t.Errorf("%v: %s of %d is %q, want %q", tt.exo, p.Name, i, got, text(want))
				}
				compared++
			}
		}
		if compared < tt.least {
			t.Errorf("%v: %d values compared", tt.exo, compared)
		}
	}
}

// A filter chooses the same mailboxes whichever way it goes.
func TestGetEXOFilters(t *testing.T) {
	t.Parallel()
	c := newContoso(t)
	admin := c.client(admin)
	for _, filter := range []string{
		"DisplayName -like 'A*' -and RecipientTypeDetails -eq 'UserMailbox'",
		"-not (Alias -like '*a*')",
		"EmailAddresses -like '*@contoso.onmicrosoft.com'",
		"EmailAddresses -notlike '*@contoso.onmicrosoft.com'",
		"EmailAddresses -eq 'navin@contoso.com'",
		"EmailAddresses -ne 'navin@contoso.com'",
		"ForwardingSmtpAddress -ne $null -or ForwardingAddress -ne $null",
		"LitigationHoldEnabled -eq $true",
		"(Alias -eq 'navin') -or (Alias -eq 'olivia' -and Alias -eq 'hana')",
		"WhenMailboxCreated -lt '2025-06-01'",
		"ResourceCapacity -ge 8",
		"Name -eq 'O''Brien' -or DisplayName -like \"O'*\"",
	} {
		names := func(list []*object.Object) []string {
			var all []string
			for _, o := range list {
				v, _ := o.Get("Name")
				all = append(all, object.String(v))
			}
			return all
		}
		want, got := names(admin.get(t, "Get-Mailbox", "Filter", filter)), names(admin.get(t, "Get-EXOMailbox", "Filter", filter))
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", filter, got, want)
		}
	}
}

// A pipeline of all mailboxes gives every statistic, in order.
func TestGetEXOPipeline(t *testing.T) {
	t.Parallel()
	c := newContoso(t)
	admin := c.client(admin)
	mailboxes := admin.get(t, "Get-EXOMailbox", "PropertySets", "StatisticsSeed", "ResultSize", "Unlimited")
	cmd, _ := exocmdlet.Command("Get-EXOMailboxStatistics", func() (*exocmdlet.Conn, error) { return &exocmdlet.Conn{Rest: admin.rest, Threads: 3}, nil })
	var got []string
	st, take := cmd.New(), func(r command.Record) error {
		if o, ok := r.Value.(*object.Object); ok {
			v, _ := o.Get("DisplayName")
			got = append(got, object.String(v))
		}
		if e, ok := r.Value.(*command.Error); ok {
			t.Error(e)
		}
		return nil
	}
	var want []string
	for _, m := range mailboxes {
		name, _ := m.Get("DisplayName")
		want = append(want, object.String(name))
		id, _ := m.Get("ExchangeGuid")
		bound, err := command.Bind(cmd.Meta, []command.Arg{{Name: "ExchangeGuid", Value: id, HasValue: true}})
		if err != nil {
			t.Fatal(err)
		}
		if err := st.Process(t.Context(), &command.Call{Meta: cmd.Meta, Args: bound, HasInput: true, Sink: take}); err != nil {
			t.Fatal(err)
		}
	}
	if err := st.End(t.Context(), &command.Call{Meta: cmd.Meta, Sink: take}); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) || len(got) < 20 {
		t.Errorf("%v, want %v", got, want)
	}
	if strings.TrimSpace(strings.Join(got, "")) == "" {
		t.Error("no names")
	}
}
