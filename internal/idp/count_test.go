package idp

import (
	"fmt"
	"testing"

	"example.org/exosh/internal/oidc"
)

// Who counts sign-ins hears of each once, with the number of its error.
func TestSignInsAreCounted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var got []int
	p := w.nodes[0]
	p.SignedIn = func(number int) { got = append(got, number) }
	try := func(upn, secret string) {
		_, _ = p.CheckPassword(t.Context(), Basic{User: upn, Password: secret, Client: doorName, Address: desk})
	}
	try("plain@contoso.com", goodPass)
	try("plain@contoso.com", "wrong")
	try("blocked@contoso.com", goodPass)
	_, _ = p.CheckMailToken(t.Context(), Bearer{User: "plain@contoso.com", Token: "x.y.z", Client: doorName, Address: desk})
	if want := []int{0, oidc.WrongPassword, oidc.Disabled, oidc.InvalidGrant}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("counted %v, not %v", got, want)
	}
}
