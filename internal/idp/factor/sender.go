// Package factor holds the second factors of sign-in: authenticator apps (RFC 6238) and codes by text
// message. It knows neither HTTP nor the store; what was used already is the caller's to remember.
package factor

import "context"

// A Sender delivers text messages. Implementations may be called concurrently and must not keep the
// text in a log, since it holds a code.
type Sender interface {
	// Send delivers text to a phone number in E.164 form.
	Send(ctx context.Context, phone, text string) error
}
