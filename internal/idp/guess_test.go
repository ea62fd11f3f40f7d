package idp

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/exosh/internal/idp/factor"
	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/password"
)

func TestS29Lockout(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	try := func(i int, password string) *reply { return w.browser(i%2).password("plain@contoso.com", password) }
	var wrong *reply
	for i := range 10 {
		wrong = try(i, fmt.Sprintf("wrong-%d", i))
	}
	locked := try(0, goodPass)
	if locked.number() != oidc.WrongPassword || plainText(locked.raw) != plainText(wrong.raw) {
		t.Errorf("the right password during the pause: %s\nwant the same as %s", locked.raw, wrong.raw)
	}
	if w.audited(w.contoso, opLocked) != 1 {
		t.Error("the pause is not audited once")
	}
	w.clock.add(59 * time.Second)
	if r := try(1, goodPass); r.status == http.StatusOK {
		t.Error("the pause is shorter than a minute")
	}
	w.clock.add(2 * time.Second)
	for i := range 10 {
		try(i, fmt.Sprintf("wronger-%d", i))
	}
	w.clock.add(61 * time.Second)
	if r := try(0, goodPass); r.status == http.StatusOK {
		t.Error("the second pause is no longer than the first")
	}
	w.clock.add(60 * time.Second)
	if r := try(0, goodPass); r.status != http.StatusOK {
		t.Errorf("after the pause: %s", r.raw)
	}
}

func TestS29AtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var wg sync.WaitGroup
	for i := range 30 {
		b := w.browser(i % 2)
		wg.Go(func() { b.password("plain@contoso.com", fmt.Sprintf("wrong-%d", i)) })
	}
	wg.Wait()
	if r := w.browser(0).password("plain@contoso.com", goodPass); r.status == http.StatusOK {
		t.Error("30 wrong passwords at once did not pause the account")
	}
}

func TestUnlock(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 10 {
		w.browser(0).password("plain@contoso.com", fmt.Sprintf("wrong-%d", i))
	}
	ctx := org.WithCaller(t.Context(), &org.Caller{Tenant: w.contoso, Actor: "admin", Cause: &org.Cause{Operation: "admin user unlock"}})
	err := w.nodes[1].Store.Update(ctx, func(tx org.Tx) error {
		return Unlock(tx, org.SeedID(w.contoso, "plain@contoso.com"), "plain@contoso.com")
	})
	if err != nil {
		t.Fatal(err)
	}
	if r := w.browser(0).password("plain@contoso.com", goodPass); r.status != http.StatusOK {
		t.Errorf("after unlocking: %s", r.raw)
	}
}

func TestS30SameWrongPassword(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	limited := 0
	for i := range 100 {
		b := w.browser(i % 2)
		if r := b.password("plain@contoso.com", []string{"wrong-a", "wrong-b", "wrong-c"}[i%3]); r.status == http.StatusTooManyRequests {
			limited++
		}
	}
	if limited == 0 {
		t.Error("100 tries from one address were not limited")
	}
	b := w.browser(0)
	b.from = "198.51.100.7:1"
	if r := b.password("plain@contoso.com", goodPass); r.status != http.StatusOK {
		t.Errorf("three wrong passwords, often, paused the account: %s", r.raw)
	}
}

func TestS31Spray(t *testing.T) {
	t.Parallel()
	t.Run("from one network", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		n := 0
		for i := range 200 {
			b := w.browser(0)
			b.from = fmt.Sprintf("203.0.113.%d:1", i%200)
			if b.password(fmt.Sprintf("user%d@contoso.com", i), fmt.Sprintf("Summer-%d", i)).status == http.StatusTooManyRequests {
				n++
			}
		}
		if n == 0 {
			t.Error("200 tries from a /24 were not limited")
		}
	})
	t.Run("from many addresses", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		home := w.browser(0)
		if r := home.password("plain@contoso.com", goodPass); r.status != http.StatusOK {
			t.Fatal(r.raw)
		}
		for i := range 150 {
			b := w.browser(i % 2)
			b.from = fmt.Sprintf("10.%d.1.1:1", i)
			b.password(fmt.Sprintf("user%d@contoso.com", i), goodPass)
		}
		stranger := w.browser(0)
		stranger.from = "10.200.1.1:1"
		if r := stranger.password("plain@contoso.com", goodPass); r.number() != oidc.WrongPassword {
			t.Errorf("the sprayed password from a strange address: %s", r.raw)
		}
		if r := home.password("plain@contoso.com", goodPass); r.status != http.StatusOK {
			t.Errorf("the victim's own address: %s", r.raw)
		}
	})
}

