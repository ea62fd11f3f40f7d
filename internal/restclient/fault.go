package restclient

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"example.org/exosh/command"
)

// A fault is the body of an answer that is not a success, protocol section 4.11.
type fault struct {
	Error    *faultError `json:"error"`
	Warnings []string    `json:"@adminapi.warnings"`
}

type faultError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Details []struct {
		Code    json.RawMessage `json:"code"` // a name or a number of ErrorCategory
		Target  string          `json:"target"`
		Message string          `json:"message"`
	} `json:"details"`
	Inner struct {
		Message  string `json:"message"`
		Type     string `json:"type"`
		Internal struct {
			Message string `json:"message"`
			Type    string `json:"type"`
		} `json:"internalexception"`
	} `json:"innererror"`
	Advice string `json:"advice"` // exosh's own services say what to do
}

// parseFault reads the body; where it is no fault, Error is nil. The vendor's service has been seen to
// answer with bytes that are not JSON.
func parseFault(r *reply) fault {
	var f fault
	if json.Unmarshal(r.body, &f) != nil {
		return fault{}
	}
	return f
}

func (f fault) code() string {
	if f.Error == nil {
		return ""
	}
	return f.Error.Code
}

// ErrTooManySessions is the cause of a refusal because the account has as many sessions as it may have.
var ErrTooManySessions = errors.New("too many sessions")

// text is the description: "stringId|class|text" of the first detail, or what stands in for it.
func (f fault) text() string {
	switch e := f.Error; {
	case e == nil:
		return ""
	case len(e.Details) > 0 && e.Details[0].Message != "":
		return threeParts(e.Details[0].Message)
	case e.Inner.Internal.Message != "":
		return e.Inner.Internal.Message
	case e.Inner.Message != "":
		return e.Inner.Message
	default:
		return e.Message
	}
}

// threeParts turns a description that is itself JSON into the usual form.
func threeParts(s string) string {
	if !strings.HasPrefix(strings.TrimSpace(s), "{") {
		return s
	}
	var d struct {
		Localized struct {
			ID string `json:"stringId"`
		} `json:"localizedString"`
		Class   string `json:"ClassName"`
		Message string `json:"Message"`
	}
	if json.Unmarshal([]byte(s), &d) != nil || d.Message == "" {
		return s
	}
	return d.Localized.ID + "|" + d.Class + "|" + d.Message
}

// failure makes the error record of an answer.
func (c *Client) failure(cmdlet string, r *reply) *command.Error {
	f := parseFault(r)
	e := &command.Error{
		Category: categoryOf(f, r.status),
		ID:       errorID(f, r),
		Message:  f.text(),
		Type:     typeOf(f),
		Reason:   r.header.Get("x-ExceptionType"),
		Command:  cmdlet,
	}
	if e.Reason == "" {
		e.Reason = "Exception"
	}
	if f.Error != nil {
		e.Advice = f.Error.Advice
		e.Message = strings.TrimSpace(strings.TrimSuffix(e.Message, e.Advice)) // for clients that do not know advice it is in both
		if len(f.Error.Details) > 0 && f.Error.Details[0].Target != "" {
			e.Target = f.Error.Details[0].Target
		}
	}
	if f.code() == "MaxConcurrency" {
		e.Err = ErrTooManySessions
	}
	if e.Message == "" {
		e.Message = bare(r.status, c.Base.Host)
	}
	if e.Advice == "" {
		e.Advice = adviceFor(f.code(), r.status)
	}
	return e
}

// errorID is the FullyQualifiedErrorId as the vendor's module composes it, without the cmdlet. A
// refusal that never reached a cmdlet has its code instead.
func errorID(f fault, r *reply) string {
	server, _, _ := strings.Cut(r.header.Get("X-CalculatedBETarget"), ".")
	id := r.header.Get("request-id")
	if server == "" && id == "" {
		return f.code()
	}
	return fmt.Sprintf("[Server=%s,RequestId=%s,TimeStamp=%s]", server, id, r.header.Get("Date"))
}

// typeOf is the .NET type of the exception.
func typeOf(f fault) string {
	if f.Error == nil {
		return "System.Exception"
	}
	if parts := strings.SplitN(f.text(), "|", 3); len(parts) == 3 && parts[1] != "" {
		return parts[1]
	}
	if t := f.Error.Inner.Internal.Type; t != "" {
		return t
	}
	if t := f.Error.Inner.Type; t != "" {
		return t
	}
	return "System.Exception"
}

func categoryOf(f fault, status int) command.Category {
	if f.Error != nil && len(f.Error.Details) > 0 {
		if c := category(f.Error.Details[0].Code); c != "" {
			return c
		}
	}
	switch {
	case status == http.StatusBadRequest:
		return command.InvalidArgument
	case status == http.StatusUnauthorized:
		return command.AuthenticationError
	case status == http.StatusForbidden:
		return command.PermissionDenied
	case status == http.StatusNotFound:
		return command.ObjectNotFound
	case status == http.StatusConflict:
		return command.ResourceExists
	case status == http.StatusTooManyRequests:
		return command.LimitsExceeded
	case status == http.StatusGatewayTimeout:
		return command.OperationTimeout
	case status == http.StatusServiceUnavailable:
		return command.ResourceUnavailable
	}
	return command.NotSpecified
}

// category reads an ErrorCategory by name or by number.
func category(raw json.RawMessage) command.Category {
	var name string
	if json.Unmarshal(raw, &name) == nil {
		var n int
		if _, err := fmt.Sscanf(name, "%d", &n); err != nil {
			return command.Category(name)
		}
		raw = json.RawMessage(name)
	}
	var n int
	known := command.Categories()
	if json.Unmarshal(raw, &n) != nil || n < 0 || n >= len(known) {
		return ""
	}
	return known[n]
}

func bare(status int, host string) string {
	return fmt.Sprintf("%s answered %d %s without saying why.", host, status, http.StatusText(status))
}

// adviceFor says what to do where the service did not.
func adviceFor(code string, status int) string {
	switch {
	case code == "MaxConcurrency":
		return "End a connection that is not needed with Disconnect-ExchangeOnline in its window; an idle one ends by itself after 15 minutes."
	case status == http.StatusUnauthorized:
		return "Sign in again: Disconnect-ExchangeOnline, then Connect-ExchangeOnline."
	case status == http.StatusForbidden:
		return "Ask an administrator for a role that contains the cmdlet: Get-ManagementRole -Cmdlet NAME lists them."
	case status == http.StatusTooManyRequests:
		return "Wait a little: the service limits how many requests an account may make."
	case status >= 500:
		return "Try again later; tell the service's administrator the request id if it stays so."
	}
	return ""
}
