package signin

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"example.org/exosh/command"
)

// A Static source gives out one access token that was made elsewhere.
type Static struct{ token Token }

// AccessToken returns a source of one token, which must have the form of a JWT. Nothing of it is
// verified here: that is the service's part.
func AccessToken(jwt string) (*Static, error) {
	t, err := readToken(strings.TrimSpace(jwt))
	if err != nil {
		return nil, &command.Error{Category: command.InvalidArgument, ID: "InvalidAccessToken",
			Message: "The value of -AccessToken is not a JSON Web Token.",
			Advice:  "Give the token alone, three parts joined by full stops, without the word Bearer.", Err: err}
	}
	return &Static{t}, nil
}

// Token returns the token. A claims challenge cannot be met.
func (s *Static) Token(_ context.Context, claims string) (Token, error) {
	if s.token.Bearer == "" {
		return Token{}, &command.Error{Category: command.AuthenticationError, ID: "TokenDropped",
			Message: "The connection has been closed.", Advice: "Connect again with Connect-ExchangeOnline."}
	}
	if claims != "" {
		return Token{}, &command.Error{Category: command.AuthenticationError, ID: "AccessTokenRefused",
			Message: "The service wants another token than the one given with -AccessToken.",
			Advice:  "Get a new token and connect again: a token given by hand cannot be renewed."}
	}
	return s.token, nil
}

// Forget drops the token.
func (s *Static) Forget() { s.token = Token{} }

// readToken reads the claims that a client shows. Names of claims are compared without regard to case.
func readToken(jwt string) (Token, error) {
	parts := strings.Split(jwt, ".")
	if len(parts) != 3 || len(jwt) > maxForm {
		return Token{}, errors.New("a JSON Web Token has three parts")
	}
	if err := decodePart(parts[0], &struct{}{}); err != nil {
		return Token{}, err
	}
	var claims struct {
		TenantID  string  `json:"tid"`
		UPN       string  `json:"upn"`
		Unique    string  `json:"unique_name"`
		Preferred string  `json:"preferred_username"`
		Expires   float64 `json:"exp"`
		Audience  any     `json:"aud"` // text, or a list of texts
	}
	if err := decodePart(parts[1], &claims); err != nil {
		return Token{}, err
	}
	t := Token{Bearer: jwt, TenantID: claims.TenantID, Audience: audience(claims.Audience)}
	for _, name := range []string{claims.UPN, claims.Preferred, claims.Unique} {
		if t.Account == "" {
			t.Account = name
		}
	}
	if claims.Expires > 0 {
		t.Expires = time.Unix(int64(claims.Expires), 0).UTC()
	}
	return t, nil
}

func audience(claim any) string {
	switch a := claim.(type) {
	case string:
		return a
	case []any:
		if len(a) == 1 {
			return audience(a[0])
		}
	}
	return ""
}

func decodePart(part string, into any) error {
	b, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(part, "="))
	if err != nil {
		return err
	}
	return json.Unmarshal(b, into)
}