// plainText removes what is different in every answer.
func plainText(raw string) string {
	for _, e := range []string{`[0-9a-f]{8}-[0-9a-f-]{27}`, `\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ`} {
		raw = regexp.MustCompile(e).ReplaceAllString(raw, "*")
	}
	return raw
}

func TestS32Enumeration(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 10 {
		w.browser(0).password("texter@contoso.com", fmt.Sprintf("wrong-%d", i)) // locked
	}
	accounts := map[string]string{"unknown": "nobody@contoso.com", "disabled": "blocked@contoso.com", "locked": "texter@contoso.com", "wrong password": "navin@contoso.com", "no second factor": "plain@contoso.com"}
	var body, page string
	for name, upn := range accounts {
		b := w.browser(0)
		r := b.password(upn, "Wrong-Horse-1")
		if got := fmt.Sprint(r.status, plainText(r.raw), len(r.header)); body == "" {
			body = got
		} else if got != body {
			t.Errorf("%s: %s\nwant %s", name, got, body)
		}
		s := b.get(authorize("organizations", "login_hint", upn))
		s = b.submit(s, "password", "passwd", "Wrong-Horse-1")
		got := regexp.MustCompile(`value="[^"]*"`).ReplaceAllString(strings.ReplaceAll(s.body, upn, "UPN"), "")
		if page == "" {
			page = got
		} else if got != page {
			t.Errorf("%s: the page is another", name)
		}
	}
}

// Every reason for refusal costs one hash: the time of an answer tells nothing.
func TestS32Work(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, upn := range []string{"nobody@contoso.com", "nobody@nowhere.example", "plain@contoso.com", "blocked@contoso.com"} {
		r := w.browser(0).password(upn, strings.Repeat("x", 2000))
		if r.number() != oidc.WrongPassword {
			t.Errorf("%s: %s", upn, r.raw)
		}
	}
}

func TestS33CodeIsUsedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	toCode := func(node int) (*browser, *shown) {
		b := w.browser(node)
		return b, b.submit(b.get(authorize("organizations", "login_hint", "navin@contoso.com")), "password", "passwd", goodPass)
	}
	code := w.totp()
	before, _ := factor.Code(secret, factor.Step(w.clock.now())-1)
	b, s := toCode(0)
	if s = b.submit(s, "code", "code", code); s.result().Get("code") == "" {
		t.Fatalf("first use: %s", s.alert)
	}
	for name, x := range map[string]struct {
		node int
		code string
	}{"at once": {0, code}, "on the other node": {1, code}, "one step earlier": {1, before}} {
		b, s := toCode(x.node)
		if s = b.submit(s, "code", "code", x.code); s.alert == "" {
			t.Errorf("%s: accepted", name)
		}
	}
	w.clock.add(30 * time.Second)
	b, s = toCode(1)
	if s = b.submit(s, "code", "code", w.totp()); s.result().Get("code") == "" {
		t.Errorf("the next code: %s", s.alert)
	}
	// Skew: one step early and late are taken, two are not.
	for _, x := range []struct {
		step int64
		want bool
	}{{3, false}, {-2, false}} {
		w.clock.add(5 * time.Minute)
		code, _ := factor.Code(secret, factor.Step(w.clock.now())+x.step)
		b, s := toCode(0)
		if got := b.submit(s, "code", "code", code).result().Get("code") != ""; got != x.want {
			t.Errorf("a code of step %+d: accepted %v", x.step, got)
		}
	}
}

func TestS33AtOnceOnTwoNodes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	code := w.totp()
	const n = 4
	pages := make([]*shown, n)
	browsers := make([]*browser, n)
	for i := range n {
		browsers[i] = w.browser(i % 2)
		pages[i] = browsers[i].submit(browsers[i].get(authorize("organizations", "login_hint", "navin@contoso.com")), "password", "passwd", goodPass)
	}
	var wg sync.WaitGroup
	done := make([]bool, n)
	for i := range n {
		wg.Go(func() { done[i] = browsers[i].submit(pages[i], "code", "code", code).result().Get("code") != "" })
	}
	wg.Wait()
	won := 0
	for _, d := range done {
		if d {
			won++
		}
	}
	if won != 1 {
		t.Errorf("%d of %d browsers signed in with one code", won, n)
	}
}

