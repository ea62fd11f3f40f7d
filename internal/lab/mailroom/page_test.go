package mailroom

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="

// S-40: what others wrote is text on every page, and every page forbids scripts.
func TestS40PagesEscapeAndForbidScripts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const bad = "<script>alert(1)</script>"
	id := w.deliver("From: \""+bad+"\" <x@tailspin.example>\nSubject: a \u202e"+bad+"\nX-"+strings.Repeat("y", 20)+": "+bad+"\nContent-Type: multipart/mixed; boundary=b\n\n"+
		"--b\nContent-Type: text/html\n\n"+bad+"<p>seen</p>\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=\"../"+bad+"\u202efdp.exe\"\n\n%PDF\n--b--\n", "olivia@contoso.com")
	w.room.Record(mail.Conversation{
		ID: org.ID{7}, Client: netip.MustParseAddrPort("[::1]:25"), Hello: bad, User: bad, Began: w.Now, End: bad, Messages: []org.ID{id},
		Lines: []mail.Line{{From: "C", Text: bad + "\x1b[2J"}, {From: "S", Text: "535 5.7.3 Authentication unsuccessful " + bad, Refusal: "WrongCredentials"}},
	})
	path := "/lab/mail/" + org.IDText(id)
	for _, p := range []string{"/lab/mail", "/lab/mail?q=alert&mailbox=olivia@contoso.com", "/lab/mail?nosuch=" + bad, path, path + "/html", "/lab/connections", "/lab/connections/" + org.IDText(org.ID{7}), "/lab/mail/" + bad} {
		rec := w.get(p)
		body, csp := rec.Body.String(), rec.Header().Get("Content-Security-Policy")
		if strings.Contains(body, "<script") || strings.ContainsAny(body, "\u202e\x1b") {
			t.Errorf("%s holds %s", p, body)
		}
		if corp := rec.Header().Get("Cross-Origin-Resource-Policy"); corp != "same-origin" {
			t.Errorf("%s may be loaded by other sites: %q", p, corp)
		}
		if strings.Contains(csp, "script-src") || !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "base-uri 'none'") || !strings.Contains(csp, "frame-ancestors") {
			t.Errorf("%s has the policy %q", p, csp)
		}
	}
	if csp := w.get(path + "/html").Header().Get("Content-Security-Policy"); !strings.Contains(csp, "; sandbox") || !strings.Contains(csp, "frame-ancestors 'self'") || strings.Contains(csp, "allow-") {
		t.Errorf("the frame's policy is %q", csp)
	}
	if page := w.body(path); !strings.Contains(page, `<iframe sandbox class="short" src="`+path+`/html"`) || !strings.Contains(page, "The user name or the password is wrong") {
		t.Errorf("the page is %s", page)
	}
	rec := w.get(path + "/part/2")
	if h := rec.Header(); rec.Body.String() != "%PDF" || h.Get("Content-Type") != "application/octet-stream" || h.Get("X-Content-Type-Options") != "nosniff" ||
		!strings.HasPrefix(h.Get("Content-Disposition"), "attachment;") || strings.Contains(h.Get("Content-Disposition"), "/") && !strings.Contains(h.Get("Content-Disposition"), "%") {
		t.Errorf("the attachment has %v, %q", h, rec.Body)
	}
	for _, n := range []string{"0", "3", "x", "-1", "99999999999999999999"} {
		if rec := w.get(path + "/part/" + n); rec.Code != http.StatusNotFound {
			t.Errorf("part %s: %d", n, rec.Code)
		}
	}
}

