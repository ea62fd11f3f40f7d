package lab

import (
	_ "embed"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

// An Account is one of the laboratory's people, with what a real organisation would never show.
type Account struct {
	UPN        string
	Password   string
	TOTPSecret string // base32; "" without an authenticator app
	Phone      string // E.164; "" without text messages
	Note       string
}

// Step is how long a code of the authenticator app lasts (RFC 6238).
const Step = 30 * time.Second

// Code returns the account's current code and how long it stays current; ok is false where the
// account has no authenticator app.
func (a Account) Code(now time.Time) (code string, left time.Duration, ok bool) {
	if a.TOTPSecret == "" {
		return "", 0, false
	}
	code, err := totp.GenerateCodeCustom(a.TOTPSecret, now, totp.ValidateOpts{Period: uint(Step / time.Second), Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
	if err != nil {
		return "", 0, false
	}
	return code, Step - now.Sub(now.Truncate(Step)), true
}

// Find returns the account of that user name: the whole UPN, or what stands before the @.
func Find(accounts []Account, name string) (Account, error) {
	for _, a := range accounts {
		local, _, _ := strings.Cut(a.UPN, "@")
		if strings.EqualFold(a.UPN, name) || strings.EqualFold(local, name) {
			return a, nil
		}
	}
	var known []string
	for _, a := range accounts {
		known = append(known, a.UPN)
	}
	return Account{}, fmt.Errorf("there is no demo account %q; there are %s", name, strings.Join(known, ", "))
}

// A Page shows the accounts, their codes and the text messages. It has no protection of its own: the
// server mounts it on loopback only.
type Page struct {
	Organization string
	Accounts     []Account
	Inbox        *Inbox
	Mail         http.Handler     // answers below /lab/mail, /lab/connections and /lab/api; nil where there is no mail
	Now          func() time.Time // nil means time.Now
}

//go:embed page.html
var pageText string

//go:embed style.css
var style string

// Style is the style sheet that the lab's pages share.
func Style() template.CSS { return template.CSS(style) }

// pageTemplate is parsed when the page is first asked for.
var pageTemplate = sync.OnceValue(func() *template.Template { return template.Must(template.New("lab").Parse(pageText)) })

type row struct {
	Account
	Code    string
	Seconds int
}

// ServeHTTP answers GET with the page, and hands what is below it to Mail.
func (p *Page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if path := strings.TrimSuffix(r.URL.Path, "/"); p.Mail != nil && strings.Contains(strings.TrimPrefix(path, "/"), "/") {
		p.Mail.ServeHTTP(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "the lab page can only be read", http.StatusMethodNotAllowed)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	if err := pageTemplate().Execute(w, p.view()); err != nil {
		panic(http.ErrAbortHandler) // the reader went away
	}
}

func (p *Page) view() any {
	now := time.Now()
	if p.Now != nil {
		now = p.Now()
	}
	rows := make([]row, 0, len(p.Accounts))
	for _, a := range p.Accounts {
		code, left, _ := a.Code(now)
		rows = append(rows, row{a, code, int(left / time.Second)})
	}
	return struct {
		Organization string
		Rows         []row
		Messages     []Message
		Refresh      int
		Style        template.CSS
		Mail         bool
	}{p.Organization, rows, p.Inbox.Messages(), 5, Style(), p.Mail != nil}
}
