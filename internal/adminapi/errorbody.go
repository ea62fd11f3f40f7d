package adminapi

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// An errorBody is the JSON of an error.
type errorBody struct {
	Error    errorPart `json:"error"`
	Type     string    `json:"adminapi.warnings@odata.type"`
	Warnings []string  `json:"@adminapi.warnings"`
}

type errorPart struct {
	Code    string        `json:"code"`
	Message string        `json:"message"`
	Details []errorDetail `json:"details"`
	Inner   innerError    `json:"innererror"`
	Advice  string        `json:"advice,omitempty"` // exosh only: what to do about it
}

type errorDetail struct {
	Code    string `json:"code"`
	Target  string `json:"target"`
	Message string `json:"message"`
}

type innerError struct {
	Message  string      `json:"message"`
	Type     string      `json:"type"`
	Trace    string      `json:"stacktrace"`
	Internal *innerError `json:"internalexception,omitempty"`
}

// Returns the JSON. Below InvokeCommand the message is the vendor's fixed text, and the detail has what
// happened in the three-part form; elsewhere clients show the message itself, and the detail is plain.
func (f fault) body(cmdlet bool, warnings []string) []byte {
	e := f.err
	inner := innerError{Message: e.Message, Type: className(e)}
	detail := errorDetail{string(e.Category), targetText(e.Target), e.Message}
	message := e.Message
	if e.Advice != "" {
		message += " " + e.Advice
	}
	if cmdlet {
		detail.Message = errorText(e)
	}
	if cmdlet && f.status != http.StatusTooManyRequests {
		message = "Error executing cmdlet"
	}
	b := errorBody{Type: "#Collection(String)", Warnings: warnings, Error: errorPart{
		Code: f.code, Message: message, Advice: e.Advice, Details: []errorDetail{detail},
		Inner: innerError{Message: e.Message, Type: className(e), Internal: &inner},
	}}
	if b.Warnings == nil {
		b.Warnings = []string{}
	}
	out, err := json.Marshal(b)
	if err != nil { // strings always marshal
		panic(err)
	}
	return out
}

func targetText(v object.Value) string {
	if v == nil {
		return ""
	}
	return object.String(v)
}

// Returns "stringId|className|text".
func errorText(e *command.Error) string {
	return stringID(e) + "|" + className(e) + "|" + e.Message
}

// Returns "Ex" and six hexadecimal digits that stay the same for one kind of error.
func stringID(e *command.Error) string {
	sum := sha256.Sum256([]byte(e.Type + "|" + e.ID))
	return "Ex" + strings.ToUpper(hex.EncodeToString(sum[:3]))
}
