// Package flow is sign-in as a state machine over a stored request. [Next] alone decides what a person
// has to do next; the table of its test is the specification of sign-in. It does no I/O: that a
// password was right, or a code, is an event that others establish.
package flow

import (
	"errors"
	"slices"
	"strings"
	"time"

	"example.org/exosh/internal/oidc"
)

// A Step is what has to happen next.
type Step string

// The steps.
const (
	AskAccount     Step = "account"  // type a user name
	PickAccount    Step = "pick"     // choose among the accounts that are signed in
	AskPassword    Step = "password" // type the password
	PickFactor     Step = "factor"   // choose among several second factors
	AskCode        Step = "code"     // type the code of Request.Factor
	ChangePassword Step = "change"   // replace a one-time password
	Register       Step = "register" // register an authenticator app
	Approve        Step = "approve"  // agree to sign in on another device
	Done           Step = "done"     // give the client its code, or the device its approval
	Failed         Step = "failed"   // give the client Request.Fault
)

// The proofs of AMR.
const (
	Password = "pwd"
	MFA      = "mfa"
)

// A Request is a sign-in under way.
type Request struct {
	Step    Step      `json:"step"`
	Device  bool      `json:"device,omitempty"` // ends with the approval of a device code
	Account Account   `json:"account"`
	Facts   Facts     `json:"facts"`            // of the account; zero until the password was right
	AMR     []string  `json:"amr,omitempty"`    // what was proved: Password, MFA
	Factor  string    `json:"factor,omitempty"` // the factor whose code is asked for
	Choices []Known   `json:"choices,omitempty"`
	Wrong   int       `json:"wrong,omitempty"` // AADSTS number of what the page says about the last try
	Fault   int       `json:"fault,omitempty"` // AADSTS number, with Failed
	Agreed  bool      `json:"agreed,omitempty"`
	Fresh   []string  `json:"fresh,omitempty"` // what of AMR was proved in this sign-in
	Since   time.Time `json:"since,omitzero"`  // when the password was typed
}

// An Account is who signs in. Tenant and ID are empty until it has been found.
type Account struct {
	UPN    string `json:"upn,omitempty"`
	Name   string `json:"name,omitempty"`
	Tenant string `json:"tenant,omitempty"`
	ID     string `json:"id,omitempty"`
}

// Facts are what the decisions need to know of an account.
type Facts struct {
	Blocked    bool     `json:"blocked,omitempty"`
	MustChange bool     `json:"mustChange,omitempty"`
	MFA        bool     `json:"mfa,omitempty"`      // required, or a factor is registered
	Enrolled   bool     `json:"enrolled,omitempty"` // a factor is registered, usable or not
	Factors    []Factor `json:"factors,omitempty"`  // the usable ones
}

// A Factor is a second factor as a page shows it.
type Factor struct {
	ID    string `json:"id"`
	Type  string `json:"type"`  // "totp" or "sms"
	Label string `json:"label"` // "Authenticator app", "Text message to the number that ends in 21"
}

// A Known account is one that the browser is signed in to.
type Known struct {
	Account Account   `json:"account"`
	Facts   Facts     `json:"facts"`
	AMR     []string  `json:"amr"`   // what still counts: Password, and MFA unless that is too old
	Since   time.Time `json:"since"` // when the password was typed
}

// ErrOutOfStep means that an event does not belong to the request's step: a page that was left behind,
// or an attempt to skip one.
var ErrOutOfStep = errors.New("the event does not fit the step of the sign-in")

// An Event is what happened: one of the types of this package.
type Event interface{ apply(Request) (Request, bool) }

// Next returns the request after the event. It returns ErrOutOfStep, and the request as it was, where
// the event does not fit its step.
func Next(r Request, e Event) (Request, error) {
	before := r
	r.Wrong = 0
	next, ok := e.apply(r)
	if !ok {
		return before, ErrOutOfStep
	}
	return next, nil
}

// Returns the request at the step that follows from what was proved.
func proceed(r Request) Request {
	r.Step = r.decide()
	switch r.Step {
	case Failed:
		if r.Fault == 0 {
			r.Fault = r.why()
		}
	case AskCode:
		if r.Factor == "" {
			r.Factor = r.Facts.Factors[0].ID
		}
	}
	return r
}

func (r Request) decide() Step {
	switch {
	case r.Fault != 0:
		return Failed
	case r.Account.UPN == "":
		return AskAccount
	case !r.proved(Password):
		return AskPassword
	case r.Facts.Blocked:
		return Failed
	case r.Facts.Enrolled && !r.proved(MFA):
		return r.factorStep()
	case r.changesCredentials() && !slices.Contains(r.Fresh, Password):
		return AskPassword // a signed-in browser alone must not change what signs in
	case r.Facts.MustChange:
		return ChangePassword
	case r.Facts.MFA && !r.proved(MFA):
		return Register
	case r.Device && !r.Agreed:
		return Approve
	}
	return Done
}

// Reports whether what follows is a new password or a first second factor.
func (r Request) changesCredentials() bool {
	return r.Facts.MustChange || r.Facts.MFA && !r.proved(MFA)
}

func (r Request) factorStep() Step {
	switch n := len(r.Facts.Factors); {
	case n == 0:
		return Failed
	case n == 1 || r.Factor != "":
		return AskCode
	}
	return PickFactor
}

// Tells why decide said Failed without a fault.
func (r Request) why() int {
	if r.Facts.Blocked {
		return oidc.Disabled
	}
	return oidc.WrongFactorCode
}

func (r Request) proved(what string) bool { return slices.Contains(r.AMR, what) }

func (r Request) prove(what string) Request {
	if !r.proved(what) {
		r.AMR = append(slices.Clone(r.AMR), what)
	}
	r.Fresh = append(slices.Clone(r.Fresh), what)
	return r
}

// Current returns the factor whose code is asked for.
func (r Request) Current() (Factor, bool) { return r.factor(r.Factor) }

func (r Request) factor(id string) (Factor, bool) {
	i := slices.IndexFunc(r.Facts.Factors, func(f Factor) bool { return f.ID == id })
	if i < 0 {
		return Factor{}, false
	}
	return r.Facts.Factors[i], true
}

func sameName(a, b string) bool { return strings.EqualFold(a, b) }
