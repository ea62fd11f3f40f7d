package smtpd

import "time"

// Limits are what one connection, one network and all of them may take of the server. Start from DefaultLimits.
type Limits struct {
	Open int // connections at a time

	// Connections of one network, by the size of its prefix; addresses of Exempt are not counted.
	Networks Networks

	Handshake time.Duration // of TLS
	SignIn    time.Duration // from the beginning of the connection to the end of sign-in, TLS included
	Idle      time.Duration // for the next command, from its first byte's turn to its last byte
	Write     time.Duration // for the client to take a reply

	// Content has to arrive at Rate bytes a second at least, once Grace has passed.
	Grace time.Duration
	Rate  int64

	Failures   int           // sign-ins that fail before the connection is closed
	Delay      time.Duration // before the answer to a sign-in that failed
	Errors     int           // errors of the protocol before the connection is closed
	Refusals   int           // other refusals, of senders, recipients and messages
	Line       int           // bytes of a command with its end
	Credential int           // bytes of a line of AUTH
}

// Networks counts connections by network. Each list goes from the address itself to larger networks.
type Networks struct {
	V4, V6 [3]Network
	Exempt bool // loopback addresses are not counted
}

// A Network is how many connections come from addresses that have a prefix in common.
type Network struct {
	Bits      int // of the prefix
	Open      int // at a time
	PerMinute int // new ones
}

// DefaultLimits are those of mox for networks, of RFC 5321 (4.5.3) and RFC 4954 for lines and times, and those of
// the vendor's receive connectors for errors and connections.
func DefaultLimits() Limits {
	return Limits{
		Open: 5000,
		Networks: Networks{
			V4:     [3]Network{{32, 30, 300}, {26, 90, 900}, {21, 270, 2700}},
			V6:     [3]Network{{64, 30, 300}, {48, 90, 900}, {32, 270, 2700}},
			Exempt: true,
		},
		Handshake: 30 * time.Second, SignIn: 2 * time.Minute, Idle: 5 * time.Minute, Write: time.Minute,
		Grace: time.Minute, Rate: 1 << 10,
		Failures: 3, Delay: time.Second, Errors: 10, Refusals: 200,
		Line: 1000, Credential: 12288,
	}
}
