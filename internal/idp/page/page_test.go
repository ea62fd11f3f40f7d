package page

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Every page is whole, named, labelled, and free of script and style of its own.
func TestPages(t *testing.T) {
	t.Parallel()
	s := Load()
	v := View{
		Organisation: "Contoso", Client: "exosh", Request: "r", Step: "s", Action: "/signin", UPN: "a@b", Problem: "That is wrong.", Advice: "Mend it.",
		Options: []Option{{"v", "l", "d"}, {"w", "m", "e"}}, Kind: "sms", Label: "Text message", Switch: true, Resend: true, Secret: "ABCD", QR: "/signin/qr?r=r",
		Code: "BCDF", Address: "192.0.2.1", Asked: "08:00", Target: "http://localhost:1", Values: []Pair{{"code", "c"}}, Title: "Title", Text: "Text.", Number: 1, Trace: "t", Stamp: "now",
	}
	for name := range s.pages {
		v.Name = name
		body, err := s.Render(v)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		root, err := html.Parse(strings.NewReader(string(body)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		c := &checker{t: t, page: name, labels: map[string]bool{}}
		c.walk(root, false)
		c.done()
	}
	if _, err := s.Render(View{Name: "nothing"}); err == nil {
		t.Error("a page that is not there was rendered")
	}
}

// A checker collects what a page has.
type checker struct {
	t      *testing.T
	page   Name
	labels map[string]bool
	inputs []string
	h1     int
	title  string
	lang   string
}

func (c *checker) walk(n *html.Node, inLabel bool) {
	a := map[string]string{}
	for _, x := range n.Attr {
		a[x.Key] = x.Val
		if strings.HasPrefix(x.Key, "on") || x.Key == "style" {
			c.t.Errorf("%s: attribute %s", c.page, x.Key)
		}
	}
	if n.Type == html.ElementNode {
		switch n.Data {
		case "html":
			c.lang = a["lang"]
		case "title":
			c.title = n.FirstChild.Data
		case "h1":
			c.h1++
		case "script", "style":
			if n.FirstChild != nil {
				c.t.Errorf("%s: inline %s", c.page, n.Data)
			}
		case "label":
			c.labels[a["for"]] = true
			inLabel = true
		case "img":
			if a["alt"] == "" {
				c.t.Errorf("%s: a picture without words", c.page)
			}
		case "input":
			if a["type"] != "hidden" && !inLabel {
				c.inputs = append(c.inputs, a["id"])
			}
		}
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		c.walk(k, inLabel)
	}
}

func (c *checker) done() {
	if c.lang != "en" || c.title == "" || c.h1 != 1 {
		c.t.Errorf("%s: lang %q, title %q, %d headings", c.page, c.lang, c.title, c.h1)
	}
	for _, id := range c.inputs {
		if id == "" || !c.labels[id] {
			c.t.Errorf("%s: the field %q has no label", c.page, id)
		}
	}
}

func TestPlain(t *testing.T) {
	t.Parallel()
	if got := Plain("a\u202eb\u200fc\x00d\u2066e é"); got != "abcde é" {
		t.Errorf("Plain = %q", got)
	}
}

func TestAsset(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{"style.css": true, "post.js": true, "../page.go": false, "": false, "template/layout.html": false} {
		if _, _, ok := Asset(name); ok != want {
			t.Errorf("Asset(%q) = %v", name, ok)
		}
	}
}
