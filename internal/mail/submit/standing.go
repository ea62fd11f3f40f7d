package submit

import (
	"slices"
	"time"

	"example.org/exosh/internal/org"
)

// A standing is what a sign-in rests on: when it changes, who signed in before has to do so again (S-26). A
// connection lasts as long as its client likes, and may have been opened with a password that was stolen.
type standing struct {
	valid    time.Time // Account.TokensValidFrom
	password string    // Account.PasswordHash
	apps     []string  // ids of app passwords
}

func standingOf(a *org.Account) *standing {
	s := &standing{valid: a.TokensValidFrom, password: a.PasswordHash}
	for _, p := range a.AppPasswords {
		s.apps = append(s.apps, p.ID)
	}
	return s
}

// keeps says whether a sign-in with a method at a time of s is still one: new app passwords change nothing, and
// tokens do not depend on passwords.
func (s *standing) keeps(method string, now *standing) bool {
	if !s.valid.Equal(now.valid) {
		return false
	}
	gone := func(id string) bool { return !slices.Contains(now.apps, id) }
	return method != Login || s.password == now.password && !slices.ContainsFunc(s.apps, gone)
}

// ended says whether the sender's sign-in ended since. What it rested on is what was read first after it.
func (x *Sender) ended(b *mailbox) bool {
	if b.standing == nil || b.at.Before(x.began) {
		return false
	}
	if x.standing == nil {
		x.standing = b.standing
	}
	return b.standing.valid.After(x.began) || !x.standing.keeps(x.Method, b.standing)
}
