package flow

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/exosh/internal/oidc"
)

// What sign-in is: from where, by which events, to which step.
func TestNext(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	app := Factor{ID: "app", Type: "totp"}
	sms := Factor{ID: "sms", Type: "sms"}
	plain := Facts{}
	oneFactor := Facts{MFA: true, Enrolled: true, Factors: []Factor{app}}
	twoFactors := Facts{MFA: true, Enrolled: true, Factors: []Factor{app, sms}}
	unusable := Facts{MFA: true, Enrolled: true}
	required := Facts{MFA: true}
	oneTime := Facts{MustChange: true}
	oneTimeRequired := Facts{MustChange: true, MFA: true}
	oneTimeFactor := Facts{MustChange: true, MFA: true, Enrolled: true, Factors: []Factor{app}}
	right := func(f Facts) Event { return PasswordRight{Account{UPN: "a@b", ID: "1"}, f, at} }
	known := func(upn string, f Facts, amr ...string) Known {
		return Known{Account: Account{UPN: upn, ID: upn}, Facts: f, AMR: amr, Since: at}
	}
	ann := known("ann@b", plain, Password)
	bob := known("bob@b", oneFactor, Password, MFA)
	old := known("old@b", oneFactor, Password)
	tests := []struct {
		name   string
		device bool
		events []Event
		want   Step
		wrong  int
		fault  int
		amr    []string
	}{
		{"nothing known", false, []Event{Started{}}, AskAccount, 0, 0, nil},
		{"hint", false, []Event{Started{Hint: "a@b"}}, AskPassword, 0, 0, nil},
		{"name", false, []Event{Started{}, Named{"a@b"}}, AskPassword, 0, 0, nil},
		{"name refused", false, []Event{Started{}, Refused{oidc.UnknownTenant}}, AskAccount, oidc.UnknownTenant, 0, nil},
		{"password", false, []Event{Started{Hint: "a@b"}, right(plain)}, Done, 0, 0, []string{Password}},
		{"password wrong", false, []Event{Started{Hint: "a@b"}, Refused{oidc.WrongPassword}}, AskPassword, oidc.WrongPassword, 0, nil},
		{"wrong then right", false, []Event{Started{Hint: "a@b"}, Refused{oidc.WrongPassword}, right(plain)}, Done, 0, 0, []string{Password}},
		{"blocked", false, []Event{Started{Hint: "a@b"}, right(Facts{Blocked: true})}, Failed, 0, oidc.Disabled, []string{Password}},
		{"blocked before the factor", false, []Event{Started{Hint: "a@b"}, right(Facts{Blocked: true, Enrolled: true, Factors: []Factor{app}})}, Failed, 0, oidc.Disabled, []string{Password}},
		{"one factor", false, []Event{Started{Hint: "a@b"}, right(oneFactor)}, AskCode, 0, 0, []string{Password}},
		{"code", false, []Event{Started{Hint: "a@b"}, right(oneFactor), CodeRight{}}, Done, 0, 0, []string{Password, MFA}},
		{"code wrong", false, []Event{Started{Hint: "a@b"}, right(oneFactor), Refused{oidc.WrongFactorCode}}, AskCode, oidc.WrongFactorCode, 0, []string{Password}},
		{"S-34 codes used up", false, []Event{Started{Hint: "a@b"}, right(oneFactor), FactorPaused{}}, AskPassword, oidc.FactorLocked, 0, nil},
		{"two factors", false, []Event{Started{Hint: "a@b"}, right(twoFactors)}, PickFactor, 0, 0, []string{Password}},
		{"factor picked", false, []Event{Started{Hint: "a@b"}, right(twoFactors), FactorPicked{"sms"}}, AskCode, 0, 0, []string{Password}},
		{"another factor", false, []Event{Started{Hint: "a@b"}, right(twoFactors), FactorPicked{"sms"}, FactorPicked{}}, PickFactor, 0, 0, []string{Password}},
		{"no usable factor", false, []Event{Started{Hint: "a@b"}, right(unusable)}, Failed, 0, oidc.WrongFactorCode, []string{Password}},
		{"must register", false, []Event{Started{Hint: "a@b"}, right(required)}, Register, 0, 0, []string{Password}},
		{"registered", false, []Event{Started{Hint: "a@b"}, right(required), Registered{app}}, Done, 0, 0, []string{Password, MFA}},
		{"one-time password", false, []Event{Started{Hint: "a@b"}, right(oneTime)}, ChangePassword, 0, 0, []string{Password}},
		{"password changed", false, []Event{Started{Hint: "a@b"}, right(oneTime), PasswordChanged{at}}, Done, 0, 0, []string{Password}},
		{"factor before the change", false, []Event{Started{Hint: "a@b"}, right(oneTimeFactor)}, AskCode, 0, 0, []string{Password}},
		{"change before registration", false, []Event{Started{Hint: "a@b"}, right(oneTimeRequired), PasswordChanged{at}}, Register, 0, 0, []string{Password}},
		{"another account", false, []Event{Started{Hint: "a@b"}, right(oneFactor), Named{}}, AskAccount, 0, 0, nil},
		{"given up", false, []Event{Started{Hint: "a@b"}, Broken{oidc.ConsentDeclined}}, Failed, 0, oidc.ConsentDeclined, nil},

		{"signed in", false, []Event{Started{Known: []Known{ann}}}, Done, 0, 0, []string{Password}},
		{"signed in with both", false, []Event{Started{Known: []Known{bob}}}, Done, 0, 0, []string{Password, MFA}},
		{"second factor too old", false, []Event{Started{Known: []Known{old}}}, AskCode, 0, 0, []string{Password}},
		{"two signed in", false, []Event{Started{Known: []Known{ann, bob}}}, PickAccount, 0, 0, nil},
		{"hint among two", false, []Event{Started{Known: []Known{ann, bob}, Hint: "BOB@b"}}, Done, 0, 0, []string{Password, MFA}},
		{"hint is somebody else", false, []Event{Started{Known: []Known{ann}, Hint: "eve@b"}}, AskPassword, 0, 0, nil},
		{"picked", false, []Event{Started{Known: []Known{ann, bob}}, Picked{"ann@b"}}, Done, 0, 0, []string{Password}},
		{"picked another", false, []Event{Started{Known: []Known{ann, bob}}, Named{}}, AskAccount, 0, 0, nil},

		{"none", false, []Event{Started{Prompt: "none", Known: []Known{ann}}}, Done, 0, 0, []string{Password}},
		{"none, nobody", false, []Event{Started{Prompt: "none"}}, Failed, 0, oidc.SilentFailed, nil},
		{"none, two", false, []Event{Started{Prompt: "none", Known: []Known{ann, bob}}}, Failed, 0, oidc.NeedsPerson, nil},
		{"none, hint is somebody else", false, []Event{Started{Prompt: "none", Known: []Known{ann}, Hint: "eve@b"}}, Failed, 0, oidc.SilentFailed, nil},
		{"none, factor too old", false, []Event{Started{Prompt: "none", Known: []Known{old}}}, Failed, 0, oidc.NeedsPerson, []string{Password}},
		{"login", false, []Event{Started{Prompt: "login", Known: []Known{ann}, Hint: "ann@b"}}, AskPassword, 0, 0, nil},
		{"select", false, []Event{Started{Prompt: "select_account", Known: []Known{ann}}}, PickAccount, 0, 0, nil},
		{"select, nobody", false, []Event{Started{Prompt: "select_account"}}, AskAccount, 0, 0, nil},
		{"select, nobody, hint", false, []Event{Started{Prompt: "select_account", Hint: "a@b"}}, AskPassword, 0, 0, nil},
		{"select, hint is somebody else", false, []Event{Started{Prompt: "select_account", Known: []Known{ann}, Hint: "eve@b"}}, AskPassword, 0, 0, nil},

		{"device", true, []Event{Started{Hint: "a@b"}, right(plain)}, Approve, 0, 0, []string{Password}},
		{"device, signed in", true, []Event{Started{Known: []Known{ann}}}, Approve, 0, 0, []string{Password}},
		{"device approved", true, []Event{Started{Known: []Known{ann}}, Answered{true}}, Done, 0, 0, []string{Password}},
		{"device declined", true, []Event{Started{Known: []Known{ann}}, Answered{}}, Failed, 0, oidc.ConsentDeclined, []string{Password}},
		{"device by another account", true, []Event{Started{Known: []Known{ann}}, Named{"bob@b"}, right(plain)}, Approve, 0, 0, []string{Password}},
	}
	for _, tt := range tests {
		r := Request{Device: tt.device}
		for _, e := range tt.events {
			var err error
			if r, err = Next(r, e); err != nil {
				t.Fatalf("%s: %T: %v", tt.name, e, err)
			}
		}
		if r.Step != tt.want || r.Wrong != tt.wrong || r.Fault != tt.fault {
			t.Errorf("%s: step %q wrong %d fault %d; want %q %d %d", tt.name, r.Step, r.Wrong, r.Fault, tt.want, tt.wrong, tt.fault)
		}
		if d := cmp.Diff(r.AMR, tt.amr); d != "" {
			t.Errorf("%s: amr %s", tt.name, d)
		}
	}
}

