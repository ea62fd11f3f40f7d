// Package smtpreply is the vocabulary of SMTP replies that both halves share: which reply the vendor's
// submission service gives for what, in its words, and what a person can do about it. The replies are rows of
// replies.txt, each with its source.
package smtpreply

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

// A Reply is one kind of reply.
type Reply struct {
	Name     string // how the code of this project calls it: "SendAsDenied"
	Code     int    // three digits (RFC 5321, 4.2)
	Enhanced string // "5.7.60" (RFC 3463); "" where the vendor sends none
	Text     string // what follows the codes; {name} stands for a value
	Meaning  string // what it says, for a person
	Cause    string // what leads to it; "" where the meaning says so
	Advice   string // what to do about it
	Source   string // where the vendor's text is documented
}

//go:embed replies.txt
var text string

var replies = sync.OnceValues(func() ([]Reply, error) { return parse(text) })

// All returns every reply in the order of the file.
func All() []Reply {
	list, err := replies()
	if err != nil {
		panic(err) // the file is part of the binary; a test reads it
	}
	return list
}

// An Error is a refusal with a reply of the table.
type Error struct {
	Reply
	Text string // with its values
	Err  error  // why, for the log; nil where the reply says it all
}

// Refuse returns the error of a named reply with values for its places: name, value, name, value, ... It panics
// for a name that the table lacks; a test looks at all that the code uses.
func Refuse(name string, values ...string) *Error {
	for _, r := range All() {
		if r.Name == name {
			return &Error{Reply: r, Text: fill(r.Text, values)}
		}
	}
	panic("no SMTP reply " + name)
}

// Because adds the reason for the log.
func (e *Error) Because(err error) *Error {
	e.Err = err
	return e
}

func (e *Error) Error() string {
	return strings.TrimSpace(fmt.Sprintf("%d %s %s", e.Code, e.Enhanced, e.Text))
}

// Unwrap returns the reason, which clients do not see.
func (e *Error) Unwrap() error { return e.Err }

// Temporary says whether the same may be accepted later.
func (e *Error) Temporary() bool { return e.Code/100 == 4 }

func fill(text string, values []string) string {
	pairs := make([]string, 0, len(values))
	for i := 0; i+1 < len(values); i += 2 {
		pairs = append(pairs, "{"+values[i]+"}", values[i+1])
	}
	return strings.NewReplacer(pairs...).Replace(text)
}
