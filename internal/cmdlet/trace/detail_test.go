package trace_test

import (
	"encoding/xml"
	"fmt"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/mail"
	"example.org/exosh/object"
)

// story is a message to a group and what happened to it.
func story(t testing.TB) *cmdlettest.World {
	w := world(t)
	group, member := row(w, 1, time.Hour, "olivia@contoso.com", "all.sales@contoso.com"), row(w, 1, time.Hour, "olivia@contoso.com", "kofi@contoso.com")
	group.Status = mail.Expanded
	put(w, group, member)
	at := func(seconds int) time.Time { return member.Received.Add(time.Duration(seconds) * time.Second) }
	write(w, func(m mail.Tx) error {
		for _, e := range []mail.Event{
			{Message: id(1), Time: at(0), Name: "Receive", Detail: "Message received by: mx.contoso.com", Data: map[string]string{"ServerHostName": "mx.contoso.com", "ClientIP": "192.0.2.7"}},
			{Message: id(1), Time: at(1), Name: "Submit", Detail: "The message was submitted.", Data: map[string]string{"RcptCount": "1"}},
			{Message: id(1), Recipient: "all.sales@contoso.com", Time: at(2), Name: "Expand DL", Detail: "The group was expanded."},
			{Message: id(1), Recipient: "kofi@contoso.com", Time: at(3), Name: "Deliver", Detail: "The message was successfully delivered.", Data: map[string]string{"TotalLatency": "3"}},
			{Message: id(1), Recipient: "mei@contoso.com", Time: at(3), Name: "Fail", Detail: "Reason: [{LED=550 5.1.10 nobody}]"},
		} {
			if err := m.PutEvent(&e); err != nil {
				return err
			}
		}
		return nil
	})
	return w
}

func names(w *cmdlettest.World, cmdlet string, args ...any) string {
	w.T.Helper()
	return strings.Join(cmdlettest.Column(w.Must(cmdlet, args...), "Event"), ", ")
}

// The rows of a group and of its members have their own events, and those that all share.
func TestDetails(t *testing.T) {
	t.Parallel()
	w := story(t)
	for _, cmdlet := range []string{"Get-MessageTraceDetail", "Get-MessageTraceDetailV2"} {
		for recipient, want := range map[string]string{
			"KOFI@contoso.com": "Receive, Submit, Deliver", "all.sales@contoso.com": "Receive, Submit, Expand DL",
			"mei@contoso.com": "", "nobody@contoso.com": "",
		} {
			if got := names(w, cmdlet, "MessageTraceId", id(1), "RecipientAddress", recipient); got != want {
				t.Errorf("%s of %s: %s", cmdlet, recipient, got)
			}
		}
		o := w.Must(cmdlet, "MessageTraceId", id(1), "RecipientAddress", "kofi@contoso.com")[2]
		for property, want := range map[string]any{"MessageTraceId": id(1), "MessageId": "<1@contoso.com>", "Action": nil,
			"Detail": "The message was successfully delivered.", "Data": `<root><MEP Name="TotalLatency" Integer="3" /></root>`} {
			if got, _ := o.Get(property); got != want {
				t.Errorf("%s: %s is %v", cmdlet, property, got)
			}
		}
	}
}

