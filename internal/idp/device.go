package idp

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"example.org/exosh/internal/idp/token"
	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
)

// The states of a device code.
const (
	devicePending  = ""
	deviceApproved = "approved"
	deviceDeclined = "declined"
	deviceRedeemed = "redeemed"
)

const (
	firstInterval = 5 * time.Second
	maxInterval   = time.Minute
)

// A device is a device authorization as it is stored (RFC 8628).
type device struct {
	UserCode string        `json:"userCode"`
	Realm    string        `json:"realm,omitempty"` // other realms over the same store do not know it
	Client   string        `json:"client"`
	Scope    scope         `json:"scope"`
	Tenant   string        `json:"tenant,omitempty"` // id; "" leaves it open
	CAE      bool          `json:"cae,omitempty"`
	Address  netip.Addr    `json:"address,omitzero"` // where it was asked for
	Asked    time.Time     `json:"asked"`
	Until    time.Time     `json:"until"`
	State    string        `json:"state,omitempty"`
	Grant    grant         `json:"grant,omitzero"` // with deviceApproved
	Interval time.Duration `json:"interval"`
	Polled   time.Time     `json:"polled,omitzero"`
}

// Serves the device authorization endpoint (RFC 8628, 3.1).
func (p *Provider) serveDeviceCode(w http.ResponseWriter, r *http.Request, tenant string) {
	res, err := p.newDevice(w, r, tenant)
	if err != nil {
		p.answerFault(w, r, err)
		return
	}
	answerJSON(w, http.StatusOK, res)
}

func (p *Provider) newDevice(w http.ResponseWriter, r *http.Request, tenant string) (*oidc.DeviceResponse, error) {
	t, err := p.tokenRequest(w, r, tenant)
	if err != nil {
		return nil, err
	}
	s, err := p.scope(t.client, t.form.Get("scope"))
	if err != nil {
		return nil, err
	}
	secret, err := token.NewSecret(p.Rand, "d", org.SystemTenant)
	if err != nil {
		return nil, err
	}
	user, err := p.userCode()
	if err != nil {
		return nil, err
	}
	now := p.Now()
	d := device{
		UserCode: user, Realm: p.Realm, Client: t.client.ID, Scope: s, Tenant: t.tenant, CAE: t.cae, Address: p.address(r),
		Asked: now, Until: now.Add(deviceLife), Interval: firstInterval,
	}
	if err := p.putDevice(r.Context(), secret.Key(), d); err != nil {
		return nil, err
	}
	at := p.pageBase() + "/" + pathDevice
	return &oidc.DeviceResponse{
		UserCode: user, DeviceCode: secret.Text, VerificationURI: at, ExpiresIn: seconds(deviceLife), Interval: seconds(firstInterval),
		Message: fmt.Sprintf("To sign in, use a web browser to open the page %s and enter the code %s to authenticate.", at, user),
	}, nil
}

func (p *Provider) putDevice(ctx context.Context, key string, d device) error {
	return p.update(ctx, org.SystemTenant, func(tx org.Tx) error {
		keep := d.Until.Add(usedLife) // remembered a while longer, to answer "expired"
		if err := writeTicket(tx, &org.Ticket{Class: classDevice, Key: key}, d, keep); err != nil {
			return err
		}
		return writeTicket(tx, &org.Ticket{Class: classUserCode, Key: d.UserCode}, key, d.Until)
	})
}

// The characters of user codes: consonants, which form no words (RFC 8628, 6.1). Nine of them are 38 bits.
const userAlphabet = "BCDFGHJKLMNPQRSTVWXZ"

func (p *Provider) userCode() (string, error) {
	b := make([]byte, 9)
	for i := range b {
		n, err := rand.Int(p.Rand, big.NewInt(int64(len(userAlphabet))))
		if err != nil {
			return "", fmt.Errorf("make a user code: %w", err)
		}
		b[i] = userAlphabet[n.Int64()]
	}
	return string(b), nil
}

// Returns a user code as it is stored of what a person typed: capitals, no blanks, no hyphens.
func cleanUserCode(text string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, strings.ToUpper(strings.TrimSpace(text)))
}

