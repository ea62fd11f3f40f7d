package mailroom

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// mostLinks is how many links of a message are listed.
const mostLinks = 200

var webAddress = regexp.MustCompile(`https?://[^\s<>"']+`)

// links returns the web addresses of a message in the order in which they come, each once: what HTML leads to,
// and what stands in plain text. Others (javascript:, data:) are none.
func links(text, markup *textJSON) []string {
	list := []string{}
	add := func(s string) {
		if s = strings.TrimSpace(s); isWeb(s) && len(list) < mostLinks && !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	if markup != nil {
		for s := range references(markup.Content) {
			add(s)
		}
	}
	if text != nil {
		for _, s := range webAddress.FindAllString(text.Content, mostLinks) {
			add(strings.TrimRight(s, ".,;:!?)]}"))
		}
	}
	return list
}

// references yields what the links of HTML lead to.
func references(markup string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		z := html.NewTokenizer(strings.NewReader(markup))
		for {
			kind := z.Next()
			if kind == html.ErrorToken {
				return
			}
			if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
				continue
			}
			t := z.Token()
			for _, a := range t.Attr {
				if (t.DataAtom == atom.A || t.DataAtom == atom.Area) && a.Key == "href" && !yield(a.Val) {
					return
				}
			}
		}
	}
}

func isWeb(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && visible(s) == s && len(s) <= 2000
}
