package exosh

import (
	"testing"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

func TestSized(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		cmdlet, text string
		want         object.Value
	}{
		{"get-mailboxstatistics", "1.5 KB (1,536 bytes)", object.Unlimited{Value: object.ByteQuantifiedSize(1536)}},
		{"Get-MailboxStatistics", "Unlimited", object.Unlimited{}},
		{"Get-MailboxStatistics", "much", "much"},
		{"Get-Mailbox", "1.5 KB (1,536 bytes)", "1.5 KB (1,536 bytes)"},
	} {
		o := &object.Object{}
		o.Set("DisplayName", test.text)
		o.Set("TotalItemSize", test.text)
		passed := 0
		out := sized(test.cmdlet, func(r command.Record) error {
			passed++
			return nil
		})
		for _, r := range []command.Record{{Stream: command.Output, Value: o}, {Stream: command.Warning, Value: "x"}} {
			if err := out(r); err != nil {
				t.Fatal(err)
			}
		}
		if got, _ := o.Get("TotalItemSize"); got != test.want || passed != 2 {
			t.Errorf("%s, %s: %#v after %d records", test.cmdlet, test.text, got, passed)
		}
		if name, _ := o.Get("DisplayName"); name != test.text {
			t.Errorf("a property that is no size became %#v", name)
		}
	}
}
