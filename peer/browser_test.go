package peer

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/public"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"example.org/exosh/internal/idp"
	"example.org/exosh/internal/oidc"
)

const chromium = "/usr/bin/chromium"

// A tab is a tab of a headless Chromium with a profile of its own.
type tab struct {
	t     *testing.T
	ctx   context.Context
	shots int
}

func newTab(t *testing.T) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewExecAllocator(soon(t),
		chromedp.ExecPath(chromium), chromedp.UserDataDir(t.TempDir()), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.NoFirstRun, chromedp.IgnoreCertErrors, chromedp.WindowSize(1100, 800),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("no-proxy-server", true))
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := &tab{t: t, ctx: ctx}
	b.do(chromedp.Navigate("about:blank"))
	return b
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatalf("browser: %v", err)
	}
}

// on waits until the page of that name is shown.
func (b *tab) on(page string) {
	b.t.Helper()
	b.do(chromedp.WaitVisible(`main[data-page="` + page + `"]`))
	b.shot(page)
}

// refused waits until the page of that name says what was wrong.
func (b *tab) refused(page string) {
	b.t.Helper()
	b.do(chromedp.WaitVisible(`main[data-page="` + page + `"] [role="alert"]`))
	b.shot(page + "-refused")
}

// enter types into a field and presses the button of its form that has that text.
func (b *tab) enter(field, text, button string) {
	b.t.Helper()
	b.do(chromedp.SendKeys("#"+field, text))
	b.press(button)
}

func (b *tab) press(button string) {
	b.t.Helper()
	b.do(chromedp.Click(`//button[normalize-space()="` + button + `"]`))
}

// shot keeps a picture of the page, wide and narrow, where EXOSH_SHOTS names a directory.
func (b *tab) shot(name string) {
	b.t.Helper()
	dir := os.Getenv("EXOSH_SHOTS")
	if dir == "" {
		return
	}
	b.shots++
	for _, width := range []int64{1100, 360} {
		b.do(chromedp.EmulateViewport(width, 760))
		png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
		if err != nil {
			b.t.Fatal(err)
		}
		file := strings.ReplaceAll(b.t.Name(), "/", "-") + "-" + strconv.Itoa(b.shots) + "-" + name + "-" + strconv.FormatInt(width, 10) + ".png"
		if err := os.WriteFile(filepath.Join(dir, file), png, 0o600); err != nil {
			b.t.Fatal(err)
		}
	}
	b.do(chromedp.ResetViewport())
}

// A connection is MSAL's interactive sign-in under way in a tab.
type connection struct {
	result public.AuthResult
	err    error
	done   chan struct{}
}

// connect begins what Connect-ExchangeOnline does, with the browser of the tab.
func (b *tab) connect(s *service, hint string) *connection {
	b.t.Helper()
	c := &connection{done: make(chan struct{})}
	address := make(chan string, 1)
	client := s.msal(b.t, "organizations")
	ctx := soon(b.t)
	go func() {
		defer close(c.done)
		c.result, c.err = client.AcquireTokenInteractive(ctx, s.scope(), public.WithLoginHint(hint), public.WithOpenURL(func(u string) error {
			address <- u
			return nil
		}))
	}()
	select {
	case u := <-address:
		b.do(chromedp.Navigate(u))
	case <-c.done:
		b.t.Fatal(c.err)
	}
	return c
}

func (c *connection) wait(t *testing.T, s *service, upn string) {
	t.Helper()
	<-c.done
	s.check(t, c.result, c.err, upn)
}

