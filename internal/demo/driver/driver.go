// Package driver signs in where nobody sits at a browser: it fetches the real sign-in pages and fills in
// their forms as a person would. The demo and tests use it; the product never does.
package driver

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"time"

	"example.org/exosh/internal/lab"
)

// A Driver signs in to the organisation of the demo where nobody sits at a browser. It fetches the
// real sign-in pages, fills in their forms as a person would, and keeps the cookies, so that a second
// sign-in of the same person needs no password.
type Driver struct {
	Accounts []lab.Account
	Inbox    *lab.Inbox
	Default  string           // UPN that signs in where the page names nobody
	Now      func() time.Time // nil means time.Now

	jar http.CookieJar
}

// maxSteps is more pages than any sign-in has.
const maxSteps = 12

// SignIn follows the address of an authorization request to its end.
func (d *Driver) SignIn(ctx context.Context, address string) error {
	client, err := d.client()
	if err != nil {
		return err
	}
	person, err := d.who(address)
	if err != nil {
		return err
	}
	began := d.now()
	p, err := get(ctx, client, address)
	for step := 0; err == nil && len(p.forms) > 0; step++ {
		if step == maxSteps {
			return fmt.Errorf("sign-in of %s does not end: still at %q", person.UPN, p.title)
		}
		if p.alert != "" {
			return fmt.Errorf("sign-in of %s: %s", person.UPN, p.alert)
		}
		p, err = d.answer(ctx, client, p, person, began)
	}
	if err == nil && p.alert != "" {
		err = errors.New(p.alert)
	}
	if err != nil {
		return fmt.Errorf("sign-in of %s: %w", person.UPN, err)
	}
	return nil
}

// who reads the login hint of the request.
func (d *Driver) who(address string) (lab.Account, error) {
	u, err := url.Parse(address)
	if err != nil {
		return lab.Account{}, fmt.Errorf("sign-in address: %w", err)
	}
	hint := u.Query().Get("login_hint")
	if hint == "" {
		hint = d.Default
	}
	return lab.Find(d.Accounts, hint)
}

// answer fills in the form of a page and posts it.
func (d *Driver) answer(ctx context.Context, c *http.Client, p *page, who lab.Account, began time.Time) (*page, error) {
	f := p.form()
	answers := map[string]string{"username": who.UPN, "current-password": who.Password}
	if f.asks("one-time-code") {
		code, err := d.code(ctx, who, began)
		if err != nil {
			return nil, err
		}
		answers["one-time-code"] = code
	}
	body := f.values(answers, func(options []string) string { return preferred(options, who) })
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, f.action.String(), strings.NewReader(body.Encode()))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", p.url.Scheme+"://"+p.url.Host)
	return do(c, req)
}

// form is the one to answer: the first that asks for something, else the first.
func (p *page) form() *form {
	for i := range p.forms {
		for _, purpose := range []string{"username", "current-password", "one-time-code"} {
			if p.forms[i].asks(purpose) {
				return &p.forms[i]
			}
		}
	}
	return &p.forms[0]
}

// preferred picks the authenticator app where the account has one, else the text message.
func preferred(options []string, who lab.Account) string {
	want := "sms"
	if who.TOTPSecret != "" {
		want = "totp"
	}
	for _, o := range options {
		if strings.Contains(strings.ToLower(o), want) {
			return o
		}
	}
	return options[0]
}

func (d *Driver) code(ctx context.Context, who lab.Account, began time.Time) (string, error) {
	if code, _, ok := who.Code(d.now()); ok {
		return code, nil
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	m, err := d.Inbox.Last(ctx, who.Phone, began)
	if err != nil {
		return "", fmt.Errorf("no text message came to %s: %w", who.Phone, err)
	}
	code := regexp.MustCompile(`\b\d{6}\b`).FindString(m.Text)
	if code == "" {
		return "", fmt.Errorf("the text message %q has no code", m.Text)
	}
	return code, nil
}

func (d *Driver) client() (*http.Client, error) {
	if d.jar == nil {
		jar, err := cookiejar.New(nil)
		if err != nil {
			return nil, err
		}
		d.jar = jar
	}
	return &http.Client{Jar: d.jar, Timeout: 30 * time.Second, Transport: &http.Transport{Proxy: nil}}, nil
}

func (d *Driver) now() time.Time {
	if d.Now != nil {
		return d.Now()
	}
	return time.Now()
}

func get(ctx context.Context, c *http.Client, address string) (*page, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	return do(c, req)
}

func do(c *http.Client, req *http.Request) (*page, error) {
	res, err := c.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	p, err := parsePage(res.Request.URL, res.Body)
	if err != nil {
		return nil, err
	}
	if res.StatusCode >= 400 && p.alert == "" {
		return nil, fmt.Errorf("%s answered %s", res.Request.URL.Host, res.Status)
	}
	return p, nil
}
