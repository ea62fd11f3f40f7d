package session

import (
	"context"
	"errors"
	"fmt"

	"example.org/exosh/command"
)

// An asker is the Host where nobody can be asked. With -Confirm it keeps the question and ends the
// command, so that the caller can be asked elsewhere and call again with -Confirm:$false; without, an
// unanswered question is an error.
type asker struct {
	cmdlet   string
	wanted   bool // -Confirm was given and is true
	question *command.Question
}

var errAsked = errors.New("a question was asked")

// Confirm implements [command.Host].
func (a *asker) Confirm(_ context.Context, q command.Question) (bool, error) {
	if !a.wanted {
		return false, &command.Error{
			Category: command.InvalidOperation, ID: "ConfirmationRequired", Type: "System.InvalidOperationException", Target: q.Target,
			Message: fmt.Sprintf("%s asks for confirmation, and there is nobody to ask.", a.cmdlet),
			Advice:  "Give Confirm: false to go ahead, or Confirm: true to get the question.",
		}
	}
	if a.question == nil {
		a.question = &q
	}
	return false, errAsked
}

// ReadLine implements [command.Host].
func (a *asker) ReadLine(_ context.Context, prompt string, _ bool) (string, error) {
	return "", &command.Error{
		Category: command.InvalidOperation, ID: "InputRequired", Type: "System.InvalidOperationException",
		Message: fmt.Sprintf("%s asks for %q, and there is nobody to ask.", a.cmdlet, prompt),
		Advice:  "Give the value as a parameter.",
	}
}