// What people do in a browser, in the browser.
func TestBrowser(t *testing.T) {
	t.Parallel()
	need(t, chromium, "--version")
	for _, with := range []struct {
		name    string
		options func(*testing.T) []startOption
	}{
		{"https", func(*testing.T) []startOption { return nil }},
		{"localhost", func(t *testing.T) []startOption { return []startOption{localPages(t)} }},
	} {
		t.Run("app code and single sign-on "+with.name, func(t *testing.T) {
			s := start(t, with.options(t)...)
			b := newTab(t)
			c := b.connect(s, "")
			b.on("account")
			b.enter("username", "navin@contoso.com", "Next")
			b.on("password")
			b.enter("passwd", "wrong", "Sign in")
			b.refused("password")
			b.enter("passwd", passwordOfAll, "Sign in")
			b.on("code")
			code := appCode(t, totpSecret, 0)
			b.enter("code", wrongCode(code), "Verify")
			b.refused("code")
			b.enter("code", code, "Verify")
			c.wait(t, s, "navin@contoso.com")

			// The second connect needs no password: one press of a button, or none.
			c = b.connect(s, "navin@contoso.com")
			b.on("pick")
			b.press("Continue")
			c.wait(t, s, "navin@contoso.com")

			// Another browser: the code that was used is refused, the next one is taken.
			b = newTab(t)
			c = b.connect(s, "navin@contoso.com")
			b.enter("passwd", passwordOfAll, "Sign in")
			b.on("code")
			b.enter("code", code, "Verify")
			b.refused("code")
			b.enter("code", appCode(t, totpSecret, 1), "Verify")
			c.wait(t, s, "navin@contoso.com")
		})
	}
	t.Run("text message", func(t *testing.T) {
		s := start(t, localPages(t))
		b := newTab(t)
		c := b.connect(s, "both@contoso.com")
		b.enter("passwd", passwordOfAll, "Sign in")
		b.on("factor")
		b.do(chromedp.Click(`input[value="sms.sms1"]`))
		b.press("Continue")
		b.on("code")
		b.enter("code", s.phone.code(t), "Verify")
		c.wait(t, s, "both@contoso.com")
	})
	t.Run("registration", func(t *testing.T) {
		s := start(t, localPages(t))
		b := newTab(t)
		c := b.connect(s, "must@contoso.com")
		b.enter("passwd", passwordOfAll, "Sign in")
		b.on("register")
		b.do(chromedp.Click("summary"))
		b.shot("register-key")
		key, err := chromedp.Run(b.ctx, chromedp.TextContent("#secret"))
		if err != nil {
			t.Fatal(err)
		}
		shown, err := chromedp.Run(b.ctx, chromedp.Evaluate[int](`document.querySelector(".qr img").naturalWidth`))
		if err != nil || shown < 200 {
			t.Errorf("the QR code is %d wide, %v", shown, err)
		}
		code := appCode(t, strings.ReplaceAll(key, " ", ""), 0)
		b.enter("code", wrongCode(code), "Verify")
		b.refused("register")
		b.enter("code", code, "Verify")
		c.wait(t, s, "must@contoso.com")
	})
	t.Run("new password", func(t *testing.T) {
		s := start(t, localPages(t))
		b := newTab(t)
		c := b.connect(s, "once@contoso.com")
		b.enter("passwd", passwordOfAll, "Sign in")
		b.on("change")
		b.do(chromedp.SendKeys("#newpasswd", "short"))
		b.enter("repeat", "short", "Sign in")
		b.refused("change")
		b.do(chromedp.SendKeys("#newpasswd", "Another-Horse-8"))
		b.enter("repeat", "Another-Horse-8", "Sign in")
		c.wait(t, s, "once@contoso.com")
	})
	t.Run("device code", func(t *testing.T) {
		s := start(t, localPages(t))
		dc, err := s.msal(t, "organizations").AcquireTokenByDeviceCode(soon(t), s.scope())
		if err != nil {
			t.Fatal(err)
		}
		b := newTab(t)
		b.do(chromedp.Navigate(dc.Result.VerificationURL))
		b.on("device")
		b.enter("user_code", "WRONGCODE", "Next")
		b.refused("device")
		b.do(chromedp.Clear("#user_code"))
		b.enter("user_code", strings.ToLower(dc.Result.UserCode), "Next")
		b.on("account")
		b.enter("username", "navin@contoso.com", "Next")
		b.on("password")
		b.enter("passwd", passwordOfAll, "Sign in")
		b.on("code")
		b.enter("code", appCode(t, totpSecret, 0), "Verify")
		b.on("approve")
		body, err := chromedp.Run(b.ctx, chromedp.Text("main"))
		if err != nil || !strings.Contains(body, "Exchange Online PowerShell") || !strings.Contains(body, "127.0.0.1") {
			t.Errorf("the page names neither client nor address: %s, %v", body, err)
		}
		b.press("Continue")
		b.on("message")
		r, err := dc.AuthenticationResult(soon(t))
		s.check(t, r, err, "navin@contoso.com")
	})
	t.Run("without JavaScript", func(t *testing.T) {
		s := start(t, localPages(t))
		b := newTab(t)
		if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
			t.Fatal(err)
		}
		c := b.connect(s, "plain@contoso.com")
		b.enter("passwd", passwordOfAll, "Sign in")
		b.on("post")
		b.press("Continue")
		c.wait(t, s, "plain@contoso.com")
	})
	t.Run("S-40 no script runs", func(t *testing.T) {
		s := start(t, func(p *idp.Provider) {
			p.Clients = []idp.Client{{ID: oidc.ClientExchangeModule, Name: `<script>document.title="run"</script>`, Redirects: []string{"http://localhost"}}}
		})
		b := newTab(t)
		for _, hint := range []string{`"><script>document.title='run'</script>`, `javascript:document.title='run'`, "\u202emoc.osotnoc@nivan"} {
			b.connect(s, hint)
			b.do(chromedp.WaitVisible("main"))
			title, err := chromedp.Run(b.ctx, chromedp.Title())
			if err != nil || title == "run" {
				t.Errorf("hint %q: title %q, %v", hint, title, err)
			}
			b.shot("hint")
		}
	})
}

// wrongCode returns six digits that are not the code.
func wrongCode(code string) string {
	if code == "000000" {
		return "111111"
	}
	return "000000"
}
