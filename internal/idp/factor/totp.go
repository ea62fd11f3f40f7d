package factor

import (
	"crypto/subtle"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"net/url"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
)

// The parameters of authenticator apps, those that every app understands (RFC 6238 with SHA-1).
const (
	Period = 30 * time.Second
	Digits = 6
	skew   = 1 // steps before and after the current one that are accepted
)

// Step returns the number of the time step that t lies in (RFC 6238, 4.2).
func Step(t time.Time) int64 { return t.Unix() / int64(Period/time.Second) }

// Code returns the code of a secret (base32, without padding) for a step.
func Code(secret string, step int64) (string, error) {
	code, err := hotp.GenerateCodeCustom(secret, uint64(step), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
	if err != nil {
		return "", errors.New("the secret of the authenticator app is not base32")
	}
	return code, nil
}

// Match returns the step that a code belongs to: the current one or a neighbour, and later than last,
// the step of the code that was accepted before. ok is false for any other code.
func Match(secret, code string, now time.Time, last int64) (step int64, ok bool, err error) {
	current := Step(now)
	for s := current - skew; s <= current+skew; s++ {
		want, err := Code(secret, s)
		if err != nil {
			return 0, false, err
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 && s > last {
			step, ok = s, true
		}
	}
	return step, ok, nil
}

// NewSecret returns a random secret of 160 bits in base32 without padding (RFC 4226, 4, R6).
func NewSecret(source io.Reader) (string, error) {
	b := make([]byte, 20)
	if _, err := io.ReadFull(source, b); err != nil {
		return "", fmt.Errorf("make the secret of an authenticator app: %w", err)
	}
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b), nil
}

// URI returns the otpauth address that an authenticator app reads from a QR code.
func URI(issuer, account, secret string) string {
	q := url.Values{"secret": {secret}, "issuer": {issuer}} // the rest are every app's defaults
	u := url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + account, RawQuery: q.Encode()}
	return u.String()
}
