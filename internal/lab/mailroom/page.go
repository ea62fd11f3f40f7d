package mailroom

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"example.org/exosh/internal/lab"
	"example.org/exosh/internal/message"
	"example.org/exosh/internal/org"
)

//go:embed pages.html
var pagesText string

// pages is parsed when a page is first asked for.
var pages = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Funcs(template.FuncMap{
		"visible": visible, "bytes": bytesText, "clock": clock, "day": day, "id": org.IDText, "style": lab.Style, "explain": explain, "version": version,
	}).Parse(pagesText))
})

// The policies of pages. A page shows text and one frame of its own; the frame shows words and images that came with
// them, and is a document of nobody (sandbox): no script, no form, no navigation.
const (
	pagePolicy  = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
	framePolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'; base-uri 'none'; sandbox"
)

// show answers with a page.
func (r *Room) show(w http.ResponseWriter, status int, name string, data any) {
	var page bytes.Buffer
	err := pages().ExecuteTemplate(&page, name, struct {
		Organization string
		Data         any
	}{r.Organization, data})
	if err != nil {
		r.log().Error("lab: show a page", "page", name, "error", err)
		panic(http.ErrAbortHandler)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", pagePolicy)
	w.WriteHeader(status)
	_, _ = w.Write(page.Bytes()) // the browser has gone where it fails
}

// fail shows what is wrong.
func (r *Room) fail(w http.ResponseWriter, q *http.Request, err error) {
	status, text := http.StatusInternalServerError, "The mail could not be read; the server's log says why."
	switch {
	case org.IsNotFound(err):
		status, text = http.StatusNotFound, "There is no such message or connection. It may have been removed."
	case q.Context().Err() != nil:
		panic(http.ErrAbortHandler)
	default:
		r.log().Error("lab: read mail", "path", q.URL.Path, "error", err)
	}
	r.show(w, status, "error", text)
}

// A listView is what the page of arrived messages shows.
type listView struct {
	found
	Ask       query
	Mailboxes []tally
	Total     int
	Search    bool // there is a form to search with, and the page does not read itself anew under who types
}

// A tally counts messages of a mailbox.
type tally struct {
	Name  string // as a query has it
	Label string
	Count int
	Shown bool // the list shows this one
}

func (r *Room) listPage(w http.ResponseWriter, q *http.Request) {
	ask, err := r.parse(q.URL.Query())
	if err != nil {
		r.show(w, http.StatusBadRequest, "error", "The address of this page is wrong: "+err.Error()+".")
		return
	}
	ask.Limit = mostLimit
	all, err := r.find(q.Context(), query{Limit: mostLimit})
	v := listView{found: all, Ask: ask, Total: len(all.List), Search: q.URL.Query().Has("q")}
	if err == nil && (ask.Text != "" || ask.Mailbox != "" || ask.To != "" || ask.From != "" || ask.Subject != "") {
		v.found, err = r.find(q.Context(), ask)
	}
	if err != nil {
		r.fail(w, q, err)
		return
	}
	v.Mailboxes = tallies(all.List, ask.Mailbox)
	r.show(w, http.StatusOK, "list", v)
}

// tallies counts the messages of each mailbox, in order of their addresses.
func tallies(list []arrival, shown string) []tally {
	var all []tally
	at := map[string]int{}
	for _, a := range list {
		seen := map[string]bool{}
		for _, p := range a.Places {
			name := p.name()
			if p.sent || seen[name] {
				continue
			}
			seen[name] = true
			if _, ok := at[name]; !ok {
				at[name] = len(all)
				all = append(all, tally{Name: name, Label: name, Shown: org.Matches(name, shown)})
			}
			all[at[name]].Count++
		}
	}
	sortTallies(all)
	return all
}

// A messageView is what the page of a message shows.
type messageView struct {
	*detail
	Parties     []headerJSON // From, To, ... as a reader sees them
	Text, HTML  *textJSON
	Links       []string
	Attachments []attachmentJSON
	Source      string
	SourceAll   bool
	Removed     []string // of the HTML
}

// mostSource is how much of a message's source a page shows, in bytes.
const mostSource = 128 << 10

func (r *Room) messagePage(w http.ResponseWriter, q *http.Request) {
	d, err := r.detail(q.Context(), q.PathValue("id"))
	if err != nil {
		r.fail(w, q, err)
		return
	}
	defer d.Content.Close()
	view := d.Content.View()
	v := messageView{detail: d, Parties: parties(d.Content.Header), Text: d.text(view.Text, mostText/2), HTML: d.text(view.HTML, mostHTML)}
	v.Links = links(v.Text, v.HTML)
	if v.HTML != nil {
		_, v.Removed = harmless(v.HTML.Content, func(string) string { return "data:," })
	}
	if v.Attachments, err = d.attachments(view); err == nil {
		v.Source, v.SourceAll, err = source(d.Content)
	}
	if err != nil {
		r.fail(w, q, err)
		return
	}
	r.show(w, http.StatusOK, "message", v)
}

// parties returns the fields that say from whom to whom a message is, and when it was written.
func parties(h message.Header) []headerJSON {
	var list []headerJSON
	for _, name := range []string{"From", "Sender", "Reply-To", "To", "Cc", "Date"} {
		for _, f := range h {
			if strings.EqualFold(f.Name, name) {
				list = append(list, headerJSON{name, f.Text()})
			}
		}
	}
	return list
}

// source returns the beginning of a message as text.
func source(m *message.Received) (text string, all bool, err error) {
	b, err := io.ReadAll(io.LimitReader(m.Open(), mostSource))
	lines := strings.Split(strings.ToValidUTF8(string(b), "\uFFFD"), "\n")
	for i, l := range lines {
		lines[i] = visible(strings.TrimSuffix(l, "\r"))
	}
	return strings.Join(lines, "\n"), int64(len(b)) == m.Size, err
}

func clock(t time.Time) string { return t.UTC().Format("15:04:05") }

func day(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05") }

// version is the version of TLS alone.
func version(tls string) string {
	v, _, _ := strings.Cut(tls, ",")
	return v
}

// bytesText writes a size for a person.
func bytesText(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1000*1024:
		return fmt.Sprintf("%.1f KB", float64(n)/1024)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}
