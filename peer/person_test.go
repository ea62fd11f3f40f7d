package peer

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"
)

// A person answers the pages of sign-in without a browser: it fills in what each form asks for.
type person struct {
	t      *testing.T
	upn    string
	asked  []string // the titles of the pages, in order
	client *http.Client
	busy   sync.WaitGroup
}

func (s *service) person(t *testing.T, upn string) *person {
	jar, _ := cookiejar.New(nil)
	p := &person{t: t, upn: upn}
	p.client = &http.Client{Jar: jar, Transport: s.client.Transport}
	return p
}

// Follows the pages from an address to the end and returns the text of the last one.
func (p *person) walk(address string) string {
	p.t.Helper()
	res, err := p.client.Get(address)
	for range 10 {
		if err != nil {
			p.t.Errorf("page: %v", err)
			return ""
		}
		body, _ := io.ReadAll(res.Body)
		res.Body.Close()
		_, title, _ := strings.Cut(string(body), "<title>")
		title, _, _ = strings.Cut(title, "<")
		p.asked = append(p.asked, title)
		form, action := firstForm(string(body), res.Request.URL)
		if form == nil {
			return string(body)
		}
		p.fill(form)
		res, err = p.client.PostForm(action, form)
	}
	p.t.Error("the sign-in does not end")
	return ""
}

func (p *person) fill(form url.Values) {
	for name := range form {
		switch name {
		case "username":
			if form.Get("do") == "account" {
				form.Set(name, p.upn)
			}
		case "passwd":
			form.Set(name, passwordOfAll)
		case "code":
			if form.Get("do") == "code" {
				form.Set(name, appCode(p.t, totpSecret, 0))
			}
		}
	}
}

// Returns the fields of the first form of a page, with its first named button pressed.
func firstForm(body string, at *url.URL) (url.Values, string) {
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		return nil, ""
	}
	var form *html.Node
	v := url.Values{}
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode && n.Data == "form" {
			if form != nil {
				return
			}
			form = n
		}
		if n.Type == html.ElementNode && form != nil && (n.Data == "input" || n.Data == "button") {
			if name := attr(n, "name"); name != "" && !v.Has(name) {
				v.Set(name, attr(n, "value"))
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(root)
	if form == nil {
		return nil, ""
	}
	action, err := at.Parse(attr(form, "action"))
	if err != nil {
		return nil, ""
	}
	return v, action.String()
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
