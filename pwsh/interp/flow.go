package interp

import (
	"errors"
	"strings"
)

// A flow is break, continue or return on its way to what it leaves.
type flow struct {
	word  string
	label string // in lower case, "" where there is none
}

func (e *flow) Error() string {
	if e.label != "" {
		return e.word + " " + e.label
	}
	return e.word
}

// Fixed values, so that a loop allocates nothing to leave.
func flowOf(word string) *flow {
	switch word {
	case "break":
		return breakFlow
	case "continue":
		return continueFlow
	}
	return returnFlow
}

var (
	breakFlow    = &flow{word: "break"}
	continueFlow = &flow{word: "continue"}
	returnFlow   = &flow{word: "return"}
)

func isReturn(err error) bool {
	if err == error(returnFlow) {
		return true
	}
	var f *flow
	return errors.As(err, &f) && f.word == "return"
}

func isFlow(err error) bool {
	var f *flow
	return errors.As(err, &f)
}

// Decides what an error in the body of a loop means to the loop: it goes on, it ends, or the error
// goes further up.
func loopFlow(err error, label string) (leave bool, rest error) {
	var f *flow
	if !errors.As(err, &f) || f.word == "return" || f.label != "" && f.label != strings.ToLower(label) {
		return true, err
	}
	return f.word == "break", nil
}
