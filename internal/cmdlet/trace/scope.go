package trace

import (
	"context"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// A scope says which messages a caller may see: with a narrow one, those that a recipient within it sent or was
// sent (S-49). A caller who may see the whole organisation has none.
type scope struct {
	tx    org.Tx          // scoped to the caller
	known map[string]bool // by folded address: whether it is one of a visible recipient
}

// mostKnown is how many addresses a scope remembers.
const mostKnown = 100_000

// scopeOf returns the scope of the caller, nil for the whole organisation.
func scopeOf(ctx context.Context, tx org.Tx) *scope {
	if caller, ok := org.CallerFrom(ctx); ok && caller.Scope == nil {
		return nil
	}
	return &scope{tx: tx, known: map[string]bool{}}
}

// sees says whether the caller may see a row.
func (s *scope) sees(t *mail.Trace) bool {
	return s == nil || s.holds(t.Recipient) || s.holds(t.Sender)
}

// holds says whether an address is that of a recipient whom the caller may see.
func (s *scope) holds(address string) bool {
	folded := org.Fold(address)
	seen, ok := s.known[folded]
	if ok {
		return seen
	}
	for e, err := range s.tx.ByKey("smtp", address) {
		if err == nil && e.Kind == org.KindRecipient {
			seen = true
			break
		}
	}
	if len(s.known) == mostKnown {
		clear(s.known)
	}
	s.known[folded] = seen
	return seen
}