func TestDetailsNarrow(t *testing.T) {
	t.Parallel()
	w := story(t)
	base := []any{"MessageTraceId", id(1), "RecipientAddress", "kofi@contoso.com"}
	for name, c := range map[string]struct {
		args []any
		want string
	}{
		"event":         {[]any{"Event", "DELIVER"}, "Deliver"},
		"events":        {[]any{"Event", []any{"Receive", "deliver"}}, "Receive, Deliver"},
		"other event":   {[]any{"Event", "SEND"}, ""},
		"action":        {[]any{"Action", "Quarantine"}, ""},
		"sender":        {[]any{"SenderAddress", "Olivia@contoso.com"}, "Receive, Submit, Deliver"},
		"other sender":  {[]any{"SenderAddress", "kofi@contoso.com"}, ""},
		"message":       {[]any{"MessageId", "<1@contoso.com>"}, "Receive, Submit, Deliver"},
		"other message": {[]any{"MessageId", "<2@contoso.com>"}, ""},
		"dates":         {[]any{"StartDate", w.Now.Add(-2 * time.Hour), "EndDate", w.Now}, "Receive, Submit, Deliver"},
	} {
		for _, cmdlet := range []string{"Get-MessageTraceDetail", "Get-MessageTraceDetailV2"} {
			if got := names(w, cmdlet, append(c.args, base...)...); got != c.want {
				t.Errorf("%s, %s: %q", cmdlet, name, got)
			}
		}
	}
	if got := names(w, "Get-MessageTraceDetail", append(base, "PageSize", 2, "Page", 2)...); got != "Deliver" {
		t.Errorf("the second page is %q", got)
	}
	if got := names(w, "Get-MessageTraceDetail", "MessageTraceId", id(1), "RecipientAddress", "all.sales@contoso.com", "Event", "EXPAND"); got != "Expand DL" {
		t.Errorf("EXPAND is %q", got)
	}
	for _, args := range [][]any{{"MessageTraceId", id(1), "RecipientAddress", "*@contoso.com"}, append(base, "PageSize", 0), append(base, "ProbeTag", "x")} {
		if r := w.Run("Get-MessageTraceDetail", args...); r.Err == nil {
			t.Errorf("%v was taken", args)
		}
	}
}

// A message outside of the time that is looked at is not shown, but its date is told.
func TestDetailsOfOlderMessages(t *testing.T) {
	t.Parallel()
	w := story(t)
	w.Now = w.Now.AddDate(0, 0, 3)
	base := []any{"MessageTraceId", id(1), "RecipientAddress", "kofi@contoso.com"}
	r := w.Run("Get-MessageTraceDetailV2", base...)
	if r.Err != nil || len(r.Objects) != 0 || len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0], "2026-03-10 11:00:00Z") {
		t.Errorf("%v %q %v", r.Objects, r.Warnings, r.Err)
	}
	if got := names(w, "Get-MessageTraceDetailV2", append(base, "StartDate", w.Now.AddDate(0, 0, -9), "EndDate", w.Now)...); got != "Receive, Submit, Deliver" {
		t.Errorf("with dates: %s", got)
	}
}

// What others sent can't leave its attribute.
func TestDataIsXML(t *testing.T) {
	t.Parallel()
	w := story(t)
	evil := "x\" /></root><!-- \x00 \xff <&> \u2028"
	write(w, func(m mail.Tx) error {
		return m.PutEvent(&mail.Event{Message: id(1), Recipient: "kofi@contoso.com", Time: w.Now, Name: "Fail", Data: map[string]string{evil: evil, "CustomData": "S:tlsversion=TLS1_3", "SequenceNumber": "0"}})
	})
	o := w.Must("Get-MessageTraceDetailV2", "MessageTraceId", id(1), "RecipientAddress", "kofi@contoso.com", "Event", "Fail")[0]
	text := cmdlettest.Column([]*object.Object{o}, "Data")[0]
	var root struct {
		MEP []struct {
			Name    string `xml:",attr"`
			String_ string `xml:"String,attr"`
			Long    string `xml:",attr"`
			Blob    string `xml:",attr"`
		}
	}
	if err := xml.Unmarshal([]byte(text), &root); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	want := strings.NewReplacer("\x00", "\ufffd", "\xff", "\ufffd").Replace(evil)
	if fmt.Sprint(root.MEP) != fmt.Sprint([]any{struct{ a, b, c, d string }{"CustomData", "", "", "S:tlsversion=TLS1_3"}, struct{ a, b, c, d string }{"SequenceNumber", "", "0", ""}, struct{ a, b, c, d string }{want, want, "", ""}}) {
		t.Errorf("%s is read as %q", text, root.MEP)
	}
}
