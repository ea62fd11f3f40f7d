package smtptool

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"example.org/exosh/internal/prog"
	"example.org/exosh/internal/smtpclient"
)

const sendUsage = `exosh smtp send [ENVIRONMENT] sends a message.

  exosh smtp send --user olivia@contoso.com --to navin@contoso.com \
      --subject 'Report' --body 'See the file.' --attach report.csv

` + whereUsage + `
` + whoUsage + `
The message:
  --from ADDRESS       the sender (default: that of --user)
  --to, --cc, --bcc ADDRESSES
                       recipients; several with commas, or given several times
  --reply-to ADDRESSES where answers go
  --subject TEXT
  --body TEXT          or --body-file FILE; - is standard input, which is also
                       read where neither is given
  --html               the body is HTML
  --attach FILE        may be given several times
  --priority P         high, normal or low
  --notify LIST        of success, failure, delay; or never
  --timeout TIME       for each step (default 1m)
  --json               as JSON

The exit code is 0 where the server took the message for all recipients, and 1
otherwise.
`

// A sendJob is what `exosh smtp send` was asked to do.
type sendJob struct {
	where                whereFlags
	who                  whoFlags
	from, subject        string
	to, cc, bcc, replyTo texts
	body, bodyFile       string
	html                 bool
	attach               texts
	priority, notify     string
	timeout              time.Duration
	asJSON, bodyGiven    bool
}

// texts is a flag that may be given several times.
type texts []string

func (t *texts) String() string { return strings.Join(*t, ",") }

// Set adds a value.
func (t *texts) Set(v string) error {
	*t = append(*t, v)
	return nil
}

func (j *sendJob) parse(args []string) ([]string, error) {
	f := newFlags("send")
	j.where.bind(f)
	j.who.bind(f)
	f.StringVar(&j.from, "from", "", "")
	f.StringVar(&j.subject, "subject", "", "")
	f.StringVar(&j.body, "body", "", "")
	f.StringVar(&j.bodyFile, "body-file", "", "")
	f.StringVar(&j.priority, "priority", "", "")
	f.StringVar(&j.notify, "notify", "", "")
	f.BoolVar(&j.html, "html", false, "")
	f.BoolVar(&j.asJSON, "json", false, "")
	f.DurationVar(&j.timeout, "timeout", time.Minute, "")
	for name, list := range map[string]*texts{"to": &j.to, "cc": &j.cc, "bcc": &j.bcc, "reply-to": &j.replyTo, "attach": &j.attach} {
		f.Var(list, name, "")
	}
	if err := f.parse(args); err != nil {
		return nil, err
	}
	j.bodyGiven = f.given("body")
	if err := j.check(); err != nil {
		return nil, err
	}
	return f.Args(), j.who.check()
}

func (j *sendJob) check() error {
	switch strings.ToLower(j.priority) {
	case "", "high", "normal", "low":
	default:
		return misused("--priority is %q; it can be high, normal or low", j.priority)
	}
	if j.bodyGiven && j.bodyFile != "" {
		return misused("--body and --body-file are two bodies; give one")
	}
	if j.timeout <= 0 {
		return misused("--timeout has to be more than nothing")
	}
	_, err := notifications(j.notify)
	return err
}

// notifications reads a list of what the sender wants to be told (RFC 3461, 4.1).
func notifications(list string) ([]string, error) {
	var out []string
	for word := range strings.SplitSeq(strings.ToUpper(list), ",") {
		switch word = strings.TrimSpace(word); word {
		case "":
		case "SUCCESS", "FAILURE", "DELAY", "NEVER":
			out = append(out, word)
		default:
			return nil, misused("--notify has %q; it can have success, failure and delay, or never alone", strings.ToLower(word))
		}
	}
	if len(out) > 1 && strings.Contains(strings.Join(out, ","), "NEVER") {
		return nil, misused("--notify never goes with nothing else")
	}
	return out, nil
}

// send is `exosh smtp send`.
func send(ctx context.Context, env *prog.Env, args []string) error {
	var j sendJob
	rest, err := j.parse(args)
	if err != nil {
		return err
	}
	p, err := j.where.mailPlace(env, rest)
	if err != nil {
		return err
	}
	l, err := j.letter(env)
	if err != nil {
		return err
	}
	e, err := l.Envelope()
	if errors.Is(err, smtpclient.ErrTooLarge) {
		return smtpclient.Explain(err, p.options())
	}
	if err != nil {
		return err
	}
	if e.Notify, err = notifications(j.notify); err != nil {
		return err
	}
	return j.deliver(ctx, env, p, l, e)
}

// letter is the message.
func (j *sendJob) letter(env *prog.Env) (*smtpclient.Letter, error) {
	l := &smtpclient.Letter{Subject: j.subject, Priority: j.priority, Files: j.attach, Date: time.Now(),
		Open: func(path string) (io.ReadCloser, error) { return os.Open(path) }}
	from := j.from
	if from == "" {
		from = j.who.user
	}
	sender, err := addresses("--from", from)
	if err != nil || len(sender) != 1 {
		return nil, misused("say who sends, with one address: --user or --from")
	}
	l.From = sender[0]
	if err := j.recipients(l); err != nil {
		return nil, err
	}
	body, err := j.readBody(env)
	if err != nil {
		return nil, err
	}
	if j.html {
		l.HTML = body
	} else {
		l.Text = body
	}
	return l, nil
}

func (j *sendJob) recipients(l *smtpclient.Letter) (err error) {
	if l.To, err = addresses("--to", j.to.String()); err != nil {
		return err
	}
	if l.Cc, err = addresses("--cc", j.cc.String()); err != nil {
		return err
	}
	if l.Bcc, err = addresses("--bcc", j.bcc.String()); err != nil {
		return err
	}
	if l.ReplyTo, err = addresses("--reply-to", j.replyTo.String()); err != nil {
		return err
	}
	if len(l.To)+len(l.Cc)+len(l.Bcc) == 0 {
		return misused("say who gets it: --to, --cc or --bcc")
	}
	return nil
}

// maxBody is the longest body, in bytes; longer texts are attached.
const maxBody = 16 << 20

func (j *sendJob) readBody(env *prog.Env) (string, error) {
	if j.bodyGiven {
		return j.body, nil
	}
	r, name := env.Stdin, "standard input"
	if j.bodyFile != "" && j.bodyFile != "-" {
		f, err := os.Open(j.bodyFile)
		if err != nil {
			return "", err
		}
		defer f.Close()
		r, name = f, j.bodyFile
	} else if j.bodyFile == "" && (env.InTerminal || j.who.passwordFile == "-") {
		return "", misused("say what to send: --body or --body-file")
	}
	b, err := io.ReadAll(io.LimitReader(r, maxBody+1))
	switch {
	case err != nil:
		return "", fmt.Errorf("read %s: %w", name, err)
	case len(b) > maxBody:
		return "", misused("the text of %s is longer than %d MB; attach it", name, maxBody>>20)
	case !utf8.Valid(b):
		return "", misused("the text of %s is not UTF-8; attach the file", name)
	}
	return string(b), nil
}
