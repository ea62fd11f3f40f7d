package idp

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
)

// A fault is what an endpoint answers with instead of a result: an entry of the catalogue and a detail.
type fault struct {
	oidc.Fault
	detail string // a sentence that is safe to show, or ""
	status int    // 0 means 400
	claims string // what a new token has to carry, for the client to ask for
	err    error  // the cause, for the log
}

func (f *fault) Error() string {
	if f.err != nil {
		return f.Description(f.detail) + ": " + f.err.Error()
	}
	return f.Description(f.detail)
}

func (f *fault) Unwrap() error { return f.err }

// Returns the fault of a number with a formatted detail.
func fail(number int, format string, args ...any) *fault {
	entry, ok := oidc.Lookup(number)
	if !ok {
		entry, _ = oidc.Lookup(oidc.Internal)
	}
	f := &fault{Fault: entry}
	if format != "" {
		f.detail = fmt.Sprintf(format, args...)
	}
	return f
}

// Returns the fault that stands for any error: itself, or "could not answer" with the cause for the log.
func asFault(err error) *fault {
	var f *fault
	if errors.As(err, &f) {
		return f
	}
	f = fail(oidc.Internal, "")
	f.status, f.err = http.StatusInternalServerError, err
	if errors.Is(err, org.ErrConflict) {
		f.status = http.StatusServiceUnavailable
	}
	return f
}

func (f *fault) code() int {
	if f.status == 0 {
		return http.StatusBadRequest
	}
	return f.status
}

const stampLayout = "2006-01-02 15:04:05Z"

// Answers with a fault as JSON in Entra's form.
func (p *Provider) answerFault(w http.ResponseWriter, r *http.Request, err error) {
	f := asFault(err)
	t := traceOf(r)
	p.logFault(r, f, t)
	stamp := p.Now().UTC().Format(stampLayout)
	detail := f.detail
	if detail != "" {
		detail += " "
	}
	detail += "Trace ID: " + t.trace + " Correlation ID: " + t.correlation + " Timestamp: " + stamp
	if f.code() == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "60")
	}
	answerJSON(w, f.code(), oidc.ErrorResponse{
		Error: f.OAuth, Description: f.Description(detail), Codes: []int{f.Number}, Timestamp: stamp,
		TraceID: t.trace, CorrelationID: t.correlation, SubError: f.SubError, Claims: f.claims,
	})
}

func (p *Provider) logFault(r *http.Request, f *fault, t trace) {
	attrs := []any{"number", f.Number, "trace", t.trace, "correlation", t.correlation}
	if f.err != nil {
		attrs = append(attrs, "err", f.err)
	}
	if f.code() >= 500 {
		p.Log.ErrorContext(r.Context(), "sign-in failed", attrs...)
		return
	}
	p.Log.DebugContext(r.Context(), "sign-in refused", attrs...)
}

// Answers with JSON that no cache may keep (S-18).
func answerJSON(w http.ResponseWriter, status int, v any) {
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Pragma", "no-cache")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

func seconds(d time.Duration) int64 { return int64(d / time.Second) }
