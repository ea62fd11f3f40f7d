package signin

import (
	"context"
	"time"

	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/public"
)

// A DeviceCode is what a person types on another device.
type DeviceCode struct {
	UserCode        string
	VerificationURL string
	Message         string // the authority's own words, with address and code
	Expires         time.Time
}

// Device signs in by device code (RFC 8628). show is given the code once the authority has made one.
func Device(r Realm, show func(DeviceCode)) (*Source, error) {
	return newSource(r, &deviceMethod{show})
}

type deviceMethod struct{ show func(DeviceCode) }

func (m *deviceMethod) begin(ctx context.Context, s *Source, claims string) (public.AuthResult, error) {
	code, err := s.client.AcquireTokenByDeviceCode(ctx, []string{s.realm.scope()}, public.WithClaims(claims))
	if err != nil {
		return public.AuthResult{}, err
	}
	m.show(DeviceCode{
		UserCode:        code.Result.UserCode,
		VerificationURL: code.Result.VerificationURL,
		Message:         code.Result.Message,
		Expires:         code.Result.ExpiresOn,
	})
	return code.AuthenticationResult(ctx)
}

func (m *deviceMethod) again() bool { return true }
