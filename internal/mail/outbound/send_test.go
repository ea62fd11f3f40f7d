package outbound

import (
	"testing"
)

func TestMessageGoesToSmartHost(t *testing.T) {
	t.Parallel()
	sink := newSink(t, nil)
	got := send(t, dial(t, relay(t, sink)), outgoing(plainMessage, "sam@tailspin.example", "kim@tailspin.example"))
	for i, o := range got {
		if o.Status == nil || !o.Status.OK() || o.Status.Remote == "" || o.Address != "127.0.0.1" || o.Relayed {
			t.Errorf("recipient %d: %+v", i, o)
		}
	}
	m := sink.messages()
	if len(m) != 1 || m[0].raw != plainMessage || m[0].from != "amara@contoso.example" || len(m[0].to) != 2 || m[0].hello != "mail.contoso.example" {
		t.Errorf("the sink got %+v", m)
	}
}
