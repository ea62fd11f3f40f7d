package mailroom

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// S-40: markup is made harmless.
func TestS40Harmless(t *testing.T) {
	t.Parallel()
	image := func(id string) string {
		if id == "logo@x" {
			return "data:image/png;base64,AAAA"
		}
		return ""
	}
	for in, want := range map[string]string{
		`<p>Hello <b>you</b></p>`:                                               `<p>Hello <b>you</b></p>`,
		`<script>alert(1)</script>after`:                                        `after`,
		`<scr<script>ipt>alert(1)</script>after`:                                `ipt&gt;alert(1)after`,
		`<img src=x onerror=alert(1)>`:                                          `<img>`,
		`<img src="cid:logo@x" width=10>`:                                       `<img src="data:image/png;base64,AAAA" width="10">`,
		`<img src="CID:other">`:                                                 `<img>`,
		`<img src="data:image/svg+xml,<svg onload=alert(1)>">`:                  `<img>`,
		`<a href="javascript:alert(1)">x</a>`:                                   `<a title="javascript:alert(1)">x</a>`,
		`<a href="https://x.example/?a=1&amp;b=2">x</a>`:                        `<a title="https://x.example/?a=1&amp;b=2">x</a>`,
		`<a href='https://x/"><script>alert(1)</script>'>x</a>`:                 `<a title="https://x/&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;">x</a>`,
		`<meta http-equiv=refresh content="0;url=//x"><p>y`:                     `<p>y`,
		`<svg><p><style><img src=x onerror=alert(1)></style></svg>`:             ``,
		`<svg><svg></svg><p>in</p></svg>out`:                                    `out`,
		`<style>@import "x"</style><p style="color: red; background: url(x)">y`: `<p style="color: red">y`,
		`<p style="background:u\72l(x)">y`:                                      `<p>y`,
		`<p style='font-family:"Arial"; width: 10px'>y`:                         `<p style="font-family:&#34;Arial&#34;; width: 10px">y`,
		`<p id=x class=y background=//x srcset=//x ping=//x formaction=//x>y`:   `<p>y`,
		`<form action=//x><input name=p>Name <button>Go</button>`:               `Name Go`,
		`<o:p>Office</o:p><!--[if mso]><p>x</p><![endif]-->`:                    `Office`,
		`<textarea><script></textarea>x`:                                        `x`,
		`<plaintext><b>x`:                                                       ``,
		"<p onclick\x00=alert(1) title=\"a\x00b\">x":                            "<p title=\"a\uFFFDb\">x",
		`<iframe srcdoc="<script>"></iframe>x</p></div></script>`:               `x</p></div>`,
	} {
		if got, _ := harmless(in, image); got != want {
			t.Errorf("%s:\n got %s\nwant %s", in, got, want)
		}
	}
}

func TestHarmlessSaysWhatIsLeftOut(t *testing.T) {
	t.Parallel()
	_, removed := harmless(`<p onclick=x>a<img src=//x><form><style></style><img src=cid:none></p>`, func(string) string { return "" })
	if got := strings.Join(removed, "; "); got != leftScripts+"; "+leftLoads+"; "+leftForms+"; "+leftStyles+"; "+leftImages {
		t.Errorf("got %q", got)
	}
}

func FuzzHarmless(f *testing.F) {
	for _, seed := range []string{`<p>x`, `<svg><script>`, `<img src=cid:x onerror=y>`, `<a href="jav&#x09;ascript:x">`, `<p style="a:b;c:url(d)">`, "<math><mtext><style></math>", `<!--><script>-->`, `<![CDATA[<script>]]>`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		out, _ := harmless(in, func(string) string { return "data:image/png;base64,AAAA" })
		n, err := html.Parse(strings.NewReader("<!doctype html><body>" + out))
		if err != nil {
			t.Fatal(err)
		}
		for n := range n.Descendants() {
			if n.Type != html.ElementNode || n.DataAtom == atom.Html || n.DataAtom == atom.Head || n.DataAtom == atom.Body {
				continue
			}
			if n.Namespace != "" || !slices.Contains(shownElements(), n.DataAtom) {
				t.Fatalf("%q becomes %q, with <%s>", in, out, n.Data)
			}
			for _, a := range n.Attr {
				ok := a.Key == "style" || a.Key == "src" && a.Val == "data:image/png;base64,AAAA" || slices.Contains(shownAttributes(), a.Key)
				if !ok || a.Key == "style" && strings.Contains(strings.ToLower(a.Val), "url") {
					t.Fatalf("%q becomes %q, with %s=%q", in, out, a.Key, a.Val)
				}
			}
		}
	})
}

func TestVisible(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"grüße, 日本, עברית": "grüße, 日本, עברית", "a\u202eb": "a‹U+202E›b", "a\u2066b\u200fc\u200bd": "a‹U+2066›b‹U+200F›c‹U+200B›d",
		"a\x00\x1b[31mb": "a‹U+0000›‹U+001B›[31mb", "a\tb c": "a b c", "\ufeffx\u3164": "‹U+FEFF›x‹U+3164›",
	} {
		if got := visible(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestLinks(t *testing.T) {
	t.Parallel()
	got := links(&textJSON{Content: "See https://a.example/x?y=1, (http://b.example/). javascript:alert(1) https://\u202ec.example"},
		&textJSON{Content: `<a href="https://c.example/&amp;z">c</a><a href=" javascript:alert(1)">d</a><area href=https://a.example/x?y=1><a href="//e.example">`})
	if s := strings.Join(got, " "); s != "https://c.example/&z https://a.example/x?y=1 http://b.example/" {
		t.Errorf("got %s", s)
	}
	many := &textJSON{}
	for i := range 1000 {
		many.Content += fmt.Sprintf("<a href='https://x.example/%d'>x</a> https://y.example/%d ", i, i)
	}
	if n := len(links(many, many)); n != mostLinks {
		t.Errorf("%d links are listed", n)
	}
}
