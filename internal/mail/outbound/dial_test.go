package outbound

import (
	"net"
	"testing"

	"example.org/exosh/internal/org"
)

func TestNamesOfRelays(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]string{
		"relay.example": {"relay.example", "25"}, "relay.example:2525": {"relay.example", "2525"}, "192.0.2.1": {"192.0.2.1", "25"},
		"[192.0.2.1]": {"192.0.2.1", "25"}, "192.0.2.1:587": {"192.0.2.1", "587"}, "[2001:db8::1]:2525": {"2001:db8::1", "2525"},
		"[2001:db8::1]": {"2001:db8::1", "25"}, "2001:db8::1": {"2001:db8::1", "25"},
	} {
		if host, port := splitHost(text); host != want[0] || port != want[1] {
			t.Errorf("%s: %s, %s", text, host, port)
		}
	}
}

// TestRelayByName: the system finds it, whatever the domain name system says.
func TestRelayByName(t *testing.T) {
	t.Parallel()
	sink := newSink(t, nil)
	_, port, err := net.SplitHostPort(sink.address)
	if err != nil {
		t.Fatal(err)
	}
	s := relay(sink)
	s.Default = net.JoinHostPort("localhost", port)
	got := send(t, dial(t, s), outgoing(plainMessage, "sam@tailspin.example"))
	if got[0].Status.Remote != "localhost" || got[0].Address != "127.0.0.1" {
		t.Errorf("got %+v", got[0])
	}
	s.Default = "nowhere..invalid:25"
	if _, err := s.Dial(t.Context(), org.ID{1}, hostPrefix+s.Default); !says(err, "451 4.4.3 cannot find the server nowhere..invalid") {
		t.Errorf("got %v", err)
	}
}
