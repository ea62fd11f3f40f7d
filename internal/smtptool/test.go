package smtptool

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"example.org/exosh/internal/message"
	"example.org/exosh/internal/prog"
	"example.org/exosh/internal/smtpclient"
	"example.org/exosh/pwsh/format"
)

const testUsage = `exosh smtp test [ENVIRONMENT] tries to send mail, step by step, and says what
each step was answered.

  exosh smtp test                                up to where one signs in
  exosh smtp test --user olivia@contoso.com      sign in too
  exosh smtp test --user olivia@contoso.com --to navin@contoso.com
                                                 and send a message

` + whereUsage + `
` + whoUsage + `
What is tried:
  --from ADDRESS       the sender (default: that of --user)
  --to ADDRESS         recipients; several with commas
  --no-send            end before the message: nothing is sent
  --timeout TIME       for each step (default 30s)
  --conversation       show what was said, without secrets
  --json               as JSON

The connection never goes on in clear text. The exit code is 0 where every step
worked, and 1 otherwise.
`

// A testJob is what `exosh smtp test` was asked to do.
type testJob struct {
	where        whereFlags
	who          whoFlags
	from, to     string
	noSend       bool
	timeout      time.Duration
	conversation bool
	asJSON       bool
}

func (j *testJob) parse(args []string) ([]string, error) {
	f := newFlags("test")
	j.where.bind(f)
	j.who.bind(f)
	f.StringVar(&j.from, "from", "", "")
	f.StringVar(&j.to, "to", "", "")
	f.BoolVar(&j.noSend, "no-send", false, "")
	f.DurationVar(&j.timeout, "timeout", 30*time.Second, "")
	f.BoolVar(&j.conversation, "conversation", false, "")
	f.BoolVar(&j.asJSON, "json", false, "")
	if err := f.parse(args); err != nil {
		return nil, err
	}
	if j.timeout <= 0 {
		return nil, misused("--timeout has to be more than nothing")
	}
	return f.Args(), j.who.check()
}

// test is `exosh smtp test`.
func test(ctx context.Context, env *prog.Env, args []string) error {
	var j testJob
	rest, err := j.parse(args)
	if err != nil {
		return err
	}
	p, err := j.where.mailPlace(env, rest)
	if err != nil {
		return err
	}
	t, err := j.trial(env, p)
	if err != nil {
		return err
	}
	return j.run(ctx, env, t)
}

// trial is what is tried.
func (j *testJob) trial(env *prog.Env, p place) (*smtpclient.Trial, error) {
	t := &smtpclient.Trial{Options: p.options(), SignIn: j.who.login(env, p)}
	t.Timeout = j.timeout
	from := j.from
	if from == "" {
		from = j.who.user
	}
	to, err := addresses("--to", j.to)
	if err != nil {
		return nil, err
	}
	if len(to) > 0 && from == "" {
		return nil, misused("say who sends: --user or --from")
	}
	if from == "" {
		return t, nil
	}
	sender, err := addresses("--from", from)
	if err != nil || len(sender) != 1 {
		return nil, misused("--from is %q; it has to be one address", from)
	}
	l := &smtpclient.Letter{From: sender[0], To: to, Subject: "Test message of exosh", Date: time.Now(),
		Text: "This message was sent by `exosh smtp test` to try the settings of " + t.Address + ".\n"}
	if t.Envelope, err = l.Envelope(); err == nil && !j.noSend {
		t.Message = func() io.Reader { return l.Reader() }
	}
	return t, err
}

// options are those of a connection to the place.
func (p place) options() smtpclient.Options {
	o := smtpclient.Options{Address: p.server, Security: p.security, Roots: p.roots}
	o.Hello, _ = os.Hostname() // without one the client says localhost
	return o
}

// run tries, and shows each step as it is done.
func (j *testJob) run(ctx context.Context, env *prog.Env, t *smtpclient.Trial) error {
	r := report{Server: t.Address}
	s := newScreen(env)
	if !j.asJSON {
		s.title("Sending mail through " + t.Address)
		s.gap()
	}
	t.Trace = func(l smtpclient.Line) {
		arrow := "> "
		if l.FromServer {
			arrow = "< "
		}
		r.Conversation = append(r.Conversation, arrow+l.Text)
	}
	if !j.asJSON {
		t.Begin = s.begin
	}
	t.Report = func(x smtpclient.Step) {
		r.Steps = append(r.Steps, x)
		if !j.asJSON {
			s.step(x)
		}
	}
	r.OK = t.Run(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return j.finish(env, s, &r)
}

// A report is the outcome of a test for programs.
type report struct {
	Server       string            `json:"server"`
	OK           bool              `json:"ok"`
	Steps        []smtpclient.Step `json:"steps"`
	Conversation []string          `json:"conversation,omitempty"`
}

func (j *testJob) finish(env *prog.Env, s *screen, r *report) error {
	if !j.conversation {
		r.Conversation = nil
	}
	if j.asJSON {
		if err := writeJSON(env.Stdout, r); err != nil {
			return err
		}
	} else {
		s.conversation(r.Conversation)
		s.verdict(r)
	}
	if !r.OK {
		return &failure{code: prog.Fail}
	}
	return nil
}

func (s *screen) conversation(lines []string) {
	if len(lines) == 0 {
		return
	}
	s.gap()
	for _, l := range lines {
		fmt.Fprintln(s.w, s.paint("  "+format.Escape(l), faint))
	}
}

// verdict sums the steps up in a line.
func (s *screen) verdict(r *report) {
	s.gap()
	last := r.Steps[len(r.Steps)-1]
	warnings := 0
	for _, x := range r.Steps {
		if x.State == smtpclient.Warning {
			warnings++
		}
	}
	switch {
	case !r.OK:
		s.text("It failed at this step: " + last.Name + ".")
	case warnings > 0:
		s.text("It works, with something to look at.")
	case last.State == smtpclient.OK:
		s.text("It works: the message was accepted. Get-MessageTraceV2 tells where it went.")
	default:
		s.text("It works, as far as it was tried.")
	}
}

// addresses reads a list of addresses.
func addresses(flag, list string) ([]message.Address, error) {
	parsed, err := message.ParseAddresses(list)
	if err != nil {
		return nil, misused("%s is %q, which is no list of addresses: %s", flag, list, strings.TrimPrefix(err.Error(), "mail: "))
	}
	return parsed, nil
}
