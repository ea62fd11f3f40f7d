// Package page holds the pages of sign-in: templates, style and the one script. The pages work without
// JavaScript, by keyboard and on narrow screens; everything that comes from outside is escaped by
// html/template.
package page

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"strings"
	"unicode"
)

// A Name is one of the pages.
type Name string

// The pages.
const (
	Account  Name = "account"  // type a user name
	Pick     Name = "pick"     // choose a signed-in account
	Password Name = "password" // type the password
	Factor   Name = "factor"   // choose a second factor
	Code     Name = "code"     // type its code
	Register Name = "register" // register an authenticator app
	Change   Name = "change"   // set a new password
	Device   Name = "device"   // type a device code
	Approve  Name = "approve"  // agree to the sign-in of a device
	Post     Name = "post"     // hand the result to the client by form_post
	SignOut  Name = "signout"  // ask before signing out
	Message  Name = "message"  // say something that is not an error
	Error    Name = "error"
)

// A View is what a page shows. Which fields count depends on the page.
type View struct {
	Name         Name
	Organisation string // display name of the tenant, "" while it is open
	Client       string // display name of the application
	Request      string // id of the sign-in, a hidden field of every form
	Step         string // the step that the page is for, another hidden field
	Action       string // where the forms post to
	UPN          string
	Person       string // display name of the account
	Problem      string // what was wrong with the last try
	Advice       string
	Options      []Option // accounts or second factors
	Kind         string   // type of the factor in use
	Label        string   // how it is shown
	Switch       bool     // there are other factors
	Resend       bool
	Secret       string // of the authenticator app, in groups
	QR           string // address of its QR code
	Code         string // a user code
	Address      string // where the device code was asked for
	Asked        string // when
	Target       string // of the form of Post
	Values       []Pair
	Title        string // of Message and Error
	Text         string
	Number       int // AADSTS number of Error, 0 for none
	Trace        string
	Stamp        string
}

// An Option is one of several to choose.
type Option struct{ Value, Label, Detail string }

// A Pair is a hidden field.
type Pair struct{ Name, Value string }

//go:embed template/*.html
var templates embed.FS

//go:embed asset/*
var assets embed.FS

// A Set is the parsed pages. It may be used concurrently.
type Set struct{ pages map[Name]*template.Template }

// Load parses the embedded pages. It panics if one is wrong, which a test excludes.
func Load() *Set {
	funcs := template.FuncMap{"plain": Plain}
	layout := template.Must(template.New("layout.html").Funcs(funcs).ParseFS(templates, "template/layout.html"))
	s := &Set{pages: map[Name]*template.Template{}}
	for _, n := range []Name{Account, Pick, Password, Factor, Code, Register, Change, Device, Approve, Post, SignOut, Message, Error} {
		s.pages[n] = template.Must(template.Must(layout.Clone()).ParseFS(templates, "template/"+string(n)+".html"))
	}
	return s
}

// Render returns a page as HTML.
func (s *Set) Render(v View) ([]byte, error) {
	t, ok := s.pages[v.Name]
	if !ok {
		return nil, fmt.Errorf("there is no page %q", v.Name)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "layout.html", v); err != nil {
		return nil, fmt.Errorf("page %s: %w", v.Name, err)
	}
	return b.Bytes(), nil
}

// Asset returns an embedded file by its name, "style.css", and its content type.
func Asset(name string) (data []byte, kind string, ok bool) {
	kinds := map[string]string{"style.css": "text/css; charset=utf-8", "post.js": "text/javascript; charset=utf-8"}
	kind, ok = kinds[name]
	if !ok {
		return nil, "", false
	}
	data, err := fs.ReadFile(assets, "asset/"+name)
	return data, kind, err == nil
}

// Plain returns text from outside without the characters that change how the text around them reads:
// controls and the marks that turn the direction of writing.
func Plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) || unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
}