// Answers a poll of the device (RFC 8628, 3.4). Who asks too soon is told to slow down; an approval is
// handed over at once however often it was asked for.
func (p *Provider) deviceGrant(ctx context.Context, t tokenRequest) (*oidc.TokenResponse, error) {
	text := t.form.Get("device_code")
	if text == "" {
		return nil, fail(oidc.BadRequest, "The parameter %q is missing.", "device_code")
	}
	secret, err := token.ParseSecret("d", text)
	if err != nil {
		return nil, fail(oidc.DeviceUnknown, "")
	}
	var d device
	var refused error
	err = p.update(ctx, org.SystemTenant, func(tx org.Tx) (err error) {
		d, refused, err = p.poll(tx, secret.Key(), t)
		return err
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		return nil, err
	}
	return p.redeemDevice(ctx, t, d)
}

func (p *Provider) poll(tx org.Tx, key string, t tokenRequest) (d device, refused, err error) {
	ticket, err := readTicket(tx, classDevice, key, &d)
	if errors.Is(err, org.ErrNotFound) {
		return d, fail(oidc.DeviceUnknown, ""), nil
	}
	if err != nil {
		return d, nil, err
	}
	now := p.Now()
	switch {
	case t.client.ID != d.Client || d.Realm != p.Realm || t.tenant != "" && d.Tenant != "" && t.tenant != d.Tenant:
		return d, fail(oidc.DeviceUnknown, ""), nil
	case d.State == deviceRedeemed:
		return d, fail(oidc.InvalidGrant, "The device code was redeemed before."), nil
	case d.State == deviceDeclined:
		return d, fail(oidc.DeviceDeclined, ""), nil
	case !now.Before(d.Until):
		return d, fail(oidc.DeviceExpired, ""), nil
	case d.State == deviceApproved && t.tenant != "" && t.tenant != d.Grant.Account.Tenant:
		return d, fail(oidc.TenantMismatch, ""), nil
	case d.State == deviceApproved:
		d.State = deviceRedeemed
	case !d.Polled.IsZero() && now.Before(d.Polled.Add(d.Interval)):
		d.Interval = min(d.Interval+5*time.Second, maxInterval)
		refused = fail(oidc.SlowDown, "")
	default:
		refused = fail(oidc.DevicePending, "")
	}
	d.Polled = now
	return d, refused, writeTicket(tx, ticket, d, ticket.Expires)
}

// Issues the tokens of an approved device. The scope is the one that was asked for with the code: the
// poll of some clients names none.
func (p *Provider) redeemDevice(ctx context.Context, t tokenRequest, d device) (*oidc.TokenResponse, error) {
	g := d.Grant
	tenant, err := g.tenant()
	if err != nil {
		return nil, err
	}
	o := order{grant: g}
	err = p.view(ctx, tenant, func(tx org.Tx) (err error) {
		o.account, err = p.standing(tx, g)
		return err
	})
	if err != nil {
		p.auditGrant(ctx, t, g, err)
		return nil, err
	}
	if g.Scope.Offline {
		if o.refresh, err = p.newRefresh(ctx, tenant, g); err != nil {
			return nil, err
		}
	}
	p.auditSuccess(ctx, p.actorOf(t.http, g), "OAuth2:DeviceCode")
	return p.fill(ctx, t, o)
}

// Finds a pending device by its user code. ok is false where there is none, or it has expired or was
// answered already.
func (p *Provider) deviceByUserCode(tx org.Tx, typed string) (key string, d device, ok bool, err error) {
	if _, err = readTicket(tx, classUserCode, cleanUserCode(typed), &key); err == nil {
		_, err = readTicket(tx, classDevice, key, &d)
	}
	if errors.Is(err, org.ErrNotFound) {
		return "", d, false, nil
	}
	return key, d, err == nil && d.Realm == p.Realm && d.State == devicePending && p.Now().Before(d.Until), err
}

func (p *Provider) deviceByKey(ctx context.Context, key string) (d device, err error) {
	err = p.view(ctx, org.SystemTenant, func(tx org.Tx) error {
		_, err := readTicket(tx, classDevice, key, &d)
		return err
	})
	return d, err
}

// Gives a pending device its answer, once. The user code is used up.
func (p *Provider) answerDevice(ctx context.Context, key, state string, g grant) error {
	return p.update(ctx, org.SystemTenant, func(tx org.Tx) error {
		var d device
		ticket, err := readTicket(tx, classDevice, key, &d)
		if errors.Is(err, org.ErrNotFound) || err == nil && (d.State != devicePending || !p.Now().Before(d.Until)) {
			return fail(oidc.DeviceExpired, "")
		}
		if err != nil {
			return err
		}
		d.State, d.Grant = state, g
		if err := dropTicket(tx, classUserCode, d.UserCode); err != nil {
			return err
		}
		return writeTicket(tx, ticket, d, ticket.Expires)
	})
}