// S-35: an event takes effect at its own step only.
func TestNextRefuses(t *testing.T) {
	t.Parallel()
	events := map[string]struct {
		e  Event
		ok []Step
	}{
		"name":       {Named{"x@y"}, []Step{AskAccount, PickAccount, AskPassword, PickFactor, AskCode, Approve}},
		"picked":     {Picked{"x@y"}, nil},
		"password":   {PasswordRight{}, []Step{AskPassword}},
		"refused":    {Refused{1}, []Step{AskAccount, AskPassword, AskCode, ChangePassword, Register}},
		"changed":    {PasswordChanged{}, []Step{ChangePassword}},
		"factor":     {FactorPicked{"f"}, []Step{PickFactor, AskCode}},
		"stranger":   {FactorPicked{"g"}, nil},
		"code":       {CodeRight{}, []Step{AskCode}},
		"paused":     {FactorPaused{}, []Step{AskCode, Register}},
		"registered": {Registered{}, []Step{Register}},
		"approved":   {Answered{true}, []Step{Approve}},
		"started":    {Started{}, nil},
		"broken":     {Broken{1}, []Step{AskAccount, PickAccount, AskPassword, PickFactor, AskCode, ChangePassword, Register, Approve}},
	}
	for name, x := range events {
		for _, step := range []Step{AskAccount, PickAccount, AskPassword, PickFactor, AskCode, ChangePassword, Register, Approve, Done, Failed} {
			r := Request{Step: step, Facts: Facts{Factors: []Factor{{ID: "f"}}}}
			got, err := Next(r, x.e)
			want := false
			for _, s := range x.ok {
				want = want || s == step
			}
			if want != (err == nil) {
				t.Errorf("%s at %s: error %v, want taken %v", name, step, err, want)
			}
			if err != nil && (!errors.Is(err, ErrOutOfStep) || cmp.Diff(got, r) != "") {
				t.Errorf("%s at %s changed the request or failed with %v", name, step, err)
			}
		}
	}
}
