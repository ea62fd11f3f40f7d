package session

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"example.org/exosh/command"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// F-13: what is kept for a retry comes back as it was written.
func TestBufferReplays(t *testing.T) {
	t.Parallel()
	written := []command.Record{
		{Stream: command.Output, Value: &object.Object{Types: []string{"Mailbox"}, Props: []object.Property{
			{Name: "Name", Value: "ada"}, {Name: "Guid", Value: object.GUID{1, 2}}, {Name: "Quota", Value: object.ByteQuantifiedSize(1 << 30)},
		}}},
		{Stream: command.Output, Value: "text"},
		{Stream: command.Warning, Value: "careful"},
		{Stream: command.ErrorStream, Value: &command.Error{Category: command.ObjectNotFound, ID: "X", Type: "T", Message: "m", Advice: "a",
			Target: "ghost", Command: "Get-Thing", Reason: "R"}},
	}
	var b buffer
	for _, r := range written {
		if err := b.take(r); err != nil {
			t.Fatal(err)
		}
	}
	reply, err := b.reply()
	if err != nil {
		t.Fatal(err)
	}
	var again buffer
	if err := again.replay(reply); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(written, again.records, cmpopts.IgnoreFields(command.Error{}, "Err")); d != "" {
		t.Error(d)
	}
}

// Neither secrets nor values of other packages are kept as they are.
func TestBufferKeepsNoSecrets(t *testing.T) {
	t.Parallel()
	b := buffer{records: []command.Record{
		{Stream: command.Output, Value: &object.SecureString{Plain: "s3cret"}},
		{Stream: command.Information, Value: &command.HostText{Text: "hello"}},
	}}
	reply, err := b.reply()
	if err != nil {
		t.Fatal(err)
	}
	var again buffer
	if err := again.replay(reply); err != nil {
		t.Fatal(err)
	}
	if again.records[0].Value != org.Masked || again.records[1].Value != "hello" {
		t.Errorf("got %+v", again.records)
	}
}

func TestBufferReplayRefuses(t *testing.T) {
	t.Parallel()
	for _, reply := range []string{"{", `"x"`, "[1]"} {
		if err := new(buffer).replay([]byte(reply)); err == nil {
			t.Errorf("%s was taken for an answer", reply)
		}
	}
	if err := new(buffer).replay(nil); err != nil {
		t.Error(err)
	}
}

// A closure that runs again takes back what it wrote, and nothing that was written before it.
func TestBufferBegin(t *testing.T) {
	t.Parallel()
	var b buffer
	note := func(text string) {
		if err := b.take(command.Record{Stream: command.Warning, Value: text}); err != nil {
			t.Fatal(err)
		}
	}
	note("before")
	b.begin()
	note("first try")
	b.begin()
	note("second try")
	if len(b.records) != 2 || b.records[1].Value != "second try" || !b.changed {
		t.Errorf("got %+v", b.records)
	}
}

func TestBufferIsBounded(t *testing.T) {
	t.Parallel()
	b := buffer{records: make([]command.Record, mostRecords)}
	if err := b.take(command.Record{}); err == nil {
		t.Error("it takes any number")
	}
}

func TestAge(t *testing.T) {
	t.Parallel()
	for seconds, want := range map[int]string{-5: "0 s", 59: "59 s", 60: "1 min", 3599: "59 min", 3600: "1 h 0 min", 90000: "25 h 0 min"} {
		if got := age(time.Duration(seconds) * time.Second); got != want {
			t.Errorf("%d: %q, want %q", seconds, got, want)
		}
	}
}
