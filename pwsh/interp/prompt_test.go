package interp

import (
	"context"
	"errors"
	"strings"
	"testing"

	"example.org/exosh/command"
)

// A person answers questions with prepared lines.
type person struct {
	answers []string
	asked   strings.Builder
}

func (p *person) Confirm(context.Context, command.Question) (bool, error) { return true, nil }

func (p *person) ReadLine(_ context.Context, prompt string, _ bool) (string, error) {
	p.asked.WriteString(prompt)
	if len(p.answers) == 0 {
		return "", errors.New("nobody there")
	}
	line := p.answers[0]
	p.answers = p.answers[1:]
	p.asked.WriteString(line + "\n")
	return line, nil
}

// Rule 39: mandatory parameters that are missing are asked for.
func TestMandatoryPrompt(t *testing.T) {
	t.Parallel()
	const define = "function f { param([Parameter(Mandatory)][string]$Name, [Parameter(Mandatory)][string[]]$Lists) \"$Name $($Lists.Count)\" }; f"
	p := &person{answers: []string{"n", "a", "b", ""}}
	s := newSession()
	s.opt.Host = p
	if got := s.play(define); got != "n 2\n" {
		t.Errorf("got %q", got)
	}
	if want := "Name: n\nLists[0]: a\nLists[1]: b\nLists[2]: \n"; p.asked.String() != want {
		t.Errorf("asked %q", p.asked.String())
	}
	s.opt.Host = &person{}
	if got := s.play("f"); !strings.Contains(got, "missing mandatory parameters: Name Lists.") {
		t.Errorf("without an answer: %q", got)
	}
}

func TestPromptForChoice(t *testing.T) {
	t.Parallel()
	p := &person{answers: []string{"x", "n", ""}}
	s := newSession()
	s.opt.Host = p
	if got := s.play("$c = [System.Management.Automation.Host.ChoiceDescription[]]('&Yes', '&No'); $Host.UI.PromptForChoice('T', 'Sure?', $c, 0); $Host.UI.PromptForChoice('', '', $c, 0)"); got != "1\n0\n" {
		t.Errorf("got %q after %q", got, p.asked.String())
	}
}
