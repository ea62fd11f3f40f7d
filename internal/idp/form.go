package idp

import (
	"errors"
	"mime"
	"net/http"
	"net/url"
	"unicode/utf8"

	"example.org/exosh/internal/oidc"
)

// Limits of what a request may hold, in bytes.
const (
	maxBody  = 64 << 10
	maxQuery = 16 << 10
	maxValue = 4 << 10
	maxName  = 320 // of a user name
)

// Reads the parameters of a form-encoded body. None may be given twice, too long or not UTF-8
// (RFC 6749, 3.2).
func bodyForm(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, fail(oidc.BadRequest, "The body has to be application/x-www-form-urlencoded.")
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if err := r.ParseForm(); err != nil {
		var big *http.MaxBytesError
		if errors.As(err, &big) {
			f := fail(oidc.BadParameter, "The body is longer than %d bytes.", maxBody)
			f.status = http.StatusRequestEntityTooLarge
			return nil, f
		}
		return nil, fail(oidc.BadRequest, "The body cannot be read as a form.")
	}
	return r.PostForm, checkValues(r.PostForm)
}

// Reads the parameters of the address.
func queryForm(r *http.Request) (url.Values, error) {
	if len(r.URL.RawQuery) > maxQuery {
		return nil, fail(oidc.BadParameter, "The query is longer than %d bytes.", maxQuery)
	}
	v, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, fail(oidc.BadParameter, "The query cannot be read.")
	}
	return v, checkValues(v)
}

func checkValues(v url.Values) error {
	for name, list := range v {
		if !utf8.ValidString(name) || len(name) > 128 {
			return fail(oidc.BadParameter, "A parameter's name cannot be read.")
		}
		if len(list) > 1 {
			return fail(oidc.BadParameter, "The parameter %q was given more than once.", name)
		}
		if len(list[0]) > maxLen(name) || !utf8.ValidString(list[0]) && name != "password" && name != fieldPassword {
			return fail(oidc.BadParameter, "The parameter %q is too long or not UTF-8.", name)
		}
	}
	return nil
}

// A password or an assertion may be as long as the body: how it is refused must not depend on its length.
func maxLen(name string) int {
	switch name {
	case "password", fieldPassword, fieldNewPassword, fieldRepeat, "client_assertion", "assertion":
		return maxBody
	}
	return maxValue
}

// Returns a parameter that has to be there.
func required(v url.Values, name string) (string, error) {
	if s := v.Get(name); s != "" {
		return s, nil
	}
	return "", fail(oidc.BadRequest, "The parameter %q is missing.", name)
}
