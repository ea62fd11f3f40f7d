package signin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/netfail"
	"example.org/exosh/internal/oidc"
)

// explain turns an error of MSAL, of the authority or of the network into one that says what to do.
func (s *Source) explain(err error) error {
	var known *command.Error
	if errors.As(err, &known) {
		return known
	}
	if errors.Is(err, context.Canceled) {
		return err
	}
	if description := describe(err.Error()); description != "" {
		return s.refusal(description, err)
	}
	if e := netfail.Explain(err, s.realm.host()); e != nil {
		return e
	}
	return s.other(err)
}

// refusal is the authority's own word: number and text as it gave them, with the catalogue's advice.
func (s *Source) refusal(description string, err error) error {
	e := &command.Error{Category: command.AuthenticationError, ID: "SignInFailed",
		Type: "Microsoft.Identity.Client.MsalServiceException", Message: description, Target: s.who(), Err: err}
	n, ok := oidc.Number(description)
	if !ok {
		return e
	}
	e.ID = fmt.Sprintf("AADSTS%d", n)
	if f, ok := oidc.Explain(description); ok {
		e.Advice = f.Advice
	}
	if a, ok := s.method.(adviser); ok {
		if advice := a.advise(n); advice != "" {
			e.Advice = advice
		}
	}
	return e
}

// An adviser is a method that knows better than the catalogue what to do about a refusal.
type adviser interface{ advise(number int) string }

func (s *Source) who() string {
	if s.realm.Hint != "" {
		return s.realm.Hint
	}
	return s.realm.host()
}

func (s *Source) other(err error) error {
	e := &command.Error{Category: command.AuthenticationError, ID: "SignInFailed",
		Type: "Microsoft.Identity.Client.MsalClientException", Target: s.who(), Err: err,
		Message: fmt.Sprintf("The sign-in at %s failed: %s.", s.realm.host(), strings.TrimSuffix(firstLine(err.Error()), "."))}
	text := strings.ToLower(err.Error())
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		e.ID, e.Advice = "SignInTimeout", "Start again and finish the sign-in before the time runs out."
	case strings.Contains(text, "domain name of user realm is missing"):
		e.ID = "UnknownDomain"
		e.Message = fmt.Sprintf("No organisation at %s has the domain of %s.", s.realm.host(), s.who())
		e.Advice = "Check the account's name, and the environment: each cloud has organisations of its own."
	case strings.Contains(text, "mex doc"), strings.Contains(text, "saml token"), strings.Contains(text, "user realm"), strings.Contains(text, "federat"):
		e.ID = "FederatedSignIn"
		e.Advice = "The account's domain signs in at its own organisation's server, which could not be used from here: use an account of a domain that is managed in the cloud."
	case strings.Contains(text, "issuer"), strings.Contains(text, "endpoint"), strings.Contains(text, "reply status code"):
		e.ID = "NotAnAuthority"
		e.Advice = "Check -AzureADAuthorizationEndpointUri: it has to be https://HOST/organizations, or name a tenant in place of organizations."
	}
	return e
}

// describe finds the error_description of an authority's answer in the text of an error of MSAL, ""
// where there is none. Entra adds lines with ids and times, which are left out.
func describe(text string) string {
	for start := strings.IndexByte(text, '{'); start >= 0; {
		var body struct {
			Error       string `json:"error"`
			Description string `json:"error_description"`
		}
		d := json.NewDecoder(strings.NewReader(text[start:]))
		if d.Decode(&body) == nil && body.Error != "" {
			if body.Description == "" {
				return body.Error
			}
			return firstLine(body.Description)
		}
		next := strings.IndexByte(text[start+1:], '{')
		if next < 0 {
			break
		}
		start += 1 + next
	}
	if _, ok := oidc.Number(text); ok {
		return firstLine(text[strings.Index(text, "AADSTS"):])
	}
	return ""
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	line, _, _ = strings.Cut(line, " Trace ID:")
	return strings.TrimRight(strings.TrimSpace(line), "\r")
}
