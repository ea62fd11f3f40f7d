package smtpclient

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"example.org/exosh/command"
)

// A State is how a step of a trial went.
type State string

// How a step went.
const (
	OK      State = "ok"
	Warning State = "warning" // it works, and something is wrong
	Failed  State = "failed"  // nothing after it was tried
	Skipped State = "skipped"
)

// A Step is one step of a trial.
type Step struct {
	Name   string   `json:"name"` // "Greeting"
	State  State    `json:"state"`
	Detail string   `json:"detail,omitempty"` // one line about what was seen
	Also   []string `json:"also,omitempty"`   // further lines
	Advice string   `json:"advice,omitempty"` // what it means and what to do, where it went wrong
	Reply  string   `json:"reply,omitempty"`  // of the server, where it refused
	Millis int64    `json:"ms"`               // that it took
}

// A Trial tries everything that sending takes, step by step.
type Trial struct {
	Options
	// SignIn is asked for the login once the connection is encrypted; nil signs nobody in.
	SignIn   func(context.Context) (*Login, error)
	Envelope Envelope // From "" ends the trial after the sign-in; without To no recipient is named
	// Message is what is sent; nil ends the trial before it, and nothing is sent.
	Message func() io.Reader
	// Begin is told the name of each step that is begun, Report what came of it.
	Begin  func(name string)
	Report func(Step)
	// Resolve looks a name up; nil asks the system.
	Resolve func(ctx context.Context, host string) ([]string, error)

	conn   *Conn
	before []string // what the server offered before the encryption
}

// changed says how what a server offers differs from what it offered before.
func changed(before, now []string) string {
	var text []string
	for _, k := range now {
		if !slices.Contains(before, k) {
			text = append(text, k+" is new")
		}
	}
	for _, k := range before {
		if !slices.Contains(now, k) && k != "STARTTLS" {
			text = append(text, k+" is gone")
		}
	}
	if text == nil {
		return "nothing is new"
	}
	return strings.Join(text, ", ")
}

// certificateWarning is how many days before its end a certificate is warned of.
const certificateWarning = 14

// Run tries all steps, until one fails. It returns whether none did.
func (t *Trial) Run(ctx context.Context) bool {
	if t.Now == nil {
		t.Now = time.Now
	}
	defer func() {
		if t.conn != nil {
			_ = t.conn.leave(ctx) // everything was said
		}
	}()
	for _, s := range []struct {
		name string
		run  func(context.Context) (Step, error)
	}{
		{"Name", t.resolve}, {"Connection", t.connect}, {"Greeting", t.greet}, {"EHLO", t.hello}, {"STARTTLS", t.encrypt},
		{"Certificate", t.certificate}, {"EHLO, encrypted", t.helloAgain}, {"Sign-in", t.signIn},
		{"Sender", t.sender}, {"Recipients", t.recipients}, {"Message", t.message},
	} {
		if t.Begin != nil {
			t.Begin(s.name)
		}
		began := t.Now()
		step, err := s.run(ctx)
		step.Name, step.Millis = cmp.Or(step.Name, s.name), t.Now().Sub(began).Milliseconds()
		if step.State == "" {
			step.State = OK
		}
		if err != nil {
			t.fail(&step, err)
		}
		t.Report(step)
		if step.State == Failed {
			return false
		}
	}
	return true
}

// fail says of a step why it failed.
func (t *Trial) fail(s *Step, err error) {
	s.State = Failed
	var refusal *Refusal
	if errors.As(err, &refusal) {
		s.Reply = refusal.String()
	}
	err = Explain(err, t.Options)
	var e *command.Error
	if !errors.As(err, &e) {
		s.Detail = err.Error()
		return
	}
	s.Detail, s.Advice = e.Message, e.Advice
	if s.Reply != "" {
		s.Detail = s.Reply
	}
}
