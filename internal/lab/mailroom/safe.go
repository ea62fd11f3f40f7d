package mailroom

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A sheet is the HTML of a message made harmless. It is what a frame shows that may do nothing at all (sandbox,
// and a policy that loads nothing): what is left out here could do nothing there.
type sheet struct {
	out     strings.Builder
	image   func(contentID string) string // data: URL of an inline image, "" without one
	Removed []string                      // what was left out, for a person
	skip    []atom.Atom                   // elements that are left out with what is inside
}

// harmless returns HTML without what runs, loads or leads elsewhere, and what was left out.
func harmless(text string, image func(contentID string) string) (string, []string) {
	s := sheet{image: image}
	z := html.NewTokenizer(strings.NewReader(text))
	z.SetMaxBuf(mostHTML + 1024)
	for {
		switch z.Next() {
		case html.ErrorToken:
			if err := z.Err(); err != io.EOF {
				s.leave(leftUnread)
			}
			return s.out.String(), s.Removed
		case html.TextToken:
			s.text(z.Token())
		case html.StartTagToken, html.SelfClosingTagToken:
			s.start(z.Token())
		case html.EndTagToken:
			s.end(z.Token())
		}
	}
}

// What is said of what was left out.
const (
	leftScripts = "scripts"
	leftLoads   = "what would be loaded from elsewhere"
	leftForms   = "forms"
	leftStyles  = "style sheets and some styles"
	leftImages  = "inline images that are missing or too large"
	leftUnread  = "what could not be read"
)

func (s *sheet) leave(what string) {
	if what != "" && !slices.Contains(s.Removed, what) {
		s.Removed = append(s.Removed, what)
	}
}

func (s *sheet) text(t html.Token) {
	if len(s.skip) == 0 {
		s.out.WriteString(html.EscapeString(t.Data))
	}
}

func (s *sheet) start(t html.Token) {
	switch {
	case len(s.skip) > 0:
		if t.Type == html.StartTagToken && t.DataAtom == s.skip[len(s.skip)-1] {
			s.skip = append(s.skip, t.DataAtom)
		}
	case slices.Contains(shownElements(), t.DataAtom):
		s.element(t)
	default:
		s.without(t)
	}
}

// without leaves an element out, those that hold no words for a reader with all that is inside.
func (s *sheet) without(t html.Token) {
	if t.Type == html.StartTagToken && holdsNoWords(t.DataAtom) {
		s.skip = append(s.skip, t.DataAtom)
	}
	s.leave(leftOut(t.DataAtom))
	for _, a := range t.Attr {
		if strings.HasPrefix(strings.ToLower(a.Key), "on") {
			s.leave(leftScripts)
		}
	}
}

// leftOut says what an element is; "" where its loss is none.
func leftOut(a atom.Atom) string {
	switch a {
	case atom.Script, atom.Template, atom.Object, atom.Embed, atom.Applet:
		return leftScripts
	case atom.Iframe, atom.Frame, atom.Frameset, atom.Video, atom.Audio, atom.Source, atom.Track, atom.Svg, atom.Math, atom.Link, atom.Canvas:
		return leftLoads
	case atom.Form, atom.Input, atom.Button, atom.Select, atom.Textarea:
		return leftForms
	case atom.Style:
		return leftStyles
	}
	return ""
}

func holdsNoWords(a atom.Atom) bool {
	return slices.Contains([]atom.Atom{
		atom.Script, atom.Style, atom.Title, atom.Iframe, atom.Frameset, atom.Object, atom.Applet, atom.Svg, atom.Math, atom.Template,
		atom.Noscript, atom.Noembed, atom.Noframes, atom.Textarea, atom.Select, atom.Audio, atom.Video, atom.Canvas, atom.Xmp, atom.Plaintext,
	}, a)
}

func (s *sheet) element(t html.Token) {
	s.out.WriteString("<" + t.DataAtom.String())
	for _, a := range t.Attr {
		if a.Namespace == "" {
			s.attribute(t.DataAtom, a)
		}
	}
	s.out.WriteString(">")
}

func (s *sheet) attribute(element atom.Atom, a html.Attribute) {
	name, value := strings.ToLower(a.Key), a.Val
	switch {
	case element == atom.Img && name == "src":
		if value = s.source(value); value == "" {
			return
		}
	case element == atom.A && name == "href":
		name, value = "title", visible(value) // where it leads is shown, not followed
	case name == "style":
		var all bool
		if value, all = harmlessStyle(value); !all {
			s.leave(leftStyles)
		}
		if value == "" {
			return
		}
	case strings.HasPrefix(name, "on"):
		s.leave(leftScripts)
		return
	case !slices.Contains(shownAttributes(), name):
		return
	}
	fmt.Fprintf(&s.out, ` %s="%s"`, name, html.EscapeString(value))
}

// source returns what an image shows: one that came with the message, or nothing.
func (s *sheet) source(value string) string {
	value = strings.TrimSpace(value)
	if len(value) > 4 && strings.EqualFold(value[:4], "cid:") && s.image != nil {
		if data := s.image(value[4:]); data != "" {
			return data
		}
		s.leave(leftImages)
		return ""
	}
	s.leave(leftLoads)
	return ""
}

// harmlessStyle returns the declarations of a style that load nothing, and whether those are all. Escapes could
// hide anything.
func harmlessStyle(value string) (style string, all bool) {
	var kept []string
	all = true
	for d := range strings.SplitSeq(value, ";") {
		if d = strings.TrimSpace(d); d == "" {
			continue
		}
		if loads(strings.ToLower(d)) {
			all = false
			continue
		}
		kept = append(kept, d)
	}
	return strings.Join(kept, "; "), all
}

func loads(declaration string) bool {
	for _, bad := range []string{"url", "image", "expression", "import", "\\", "behavior", "binding", "/*", "<", "position", "attr(", "src"} {
		if strings.Contains(declaration, bad) {
			return true
		}
	}
	return false
}

func (s *sheet) end(t html.Token) {
	if n := len(s.skip); n > 0 {
		if t.DataAtom == s.skip[n-1] {
			s.skip = s.skip[:n-1]
		}
		return
	}
	if slices.Contains(shownElements(), t.DataAtom) && !slices.Contains([]atom.Atom{atom.Br, atom.Hr, atom.Img, atom.Col, atom.Wbr}, t.DataAtom) {
		s.out.WriteString("</" + t.DataAtom.String() + ">")
	}
}

func shownElements() []atom.Atom {
	return []atom.Atom{
		atom.A, atom.Abbr, atom.Address, atom.Article, atom.Aside, atom.B, atom.Bdi, atom.Bdo, atom.Big, atom.Blockquote, atom.Br,
		atom.Caption, atom.Center, atom.Cite, atom.Code, atom.Col, atom.Colgroup, atom.Dd, atom.Del, atom.Dfn, atom.Div, atom.Dl, atom.Dt,
		atom.Em, atom.Figcaption, atom.Figure, atom.Font, atom.Footer, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Header,
		atom.Hr, atom.I, atom.Img, atom.Ins, atom.Kbd, atom.Li, atom.Main, atom.Mark, atom.Nav, atom.Ol, atom.P, atom.Pre, atom.Q,
		atom.S, atom.Samp, atom.Section, atom.Small, atom.Span, atom.Strike, atom.Strong, atom.Sub, atom.Sup, atom.Table, atom.Tbody,
		atom.Td, atom.Tfoot, atom.Th, atom.Thead, atom.Time, atom.Tr, atom.Tt, atom.U, atom.Ul, atom.Var, atom.Wbr,
	}
}

func shownAttributes() []string {
	return []string{
		"align", "alt", "bgcolor", "border", "cellpadding", "cellspacing", "color", "colspan", "dir", "face", "height", "lang", "rowspan",
		"size", "start", "title", "type", "valign", "width",
	}
}

// visible makes characters visible that change how others are shown, or that cannot be seen: controls, and marks
// of direction.
func visible(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r == unicode.ReplacementChar || unicode.IsPrint(r) && !hides(r) {
			b.WriteRune(r)
			continue
		}
		if r == ' ' || r == '\t' || r == '\u00a0' || r == '\u3000' {
			b.WriteRune(' ')
			continue
		}
		fmt.Fprintf(&b, "‹U+%04X›", r)
	}
	return b.String()
}

// hides says whether a character that counts as printable shows nothing.
func hides(r rune) bool {
	return r == '\u115f' || r == '\u1160' || r == '\u3164' || r == '\uffa0' || r == '\u2800'
}
