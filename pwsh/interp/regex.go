package interp

import (
	"time"

	"github.com/dlclark/regexp2"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

const (
	regexTime  = 5 * time.Second // longest time of one match
	maxRegexes = 256             // compiled patterns that are kept
)

type regexKey struct {
	pattern string
	options regexp2.RegexOptions
}

type cachedRegex struct {
	re  *regexp2.Regexp
	err error
}

// Returns a compiled pattern.
func (in *Interp) regex(pattern string, options regexp2.RegexOptions) (*regexp2.Regexp, error) {
	key := regexKey{pattern, options}
	if r := in.regexes[key]; r != nil {
		return r.re, r.err
	}
	re, err := regexp2.Compile(pattern, options)
	if err == nil {
		re.MatchTimeout = regexTime
	} else {
		err = &command.Error{Category: command.InvalidArgument, ID: "InvalidRegularExpression", Type: "System.Text.RegularExpressions.RegexParseException",
			Message: "The regular expression pattern " + pattern + " is not valid: " + err.Error(), Target: pattern, Err: err}
	}
	if in.regexes == nil || len(in.regexes) >= maxRegexes {
		in.regexes = map[regexKey]*cachedRegex{}
	}
	in.regexes[key] = &cachedRegex{re, err}
	return re, err
}

func caseOption(sensitive bool) regexp2.RegexOptions {
	if sensitive {
		return regexp2.None
	}
	return regexp2.IgnoreCase
}

// Returns the pattern of the right side of -match, -replace and -split.
func (in *Interp) patternOf(v object.Value, sensitive bool) (*regexp2.Regexp, error) {
	if r, ok := v.(*Regex); ok {
		return r.re, nil
	}
	return in.regex(object.String(v), caseOption(sensitive))
}

// Gives the error of a match, such as its time running out, its PowerShell shape.
func regexError(err error) error {
	if err == nil {
		return nil
	}
	return &command.Error{Category: command.OperationTimeout, ID: "RegexMatchTimeout", Type: "System.Text.RegularExpressions.RegexMatchTimeoutException",
		Message: "The regular expression took longer than " + regexTime.String() + ". Write a simpler pattern.", Err: err}
}
