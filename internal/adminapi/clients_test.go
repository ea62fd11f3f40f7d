package adminapi_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"example.org/exosh/internal/transcript"
)

var update = flag.Bool("update", false, "write what was seen into testdata/clients")

// Plays testdata/clients against the door over the demo's organisation: what other people's clients of the
// admin API send, as public sources show it, and what they get. An input is a request: method and path, a
// relative one behind the tenant and {next} for the last next link, then headers, then a body. Shown are the
// status, the headers that matter, and the body, of which at most the first lines.
func TestClients(t *testing.T) {
	t.Parallel()
	transcript.Play(t, *update, "testdata/clients/*.http", func(t *testing.T) func(string) string {
		p := &exchange{contoso: newContoso(t)}
		return p.play
	})
}

// An exchange is a client's conversation with the door.
type exchange struct {
	*contoso
	next string // path and query of the last next link
}

const mostLines = 48

func (p *exchange) play(input string) string {
	r := p.request(input)
	w := httptest.NewRecorder()
	p.h.ServeHTTP(w, r)
	var b strings.Builder
	b.WriteString(http.StatusText(w.Code) + "\n")
	for _, name := range []string{"Content-Type", "OData-Version", "X-Warnings", "Cmdlet-Name", "x-ExceptionType", "Allow"} {
		if v := w.Header().Get(name); v != "" {
			b.WriteString(name + ": " + v + "\n")
		}
	}
	var indented bytes.Buffer
	if json.Indent(&indented, w.Body.Bytes(), "", "  ") != nil {
		indented = *w.Body
	}
	p.remember(w.Body.Bytes())
	lines := strings.Split(strings.TrimRight(indented.String(), "\n"), "\n")
	if len(lines) > mostLines {
		lines = append(lines[:mostLines], "...")
	}
	b.WriteString(strings.Join(lines, "\n"))
	return masked(b.String())
}

// request makes the request that an input writes down.
func (p *exchange) request(input string) *http.Request {
	lines := strings.Split(input, "\n")
	method, address, _ := strings.Cut(lines[0], " ")
	address = strings.Replace(address, "{next}", p.next, 1)
	if !strings.HasPrefix(address, "/") {
		address = "/adminapi/beta/contoso.com/" + address
	}
	header, body := http.Header{"Authorization": {"Bearer " + admin}, "Connection-Id": {"c1"}}, ""
	for i, line := range lines[1:] {
		if strings.HasPrefix(line, "{") || strings.HasPrefix(line, "--") {
			body = strings.Join(lines[1+i:], "\n")
			break
		}
		name, value, _ := strings.Cut(line, ": ")
		header.Set(name, value)
	}
	r := httptest.NewRequest(method, "/", strings.NewReader(body))
	path, query, _ := strings.Cut(address, "?")
	r.URL.RawPath, r.URL.RawQuery, r.Header = path, query, header
	r.URL.Path, _ = url.PathUnescape(path)
	return r
}

func (p *exchange) remember(body []byte) {
	var page struct {
		Next string `json:"@odata.nextLink"`
	}
	if json.Unmarshal(body, &page) == nil && page.Next != "" {
		p.next = strings.TrimPrefix(page.Next, "https://exosh.example:8443")
	}
}

// masked replaces what differs from one run to the next.
func masked(text string) string {
	for _, m := range []struct{ pattern, with string }{
		{`\$skiptoken=[A-Za-z0-9_-]+`, "$$skiptoken={token}"},
		{`"Request-Id": "[^"]*"`, `"Request-Id": "{guid}"`},
		{`Request-Id: \S*`, "Request-Id: {guid}"},
		{`batchresponse_[0-9a-f-]{36}`, "batchresponse_{guid}"},
		{"\r", ""},
	} {
		text = regexp.MustCompile(m.pattern).ReplaceAllString(text, m.with)
	}
	return text
}