func TestS34CodesAreCounted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser(0)
	s := b.submit(b.get(authorize("organizations", "login_hint", "navin@contoso.com")), "password", "passwd", goodPass)
	for range 5 {
		b.node = w.nodes[1]
		s = b.submit(s, "code", "code", "000000")
	}
	if s.title != "Enter password" || s.alert == "" {
		t.Fatalf("after five wrong codes: page %q %s", s.title, s.alert)
	}
	if w.audited(w.contoso, opFactor) != 1 {
		t.Error("the pause is not audited once")
	}
	s = b.submit(s, "password", "passwd", goodPass)
	if s = b.submit(s, "code", "code", w.totp()); s.title != "Enter password" {
		t.Errorf("the right code during the pause: page %q", s.title)
	}
	w.clock.add(5*time.Minute + time.Second)
	s = b.submit(s, "password", "passwd", goodPass)
	for range 5 {
		s = b.submit(s, "code", "code", "000000")
	}
	w.clock.add(5*time.Minute + time.Second)
	s = b.submit(s, "password", "passwd", goodPass)
	if s = b.submit(s, "code", "code", w.totp()); s.title != "Enter password" {
		t.Error("the second pause is no longer than the first")
	}
	w.clock.add(5 * time.Minute)
	s = b.submit(s, "password", "passwd", goodPass)
	if s = b.submit(s, "code", "code", w.totp()); s.result().Get("code") == "" {
		t.Errorf("after the pause: page %q %s", s.title, s.alert)
	}
}

func TestS34Registration(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser(0)
	s := b.submit(b.get(authorize("organizations", "login_hint", "must@contoso.com")), "password", "passwd", goodPass)
	for range 5 {
		s = b.submit(s, "register", "code", "000000")
	}
	if s.title != "Enter password" {
		t.Errorf("after five wrong codes: page %q", s.title)
	}
}

func TestS35SkippingTheSecondFactor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser(0)
	s := b.submit(b.get(authorize("organizations", "login_hint", "navin@contoso.com")), "password", "passwd", goodPass)
	form := s.forms[0].values
	for _, do := range []string{"approve", "pick", "account", "password", "register", "change", "nonsense", ""} {
		for _, step := range []string{"code", "done", "approve", ""} {
			v := form
			v.Set("do", do)
			v.Set("step", step)
			v.Set("answer", "yes")
			if got := b.post("/signin", v); got.status != http.StatusBadRequest || got.result().Get("code") != "" {
				t.Errorf("do=%s step=%s: %d", do, step, got.status)
			}
		}
	}
	id := form.Get("r")
	other := w.browser(1)
	other.get(authorize("organizations", "login_hint", "plain@contoso.com"))
	form.Set("do", "code")
	form.Set("step", "code")
	form.Set("code", w.totp())
	if got := other.post("/signin", form); got.status != http.StatusBadRequest {
		t.Errorf("the sign-in of another browser: %d", got.status)
	}
	if got := other.get("/signin?r=" + id); got.status != http.StatusBadRequest || strings.Contains(got.body, "navin") {
		t.Errorf("the page of another browser: %d", got.status)
	}
	s = b.post("/signin", form)
	if s.result().Get("code") == "" {
		t.Fatalf("the own browser: %d %s", s.status, s.alert)
	}
	if again := b.post("/signin", form); again.status != http.StatusBadRequest {
		t.Errorf("the finished sign-in again: %d", again.status)
	}
}

func TestRehash(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, p := range w.nodes {
		p.Hasher = &password.Hasher{Cost: password.Cost{Memory: 16, Time: 1, Threads: 1}}
	}
	for range 2 {
		if r := w.browser(0).password("plain@contoso.com", goodPass); r.status != http.StatusOK {
			t.Fatal(r.raw)
		}
	}
	if n := w.audited(w.contoso, "Strengthen password hash"); n != 1 {
		t.Errorf("the hash was replaced %d times, want once", n)
	}
}
