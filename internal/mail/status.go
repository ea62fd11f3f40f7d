package mail

import (
	"fmt"
	"strings"
)

// A Status is what became of a message for one recipient, in SMTP's terms: a reply of ours or of another
// server. It is an error where it refuses.
type Status struct {
	Code     int    // reply code (RFC 5321, 4.2): 250, 451, 550
	Enhanced string // "5.1.10" (RFC 3463); "" where the other server gave none
	Text     string // what follows the codes: one line
	Remote   string // server that said so, by name or address; "" for our own
}

// Temporary says whether the same may succeed later.
func (s *Status) Temporary() bool { return s.Code/100 == 4 }

// OK says whether the message was taken.
func (s *Status) OK() bool { return s.Code/100 == 2 }

func (s *Status) Error() string {
	return strings.Join(strings.Fields(fmt.Sprintf("%d %s %s", s.Code, s.Enhanced, s.Text)), " ")
}
