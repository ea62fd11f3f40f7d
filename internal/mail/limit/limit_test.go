package limit

import (
	"testing"

	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

func TestFigures(t *testing.T) {
	t.Parallel()
	want := map[Name]int64{
		ConcurrentConnections: 3, MessagesPerMinute: 30, RecipientsPerMessage: 1000, RecipientsPerDay: 10_000,
		ExternalRecipientsPerDay: 0, TrialExternalRecipientsPerDay: 5000, Trial: 0, MessageSize: 150 << 20,
		ReceivedPerHour: 3600, ReceivedFromOnePercent: 33, TraceQueries: 100,
	}
	for _, f := range All() {
		if v, ok := want[f.Name]; !ok || v != f.Value {
			t.Errorf("%s is %d, want %d", f.Name, f.Value, v)
		}
		delete(want, f.Name)
		if f.Unit == "" || f.Meaning == "" || f.Source == "" || f.Date == "" || f.Value < f.Least || f.Value > f.Most {
			t.Errorf("%s is incomplete: %+v", f.Name, f)
		}
	}
	if len(want) > 0 {
		t.Errorf("missing: %v", want)
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"name", "name:", "value: many", "colour: red"} {
		if list, err := parse(bad); err == nil {
			t.Errorf("parse(%q) = %v", bad, list)
		}
	}
}

func TestSet(t *testing.T) {
	t.Parallel()
	e := &org.Entry{Props: &object.Object{}}
	set := func(name Name, value int64) error {
		f, _ := Find(string(name))
		return Set(e, f, &value)
	}
	if set(MessagesPerMinute, 0) == nil || set(Trial, 2) == nil || set(MessageSize, 1<<40) == nil {
		t.Error("a figure out of its range was taken")
	}
	if Of(e).Own(MessagesPerMinute) || Of(e).Get(MessagesPerMinute) != 30 {
		t.Error("a refused figure counts")
	}
	for name, value := range map[Name]int64{MessagesPerMinute: 5, ExternalRecipientsPerDay: 77} {
		if err := set(name, value); err != nil || Of(e).Get(name) != value || !Of(e).Own(name) {
			t.Errorf("%s: %v, %d", name, err, Of(e).Get(name))
		}
	}
	for _, name := range []Name{MessagesPerMinute, ExternalRecipientsPerDay} {
		f, _ := Find(string(name))
		if err := Set(e, f, nil); err != nil || Of(e).Get(name) != f.Value {
			t.Errorf("%s back: %v, %d", name, err, Of(e).Get(name))
		}
	}
	if len(e.Props.Props) != 0 {
		t.Errorf("what is left: %v", e.Props)
	}
}

func TestExternal(t *testing.T) {
	t.Parallel()
	entry := func(pairs ...any) Limits {
		e := &org.Entry{Props: &object.Object{}}
		for i := 0; i < len(pairs); i += 2 {
			f, _ := Find(string(pairs[i].(Name)))
			v := int64(pairs[i+1].(int))
			if err := Set(e, f, &v); err != nil {
				t.Fatal(err)
			}
		}
		return Of(e)
	}
	for _, tt := range []struct {
		limits   Limits
		licences int64
		want     int64
	}{ // the first three are examples that the vendor gives
		{entry(), 1, 10_000}, {entry(), 100, 22_059}, {entry(), 1000, 72_446}, {entry(), 0, 9500},
		{entry(Trial, 1), 1000, 5000}, {entry(Trial, 1, TrialExternalRecipientsPerDay, 7), 1, 7}, {entry(ExternalRecipientsPerDay, 3), 1000, 3},
	} {
		if got := tt.limits.External(tt.licences); got != tt.want {
			t.Errorf("External(%d) = %d, want %d", tt.licences, got, tt.want)
		}
	}
	if got := entry().ReceivedFromOne(); got != 1188 {
		t.Errorf("ReceivedFromOne = %d", got)
	}
}
