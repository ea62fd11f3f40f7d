package adminapi

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/adminapi/wire"
	"example.org/exosh/internal/session"
	"example.org/exosh/internal/strictjson"
	"example.org/exosh/object"
)

// A statusError is an error of HTTP itself: its status follows from no category.
type statusError struct {
	status int
	cause  *command.Error
}

func (e *statusError) Error() string { return e.cause.Message }

func (e *statusError) Unwrap() error { return e.cause }

// These are never changed.
var (
	errNoRoute = &statusError{http.StatusNotFound, &command.Error{Category: command.ObjectNotFound, ID: "ResourceNotFound",
		Type: "System.InvalidOperationException", Message: "There is nothing at this path.",
		Advice: "Paths are /adminapi/beta/{tenant}/{operation}, such as InvokeCommand or EXOModuleFile."}}
	errMethod = &statusError{http.StatusMethodNotAllowed, &command.Error{Category: command.InvalidOperation, ID: "MethodNotAllowed",
		Type: "System.InvalidOperationException", Message: "This path does not serve this method.",
		Advice: "The Allow header lists the methods that it serves."}}
)

func badRequest(id, message, advice string) error {
	return &statusError{http.StatusBadRequest, &command.Error{Category: command.InvalidArgument, ID: id,
		Type: "System.ArgumentException", Message: message, Advice: advice}}
}

func httpError(status int, category command.Category, id, message, advice string) error {
	return &statusError{status, &command.Error{Category: category, ID: id, Type: "System.InvalidOperationException", Message: message, Advice: advice}}
}

// A fault is an error made ready to be sent (protocol section 4.11).
type fault struct {
	status int
	code   string
	err    *command.Error
}

// Turns any error into what leaves.
func (h *Handler) fault(ctx context.Context, id string, err error) fault {
	var status *statusError
	var cmd *command.Error
	var syntax *strictjson.Error
	var param *wire.ParamError
	switch {
	case errors.As(err, &status):
		return fault{status.status, codeOf(status.status), status.cause}
	case errors.As(err, &cmd):
		return fault{statusOf(cmd), codeFor(cmd), cmd}
	case errors.As(err, &syntax):
		return badFault("InvalidJson", syntax.Error())
	case errors.As(err, &param):
		return badFault("InvalidParameterValue", param.Error())
	}
	h.log().ErrorContext(ctx, "internal error in the admin door", "correlation", id, "error", err)
	return fault{http.StatusInternalServerError, codeOf(http.StatusInternalServerError), &command.Error{
		Category: command.NotSpecified, ID: session.IDInternal, Type: "System.InvalidOperationException",
		Message: "The request could not be carried out because of an internal error; its correlation id is " + id + "."}}
}

func badFault(id, message string) fault {
	return fault{http.StatusBadRequest, codeOf(http.StatusBadRequest), &command.Error{Category: command.InvalidArgument,
		ID: id, Type: "System.ArgumentException", Message: message}}
}

// Returns the status of an error that a cmdlet or the session ended with.
func statusOf(e *command.Error) int {
	switch e.ID {
	case session.IDMaxConcurrency:
		return http.StatusTooManyRequests
	case session.IDReplay:
		return http.StatusConflict
	case session.IDInternal:
		return http.StatusInternalServerError
	}
	switch e.Category {
	case command.ObjectNotFound:
		return http.StatusNotFound
	case command.ResourceExists:
		return http.StatusConflict
	case command.PermissionDenied, command.SecurityError:
		return http.StatusForbidden
	case command.AuthenticationError:
		return http.StatusUnauthorized
	case command.NotImplemented:
		return http.StatusNotImplemented
	case command.ResourceUnavailable:
		return http.StatusServiceUnavailable
	case command.OperationTimeout:
		return http.StatusGatewayTimeout
	case command.NotSpecified, command.ReadError, command.WriteError, command.ConnectionError:
		return http.StatusInternalServerError
	}
	return http.StatusBadRequest
}

func codeFor(e *command.Error) string {
	if e.ID == session.IDMaxConcurrency || e.ID == session.IDNotSupported {
		return e.ID
	}
	return codeOf(statusOf(e))
}

func codeOf(status int) string {
	switch status {
	case http.StatusBadRequest:
		return "BadRequest"
	case http.StatusRequestEntityTooLarge:
		return "RequestEntityTooLarge"
	}
	return strings.ReplaceAll(http.StatusText(status), " ", "")
}

// Sends an error.
func (c *call) fail(err error) {
	f := c.h.fault(c.r.Context(), c.id, err)
	f.headers(c.w.Header(), c.h.now().Unix())
	c.send(f.status, jsonType, f.body(c.target.operation == "invokecommand", nil))
}

// Sets the headers that go with an error. now is in seconds of Unix time.
func (f fault) headers(h http.Header, now int64) {
	h.Set("x-ExceptionType", reasonOf(f.err))
	if f.err.Target != nil {
		h.Set("x-ExceptionTargetType", targetType(f.err.Target))
	}
	switch f.status {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", challenge(f.err, now))
	case http.StatusTooManyRequests:
		h.Set("Retry-After", strconv.Itoa(retrySeconds))
		h.Set("Rate-Limit-Reason", f.code)
	case http.StatusServiceUnavailable:
		h.Set("Retry-After", "2")
	}
}

// After which a client that was refused for its sessions may ask again: a minute.
const retrySeconds = 60

// Returns WWW-Authenticate: the error's name only, and for a token that was revoked the claims
// challenge that makes the client ask for a new one (protocol section 2.11).
func challenge(e *command.Error, now int64) string {
	switch e.ID {
	case session.IDTokenRevoked:
		claims := fmt.Sprintf(`{"access_token":{"nbf":{"essential":true,"value":"%d"}}}`, now)
		return `Bearer error="insufficient_claims", claims="` + base64.StdEncoding.EncodeToString([]byte(claims)) + `"`
	case IDNoToken:
		return "Bearer"
	}
	return `Bearer error="invalid_token"`
}

func reasonOf(e *command.Error) string {
	if e.Reason != "" {
		return e.Reason
	}
	return className(e)[strings.LastIndexByte(className(e), '.')+1:]
}

func className(e *command.Error) string {
	if e.Type == "" {
		return "System.Exception"
	}
	return e.Type
}

func targetType(v object.Value) string {
	switch v := v.(type) {
	case string:
		return "String"
	case object.GUID:
		return "Guid"
	case *object.Object:
		if len(v.Types) > 0 {
			return v.Types[0]
		}
		return "PSObject"
	}
	return "Object"
}