func TestCharacterSets(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for charset, body := range map[string]string{
		"iso-8859-1": "gr=FC=DFe", "windows-1252": "gr=FC=DFe", "UTF-8": "gr=C3=BC=C3=9Fe", "utf-16": "=FE=FF=00g=00r=00=FC=00=DF=00e", "macintosh": "gr=9F=A7e", "IBM437": "gr=81=E1e",
	} {
		id := w.deliver("Subject: x\nContent-Type: text/plain; charset=\""+charset+"\"\nContent-Transfer-Encoding: quoted-printable\n\n"+body, "olivia@contoso.com")
		if m := read[detailJSON](w, "/lab/api/messages/"+org.IDText(id)); m.Text == nil || m.Text.Content != "grüße" {
			t.Errorf("%s: %+v", charset, m.Text)
		}
	}
	for _, charset := range []string{"x-nonsense", "", strings.Repeat("a", 5000), "utf-7", "\x00", "replacement"} {
		id := w.deliver("Subject: =?"+charset+"?q?x?=\nContent-Type: text/plain; charset=\""+charset+"\"\n\ngr\xfc\xdfe and more", "olivia@contoso.com")
		if page := w.body("/lab/mail/" + org.IDText(id)); !strings.Contains(page, "and more") && charset != "replacement" {
			t.Errorf("%q: %s", charset, page)
		}
	}
}

func TestInlineImages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	build := func(kind, image string) string {
		return "Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<img src=\"cid:i@x\" alt=i><img src=cid:none>\n--b\nContent-Type: " + kind +
			"\nContent-ID: <i@x>\nContent-Transfer-Encoding: base64\n\n" + image + "\n--b--\n"
	}
	frame := func(raw string) string {
		return w.body("/lab/mail/" + org.IDText(w.deliver(raw, "olivia@contoso.com")) + "/html")
	}
	if got := frame(build("image/png", pixel)); !strings.Contains(got, `<img src="data:image/png;base64,`+pixel+`" alt="i"><img>`) {
		t.Errorf("got %s", got)
	}
	for name, raw := range map[string]string{"SVG is a document": build("image/svg+xml", pixel), "too large": build("image/png", strings.Repeat(strings.Repeat("A", 76)+"\n", 20_000))} {
		if got := frame(raw); strings.Contains(got, "data:image") {
			t.Errorf("%s: %.300s", name, got)
		}
	}
}

func TestLargeMessage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	line := strings.Repeat("<p>x</p>", 9) + "\n"
	id := org.IDText(w.deliver("Subject: large\nContent-Type: text/html\n\n"+strings.Repeat(line, 60_000), "olivia@contoso.com"))
	if page := w.body("/lab/mail/" + id); len(page) > 400<<10 || strings.Count(page, "This is only the beginning") != 2 {
		t.Errorf("the page has %d bytes", len(page))
	}
	if html := w.body("/lab/mail/" + id + "/html"); len(html) > mostHTML+4096 {
		t.Errorf("the frame has %d bytes", len(html))
	}
	if m := read[detailJSON](w, "/lab/api/messages/"+id); m.HTML.Complete || len(m.HTML.Content) != mostHTML {
		t.Errorf("the HTML has %d bytes", len(m.HTML.Content))
	}
}

func TestConversationsAreBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range mostConversations + 50 {
		w.room.Record(mail.Conversation{ID: org.ID{1, byte(i >> 8), byte(i)}, Client: netip.MustParseAddrPort("192.0.2.1:25"), Began: w.Now.Add(time.Duration(i) * time.Second)})
	}
	w.room.Record(mail.Conversation{ID: org.ID{1, 1, 1}, Hello: "later"})
	w.room.Record(mail.Conversation{ID: org.ID{9}, Tenant: org.ID{9}})
	list := w.room.recorded.newest()
	if c, ok := w.room.connection(org.IDText(org.ID{1, 1, 1})); len(list) != mostConversations || !ok || c.Hello != "later" {
		t.Errorf("%d are kept, %v", len(list), c)
	}
	for i := range 100 {
		w.room.Record(mail.Conversation{ID: org.ID{2, byte(i)}, Lines: []mail.Line{{Text: strings.Repeat("x", 100_000)}}})
	}
	if list := w.room.recorded.newest(); len(list) > 42 || w.room.recorded.bytes > mostConversationBytes {
		t.Errorf("%d are kept with %d bytes", len(list), w.room.recorded.bytes)
	}
}
