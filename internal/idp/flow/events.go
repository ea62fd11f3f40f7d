package flow

import (
	"slices"
	"time"

	"example.org/exosh/internal/oidc"
)

// Started begins a sign-in.
type Started struct {
	Prompt string  // "", "none", "login", "select_account", "consent"
	Hint   string  // login_hint, "" for none
	Known  []Known // accounts that the browser is signed in to
}

func (e Started) apply(r Request) (Request, bool) {
	if r.Step != "" {
		return r, false
	}
	switch e.Prompt {
	case "none":
		return e.silent(r), true
	case "login":
		return proceed(named(r, e.Hint)), true
	case "select_account":
		return e.choose(r), true
	}
	return e.plain(r), true
}

func (e Started) plain(r Request) Request {
	if k, ok := e.match(); ok {
		return proceed(resume(r, k))
	}
	if e.Hint != "" || len(e.Known) == 0 {
		return proceed(named(r, e.Hint))
	}
	return pick(r, e.Known)
}

// Lets the person choose, the account of the hint first. Where nobody is signed in, or the hint names
// somebody else, there is nothing to choose from.
func (e Started) choose(r Request) Request {
	hinted := func(k Known) bool { return sameName(k.Account.UPN, e.Hint) }
	if len(e.Known) == 0 || e.Hint != "" && !slices.ContainsFunc(e.Known, hinted) {
		return proceed(named(r, e.Hint))
	}
	known := slices.Clone(e.Known)
	slices.SortStableFunc(known, func(a, b Known) int {
		switch {
		case hinted(a) == hinted(b):
			return 0
		case hinted(a):
			return -1
		}
		return 1
	})
	return pick(r, known)
}

// Signs in without a word, or fails.
func (e Started) silent(r Request) Request {
	k, ok := e.match()
	if !ok {
		r.Fault = oidc.SilentFailed
		if len(e.Known) > 1 {
			r.Fault = oidc.NeedsPerson
		}
		return proceed(r)
	}
	r = proceed(resume(r, k))
	if r.Step != Done {
		r.Fault = oidc.NeedsPerson
	}
	return proceed(r)
}

// Finds the account that the request is for without asking: the one of the hint, or the only one.
func (e Started) match() (Known, bool) {
	if e.Hint == "" {
		if len(e.Known) == 1 {
			return e.Known[0], true
		}
		return Known{}, false
	}
	return find(e.Known, e.Hint)
}

func find(known []Known, upn string) (Known, bool) {
	i := slices.IndexFunc(known, func(k Known) bool { return sameName(k.Account.UPN, upn) })
	if i < 0 {
		return Known{}, false
	}
	return known[i], true
}

func resume(r Request, k Known) Request {
	r.Account, r.Facts, r.AMR, r.Since = k.Account, k.Facts, k.AMR, k.Since
	return r
}

func pick(r Request, known []Known) Request {
	r.Step, r.Choices = PickAccount, known
	return r
}

// Forgets everything about the account and takes another name.
func named(r Request, upn string) Request {
	return Request{Device: r.Device, Account: Account{UPN: upn}}
}

// Named says that a user name was typed; "" goes back to the page that asks for one.
type Named struct{ UPN string }

func (e Named) apply(r Request) (Request, bool) {
	switch r.Step {
	case AskAccount, PickAccount, AskPassword, PickFactor, AskCode, Approve:
		return proceed(named(r, e.UPN)), true
	}
	return r, false
}

// Picked says that an account of the browser's was chosen.
type Picked struct{ UPN string }

func (e Picked) apply(r Request) (Request, bool) {
	k, ok := find(r.Choices, e.UPN)
	if r.Step != PickAccount || !ok {
		return r, false
	}
	r.Choices = nil
	return proceed(resume(r, k)), true
}

// PasswordRight says that the password was verified, and what is known of the account.
type PasswordRight struct {
	Account Account
	Facts   Facts
	At      time.Time
}

func (e PasswordRight) apply(r Request) (Request, bool) {
	if r.Step != AskPassword {
		return r, false
	}
	if r.Account.ID != "" && r.Account.ID != e.Account.ID { // the name is another's by now
		r.AMR, r.Fresh, r.Factor = nil, nil, ""
	}
	r.Account, r.Facts, r.Since = e.Account, e.Facts, e.At
	return proceed(r.prove(Password)), true
}

// Refused says that what was typed is not accepted; the same page asks again.
type Refused struct{ Number int }

func (e Refused) apply(r Request) (Request, bool) {
	switch r.Step {
	case AskAccount, AskPassword, AskCode, ChangePassword, Register:
		r.Wrong = e.Number
		return r, true
	}
	return r, false
}

// PasswordChanged says that the one-time password was replaced.
type PasswordChanged struct{ At time.Time }

func (e PasswordChanged) apply(r Request) (Request, bool) {
	if r.Step != ChangePassword {
		return r, false
	}
	r.Facts.MustChange, r.Since = false, e.At
	return proceed(r), true
}

// FactorPicked says which second factor was chosen; "" goes back to the choice.
type FactorPicked struct{ ID string }

func (e FactorPicked) apply(r Request) (Request, bool) {
	_, known := r.factor(e.ID)
	if r.Step != PickFactor && r.Step != AskCode || !known && e.ID != "" {
		return r, false
	}
	r.Factor = e.ID
	return proceed(r), true
}

// CodeRight says that the second factor's code was verified and used up.
type CodeRight struct{}

func (CodeRight) apply(r Request) (Request, bool) {
	if r.Step != AskCode {
		return r, false
	}
	return proceed(r.prove(MFA)), true
}

// FactorPaused says that too many codes were wrong: the password has to be typed again.
type FactorPaused struct{}

func (FactorPaused) apply(r Request) (Request, bool) {
	if r.Step != AskCode && r.Step != Register {
		return r, false
	}
	r.AMR, r.Fresh, r.Facts, r.Factor = nil, nil, Facts{}, ""
	r.Wrong = oidc.FactorLocked
	return proceed(r), true
}

// Registered says that a second factor was registered with a code of its own, which proves it.
type Registered struct{ Factor Factor }

func (e Registered) apply(r Request) (Request, bool) {
	if r.Step != Register {
		return r, false
	}
	r.Facts.Factors = append(slices.Clone(r.Facts.Factors), e.Factor)
	r.Facts.Enrolled = true
	return proceed(r.prove(MFA)), true
}

// Answered says whether the sign-in on another device was approved.
type Answered struct{ Yes bool }

func (e Answered) apply(r Request) (Request, bool) {
	if r.Step != Approve {
		return r, false
	}
	if !e.Yes {
		r.Fault = oidc.ConsentDeclined
	}
	r.Agreed = e.Yes
	return proceed(r), true
}

// Broken says that the sign-in cannot go on, for the reason of that number.
type Broken struct{ Number int }

func (e Broken) apply(r Request) (Request, bool) {
	if r.Step == Done || r.Step == Failed {
		return r, false
	}
	r.Fault = e.Number
	return proceed(r), true
}
