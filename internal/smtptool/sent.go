package smtptool

import (
	"context"
	"strings"

	"example.org/exosh/internal/prog"
	"example.org/exosh/internal/smtpclient"
)

// deliver sends the letter and says what became of it.
func (j *sendJob) deliver(ctx context.Context, env *prog.Env, p place, l *smtpclient.Letter, e smtpclient.Envelope) error {
	o := p.options()
	o.Timeout = j.timeout
	var login *smtpclient.Login
	if ask := j.who.login(env, p); ask != nil {
		var err error
		if login, err = ask(ctx); err != nil {
			return err
		}
	}
	out, err := smtpclient.Send(ctx, o, login, e, l.Reader())
	if err != nil {
		return smtpclient.Explain(err, o)
	}
	return j.tell(env, e, out)
}

// A sent is the outcome for programs.
type sent struct {
	Accepted []string  `json:"accepted"`
	Refused  []refused `json:"refused,omitempty"`
	Reply    string    `json:"reply"`
}

type refused struct {
	Command string `json:"command"`
	Reply   string `json:"reply"`
}

func (j *sendJob) tell(env *prog.Env, e smtpclient.Envelope, out *smtpclient.Outcome) error {
	s := sent{Reply: out.Reply.String()}
	for _, to := range e.To {
		if !out.Refuses(to) {
			s.Accepted = append(s.Accepted, to)
		}
	}
	for _, r := range out.Refused {
		s.Refused = append(s.Refused, refused{r.Command, r.Reply.String()})
	}
	if j.asJSON {
		if err := writeJSON(env.Stdout, s); err != nil {
			return err
		}
	} else {
		newScreen(env).sent(s, out.Refused)
	}
	if len(out.Refused) > 0 {
		return &failure{code: prog.Fail}
	}
	return nil
}

func (s *screen) sent(x sent, list []*smtpclient.Refusal) {
	s.step(smtpclient.Step{Name: "Sent", State: smtpclient.OK, Detail: "to " + strings.Join(x.Accepted, ", "), Also: []string{x.Reply}})
	for _, r := range list {
		step := smtpclient.Step{Name: "Refused", State: smtpclient.Failed, Detail: r.Address() + ": " + r.Reply.String()}
		step.Advice = smtpclient.Advice(r)
		s.step(step)
	}
}
