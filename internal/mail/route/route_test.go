package route_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/route"
	"example.org/exosh/internal/org"
	"github.com/google/go-cmp/cmp"
)

// contoso is the organisation of the table.
func contoso() *world {
	w := newWorld()
	w.box("amara")
	w.box("jonas", "j.weber@contoso.com", "jonas+vip@contoso.com")
	w.box("olivia")
	w.box("priya")
	w.group("sales", "jonas", "priya")
	w.group("staff", "sales", "olivia", "jonas")
	w.group("empty")
	w.group("round", "staff", "around")
	w.group("around", "round", "amara")
	w.contact("nora", "nora@fabrikam.example")
	w.add("inner", route.Outside).External = "jonas@contoso.com"
	w.contact("onprem", "onprem@relay.contoso.com")
	w.add("nomail", route.Nothing)
	return w
}

func TestDeliveries(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*world)
		mail   *route.Mail
		want   string
	}{
		"mailbox":                   {nil, message("jonas@contoso.com"), "deliver jonas@contoso.com"},
		"case does not matter":      {nil, message("Jonas@CONTOSO.com"), "deliver jonas@contoso.com"},
		"other address":             {nil, message("j.weber@contoso.com"), "deliver jonas@contoso.com"},
		"tag":                       {nil, message("olivia+news@contoso.com"), "deliver olivia@contoso.com"},
		"tag that is an address":    {nil, message("jonas+vip@contoso.com"), "deliver jonas@contoso.com"},
		"tag of nobody":             {nil, message("x+y@contoso.com"), "fail x+y@contoso.com 5.1.10 RecipientNotFound"},
		"nothing before the tag":    {nil, message("+y@contoso.com"), "fail +y@contoso.com 5.1.10 RecipientNotFound"},
		"nobody":                    {nil, message("nobody@contoso.com"), "fail nobody@contoso.com 5.1.10 RecipientNotFound"},
		"no address":                {nil, message("contoso.com"), "fail contoso.com 5.1.3 InvalidRecipient"},
		"account without mail":      {nil, message("nomail@contoso.com"), "fail nomail@contoso.com 5.1.10 RecipientNotFound"},
		"relay domain":              {nil, message("someone@relay.contoso.com"), "send someone@relay.contoso.com"},
		"outside":                   {nil, message("ada@tailspin.example"), "send ada@tailspin.example"},
		"twice":                     {nil, message("jonas@contoso.com", "j.weber@contoso.com"), "deliver jonas@contoso.com\nduplicate jonas@contoso.com"},
		"outside twice":             {nil, message("ada@t.example", "ADA@t.example"), "send ada@t.example\nduplicate ADA@t.example"},
		"contact by its address":    {nil, message("nora@contoso.com"), "send nora@fabrikam.example"},
		"contact by the other side": {nil, message("nora@fabrikam.example"), "send nora@fabrikam.example"},
		"contact of one of ours":    {nil, message("inner@contoso.com"), "deliver jonas@contoso.com by inner@contoso.com"},
		"mail user elsewhere of us": {nil, message("onprem@contoso.com"), "send onprem@relay.contoso.com"},
		"mail user of itself": {func(w *world) { w.contact("self", "self@contoso.com") }, message("self@contoso.com"),
			"fail self@contoso.com 5.1.6 NoExternalAddress"},
		"mail user without address": {func(w *world) { w.contact("bare", "") }, message("bare@contoso.com"),
			"fail bare@contoso.com 5.1.6 NoExternalAddress"},
		"discovery mailbox": {func(w *world) { w.box("search").Discovery = true }, message("search@contoso.com"),
			"fail search@contoso.com 5.2.1 MailboxTakesNoMail"},

		"full": {func(w *world) { w.full["jonas@contoso.com"] = true }, message("jonas@contoso.com"),
			"fail jonas@contoso.com 5.2.2 RecipientMailboxFull"},
		"full, and forwards a copy": {func(w *world) {
			w.full["jonas@contoso.com"] = true
			forwards(w, "jonas", route.Forward{To: id("olivia"), Keep: true})
		}, message("jonas@contoso.com"), "fail jonas@contoso.com 5.2.2 RecipientMailboxFull\ndeliver olivia@contoso.com by jonas@contoso.com"},

		"group":         {nil, message("sales@contoso.com"), "expand sales@contoso.com 2\ndeliver jonas@contoso.com by sales@contoso.com\ndeliver priya@contoso.com by sales@contoso.com"},
		"group by name": {nil, message("jonas@contoso.com", "sales@contoso.com"), "deliver jonas@contoso.com\nexpand sales@contoso.com 2\nduplicate jonas@contoso.com by sales@contoso.com\ndeliver priya@contoso.com by sales@contoso.com"},
		"empty group":   {nil, message("empty@contoso.com"), "expand empty@contoso.com 0"},
		"nested": {nil, message("staff@contoso.com"), strings.Join([]string{
			"expand staff@contoso.com 3", "expand sales@contoso.com 2 by staff@contoso.com",
			"deliver jonas@contoso.com by staff@contoso.com,sales@contoso.com", "deliver priya@contoso.com by staff@contoso.com,sales@contoso.com",
			"deliver olivia@contoso.com by staff@contoso.com", "duplicate jonas@contoso.com by staff@contoso.com"}, "\n")},
		"groups in each other": {func(w *world) { w.members[id("round")] = ids("around") }, message("round@contoso.com"),
			"expand round@contoso.com 1\nexpand around@contoso.com 2 by round@contoso.com\n" +
				"duplicate round@contoso.com by round@contoso.com,around@contoso.com\ndeliver amara@contoso.com by round@contoso.com,around@contoso.com"},
		"members without mail": {func(w *world) { w.members[id("empty")] = append(ids("nomail", "gone"), id("amara")) }, message("empty@contoso.com"),
			"expand empty@contoso.com 1\ndeliver amara@contoso.com by empty@contoso.com"},
		"contact in a group": {func(w *world) { w.members[id("empty")] = ids("nora") }, message("empty@contoso.com"),
			"expand empty@contoso.com 1\nsend nora@fabrikam.example by empty@contoso.com"},
		"Microsoft 365 group": {func(w *world) { unified(w) }, message("team@contoso.com"),
			"deliver team@contoso.com\ndeliver jonas@contoso.com by team@contoso.com"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := contoso()
			if c.change != nil {
				c.change(w)
			}
			if d := cmp.Diff(c.want, w.route(t, c.mail)); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
}

// unified makes a Microsoft 365 group that the sender and jonas subscribed to.
func unified(w *world) *route.Recipient {
	w.members[id("team")] = ids("amara", "jonas")
	return w.add("team", route.Unified)
}

func TestPlusAddressingOff(t *testing.T) {
	t.Parallel()
	m := message("olivia+news@contoso.com")
	m.Plus = false
	if got := contoso().route(t, m); got != "fail olivia+news@contoso.com 5.1.10 RecipientNotFound" {
		t.Error(got)
	}
}

// forwards sets the forwarding of a mailbox.
func forwards(w *world, from string, f route.Forward) { w.byID[id(from)].Forward = f }

func TestForwarding(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*world)
		to     string
		want   string
	}{
		"to a mailbox":     {func(w *world) { forwards(w, "jonas", route.Forward{To: id("olivia")}) }, "jonas", "redirect olivia@contoso.com\ndeliver olivia@contoso.com by jonas@contoso.com"},
		"and keep":         {func(w *world) { forwards(w, "jonas", route.Forward{To: id("olivia"), Keep: true}) }, "jonas", "deliver jonas@contoso.com\ndeliver olivia@contoso.com by jonas@contoso.com"},
		"to a contact":     {func(w *world) { forwards(w, "jonas", route.Forward{To: id("nora")}) }, "jonas", "redirect nora@contoso.com\nsend nora@fabrikam.example by jonas@contoso.com"},
		"to a group":       {func(w *world) { forwards(w, "olivia", route.Forward{To: id("sales")}) }, "olivia", "redirect sales@contoso.com\nexpand sales@contoso.com 2 by olivia@contoso.com\ndeliver jonas@contoso.com by olivia@contoso.com,sales@contoso.com\ndeliver priya@contoso.com by olivia@contoso.com,sales@contoso.com"},
		"to an address":    {func(w *world) { forwards(w, "jonas", route.Forward{Address: "j@home.example"}) }, "jonas", "redirect j@home.example\nsend j@home.example by jonas@contoso.com"},
		"to one inside":    {func(w *world) { forwards(w, "jonas", route.Forward{Address: "olivia@contoso.com"}) }, "jonas", "redirect olivia@contoso.com\ndeliver olivia@contoso.com by jonas@contoso.com"},
		"to nobody inside": {func(w *world) { forwards(w, "jonas", route.Forward{Address: "x@contoso.com"}) }, "jonas", "redirect x@contoso.com\nfail x@contoso.com 5.1.10 RecipientNotFound by jonas@contoso.com"},
		"both set":         {func(w *world) { forwards(w, "jonas", route.Forward{To: id("olivia"), Address: "j@home.example"}) }, "jonas", "redirect olivia@contoso.com\ndeliver olivia@contoso.com by jonas@contoso.com"},
		"removed":          {func(w *world) { forwards(w, "jonas", route.Forward{To: id("gone")}) }, "jonas", "fail jonas@contoso.com 5.2.0 ForwardingNowhere"},
		"removed, kept":    {func(w *world) { forwards(w, "jonas", route.Forward{To: id("gone"), Keep: true}) }, "jonas", "deliver jonas@contoso.com"},
		"chain": {func(w *world) {
			forwards(w, "jonas", route.Forward{To: id("olivia")})
			forwards(w, "olivia", route.Forward{To: id("priya"), Keep: true})
		}, "jonas", "redirect olivia@contoso.com\ndeliver olivia@contoso.com by jonas@contoso.com\ndeliver priya@contoso.com by jonas@contoso.com,olivia@contoso.com"},
		"to itself": {func(w *world) { forwards(w, "jonas", route.Forward{To: id("jonas")}) }, "jonas", "redirect jonas@contoso.com\nfail jonas@contoso.com 5.4.14 ForwardedInCircle by jonas@contoso.com"},
		"circle": {func(w *world) {
			forwards(w, "jonas", route.Forward{To: id("olivia")})
			forwards(w, "olivia", route.Forward{To: id("jonas")})
		}, "jonas", "redirect olivia@contoso.com\nredirect jonas@contoso.com by jonas@contoso.com\nfail jonas@contoso.com 5.4.14 ForwardedInCircle by jonas@contoso.com,olivia@contoso.com"},
		"circle, kept once": {func(w *world) {
			forwards(w, "jonas", route.Forward{To: id("olivia")})
			forwards(w, "olivia", route.Forward{To: id("jonas"), Keep: true})
		}, "jonas", "redirect olivia@contoso.com\ndeliver olivia@contoso.com by jonas@contoso.com\nduplicate jonas@contoso.com by jonas@contoso.com,olivia@contoso.com"},
		"a group that holds the forwarder": {func(w *world) { forwards(w, "jonas", route.Forward{To: id("sales")}) }, "sales",
			"expand sales@contoso.com 2\nredirect sales@contoso.com by sales@contoso.com\nduplicate sales@contoso.com by sales@contoso.com,jonas@contoso.com\ndeliver priya@contoso.com by sales@contoso.com"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := contoso()
			c.change(w)
			if d := cmp.Diff(c.want, w.route(t, message(c.to+"@contoso.com"))); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
}

func TestForwardingPolicy(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		f    route.Forward
		want string
	}{
		"an address":         {route.Forward{Address: "j@home.example"}, "redirect j@home.example\nfail j@home.example 5.7.520 ForwardingOutsideOff by jonas@contoso.com"},
		"a contact":          {route.Forward{To: id("nora")}, "redirect nora@contoso.com\nfail nora@contoso.com 5.7.520 ForwardingOutsideOff by jonas@contoso.com"},
		"an allowed address": {route.Forward{Address: "j@friend.example"}, "redirect j@friend.example\nsend j@friend.example by jonas@contoso.com"},
		"inside":             {route.Forward{To: id("olivia")}, "redirect olivia@contoso.com\ndeliver olivia@contoso.com by jonas@contoso.com"},
		"a copy is kept":     {route.Forward{Address: "j@home.example", Keep: true}, "deliver jonas@contoso.com\nfail j@home.example 5.7.520 ForwardingOutsideOff by jonas@contoso.com"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, m := contoso(), message("jonas@contoso.com")
			forwards(w, "jonas", c.f)
			m.MayForward = func(address string) (bool, error) { return strings.HasSuffix(address, "@friend.example"), nil }
			if d := cmp.Diff(c.want, w.route(t, m)); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
}

// senders are who the restrictions are tried with.
func senders() map[string]func(*route.Mail) {
	return map[string]func(*route.Mail){
		"amara":    func(*route.Mail) {},
		"priya":    func(m *route.Mail) { m.Sender, m.Submitter = "priya@contoso.com", id("priya") },
		"as sales": func(m *route.Mail) { m.Sender, m.From = "amara@contoso.com", "sales@contoso.com" },
		"stranger": func(m *route.Mail) { m.Sender, m.Submitter = "s@fabrikam.example", org.ID{} },
		"nora":     func(m *route.Mail) { m.Sender, m.Submitter = "nora@fabrikam.example", org.ID{} },
		"liar":     func(m *route.Mail) { m.Sender, m.Submitter = "amara@contoso.com", org.ID{} },
		"system":   func(m *route.Mail) { m.Sender, m.Submitter = "", org.ID{} },
		// S-21: what another organisation hands over without a sender is none of our notifications.
		"foreign": func(m *route.Mail) { m.Sender, m.Submitter, m.Outside = "", org.ID{}, true },
	}
}

func TestRestrictions(t *testing.T) {
	t.Parallel()
	const ok, no = "", "5.7.1 RecipientRestricted"
	const moderated = "5.7.1 ModerationMissing"
	for name, c := range map[string]struct {
		to    string
		rules route.Restrictions
		want  map[string]string // by sender; those not named are let through
	}{
		"only":            {"olivia", route.Restrictions{Only: ids("amara")}, map[string]string{"priya": no, "stranger": no, "nora": no, "liar": no, "as sales": no}},
		"only a contact":  {"olivia", route.Restrictions{Only: ids("nora")}, map[string]string{"amara": no, "priya": no, "stranger": no, "liar": no, "as sales": no}},
		"only members":    {"olivia", route.Restrictions{OnlyOf: ids("staff")}, map[string]string{"amara": no, "stranger": no, "nora": no, "liar": no}},
		"never":           {"olivia", route.Restrictions{Never: ids("amara")}, map[string]string{"amara": no}},
		"never members":   {"olivia", route.Restrictions{NeverOf: ids("sales")}, map[string]string{"priya": no}},
		"never wins":      {"olivia", route.Restrictions{Only: ids("amara", "priya"), NeverOf: ids("sales")}, map[string]string{"priya": no, "stranger": no, "nora": no, "liar": no, "as sales": no}},
		"a group's":       {"sales", route.Restrictions{OnlyOf: ids("sales")}, map[string]string{"amara": "5.7.124 GroupRestricted", "stranger": "5.7.124 GroupRestricted", "nora": "5.7.124 GroupRestricted", "liar": "5.7.124 GroupRestricted", "as sales": "5.7.124 GroupRestricted"}},
		"inside":          {"olivia", route.Restrictions{Inside: true}, outsiders("5.7.134 MailboxRefusesOutsiders")},
		"inside, group":   {"sales", route.Restrictions{Inside: true}, outsiders("5.7.133 GroupRefusesOutsiders")},
		"inside, contact": {"nora", route.Restrictions{Inside: true}, outsiders("5.7.136 MailUserRefusesOutsiders")},
		"size":            {"olivia", route.Restrictions{MaxSize: 999}, everybody("5.2.3 RecipientSizeLimit")},
		"size is enough":  {"olivia", route.Restrictions{MaxSize: 1000}, nil},
		"moderated":       {"olivia", route.Restrictions{Moderated: true, Moderators: ids("amara"), Unmoderated: ids("sales")}, map[string]string{"stranger": moderated, "nora": moderated, "liar": moderated}},
	} {
		for who, set := range senders() {
			t.Run(name+"/"+who, func(t *testing.T) {
				t.Parallel()
				w, m := contoso(), message(c.to+"@contoso.com")
				w.byID[id(c.to)].Restricts = c.rules
				set(m)
				want := ok
				switch who {
				case "system":
				case "foreign":
					want = c.want["stranger"]
				default:
					want = c.want[who]
				}
				got := w.route(t, m)
				if failed := strings.HasPrefix(got, "fail"); failed != (want != ok) || !strings.HasSuffix(got, want) {
					t.Errorf("%q, want %q", got, want)
				}
			})
		}
	}
}

func outsiders(what string) map[string]string {
	return map[string]string{"stranger": what, "nora": what, "liar": what}
}

func everybody(what string) map[string]string {
	m := outsiders(what)
	m["amara"], m["priya"], m["as sales"] = what, what, what
	return m
}

// A moderated group inside of one that lets the sender through is moderated itself, unless the outer one says
// that its approval goes for all.
func TestNestedModeration(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		approved bool
		want     string
	}{
		"each by itself": {false, "expand staff@contoso.com 1\nfail sales@contoso.com 5.7.1 ModerationMissing by staff@contoso.com"},
		"one for all":    {true, "expand staff@contoso.com 1\nexpand sales@contoso.com 1 by staff@contoso.com\ndeliver priya@contoso.com by staff@contoso.com,sales@contoso.com"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := contoso()
			w.members[id("staff")], w.members[id("sales")] = ids("sales"), ids("priya")
			outer, inner := w.byID[id("staff")], w.byID[id("sales")]
			outer.Restricts = route.Restrictions{Moderated: true, Moderators: ids("amara")}
			outer.NestedApproved = c.approved
			inner.Restricts = route.Restrictions{Moderated: true, Moderators: ids("olivia")}
			if d := cmp.Diff(c.want, w.route(t, message("staff@contoso.com"))); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
}

// Who is told of failures behind a group, and what is asked of those behind it (RFC 3461, 5.2.7).
func TestReports(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reports route.Reports
		notify  []string
		want    string // of the member: sender, NOTIFY
	}{
		"to the sender":   {route.ToSender, nil, "amara@contoso.com []"},
		"to the manager":  {route.ToManager, nil, "olivia@contoso.com []"},
		"to nobody":       {route.ToNobody, nil, " []"},
		"success":         {route.ToSender, []string{"SUCCESS"}, "amara@contoso.com [NEVER]"},
		"success, delay":  {route.ToSender, []string{"SUCCESS", "DELAY"}, "amara@contoso.com [DELAY]"},
		"failure, never":  {route.ToSender, []string{"NEVER"}, "amara@contoso.com [NEVER]"},
		"failure as well": {route.ToSender, []string{"FAILURE"}, "amara@contoso.com [FAILURE]"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, m := contoso(), message("sales@contoso.com")
			g := w.byID[id("sales")]
			g.Reports, g.Managers = c.reports, ids("gone", "olivia")
			m.Recipients[0].Notify = c.notify
			p, err := route.Deliveries(w, m)
			if err != nil {
				t.Fatal(err)
			}
			d := p.Decisions[1]
			if got := fmt.Sprint(d.Sender, " ", d.Recipient.Notify); got != c.want || d.Recipient.Original != "rfc822;sales@contoso.com" {
				t.Errorf("%q, want %q; original %q", got, c.want, d.Recipient.Original)
			}
		})
	}
}

// What a large group leaves for later is routed later, and nobody gets it twice.
func TestRest(t *testing.T) {
	t.Parallel()
	w, m := contoso(), message("staff@contoso.com")
	m.Most = 3
	p, err := route.Deliveries(w, m)
	if err != nil {
		t.Fatal(err)
	}
	first := "expand staff@contoso.com 3\nexpand sales@contoso.com 2 by staff@contoso.com\ndeliver jonas@contoso.com by staff@contoso.com,sales@contoso.com\n" +
		"later priya@contoso.com\nlater olivia@contoso.com\nlater jonas@contoso.com"
	if d := cmp.Diff(first, lines(p)); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	w.served["jonas@contoso.com"] = true
	m.Recipients = nil
	for _, r := range p.Rest {
		m.Recipients = append(m.Recipients, r.Recipient)
	}
	second := "deliver priya@contoso.com by staff@contoso.com,sales@contoso.com\ndeliver olivia@contoso.com by staff@contoso.com\nduplicate jonas@contoso.com by staff@contoso.com"
	if d := cmp.Diff(second, w.route(t, m)); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}

// Groups inside each other end at a depth, and the sender is told.
func TestDepth(t *testing.T) {
	t.Parallel()
	w := contoso()
	for n := range 40 {
		w.group(fmt.Sprint("g", n), fmt.Sprint("g", n+1))
	}
	w.group("g40", "jonas")
	got := w.route(t, message("g0@contoso.com"))
	if !strings.Contains(got, "fail g32@contoso.com 5.5.3 ExpandedTooFar") || strings.Contains(got, "deliver") {
		t.Error(got)
	}
	if got := w.route(t, message("g10@contoso.com")); !strings.Contains(got, "deliver jonas") {
		t.Error(got)
	}
}

// A group without bounds ends, and the sender is told.
func TestExplosion(t *testing.T) {
	t.Parallel()
	w := contoso()
	members := make([]org.ID, 100_001)
	for i := range members {
		name := fmt.Sprint("u", i)
		w.box(name)
		members[i] = id(name)
	}
	w.group("all")
	w.members[id("all")] = members
	m := message("all@contoso.com")
	m.Most = 1000
	p, err := route.Deliveries(w, m)
	if err != nil {
		t.Fatal(err)
	}
	last := p.Decisions[len(p.Decisions)-1]
	if len(p.Decisions)+len(p.Rest) != 100_001 || last.Action != route.Fail || last.Refusal.Name != "ExpandedTooFar" {
		t.Errorf("%d decisions, %d later, last %+v", len(p.Decisions), len(p.Rest), last)
	}
}

func TestViewFails(t *testing.T) {
	t.Parallel()
	w := contoso()
	w.err = errors.New("disk")
	if _, err := route.Deliveries(w, message("jonas@contoso.com")); !errors.Is(err, w.err) {
		t.Error(err)
	}
}

// The envelope is not changed by routing: a worker may route it again.
func TestEnvelopeStays(t *testing.T) {
	t.Parallel()
	w, m := contoso(), message("staff@contoso.com")
	m.Recipients[0] = mail.Recipient{Address: "staff@contoso.com", Notify: []string{"SUCCESS", "FAILURE"}, Trail: make([]string, 0, 8)}
	before := fmt.Sprintf("%+v", m.Recipients)
	first := w.route(t, m)
	if again := w.route(t, m); again != first || fmt.Sprintf("%+v", m.Recipients) != before {
		t.Errorf("first\n%s\nthen\n%s\nenvelope %+v", first, again, m.Recipients)
	}
}

// A group that has to be named in To or Cc refuses what hides it, unless it is inside another one or the sender is
// outside.
func TestBccBlocked(t *testing.T) {
	t.Parallel()
	refused := "fail sales@contoso.com 5.7.1 BccBlocked"
	taken := "expand sales@contoso.com 2\ndeliver jonas@contoso.com by sales@contoso.com\ndeliver priya@contoso.com by sales@contoso.com"
	for name, c := range map[string]struct {
		header string
		change func(*route.Mail)
		want   string
	}{
		"hidden":   {"staff@contoso.com", nil, refused},
		"named":    {"sales@contoso.com", nil, taken},
		"outsider": {"", func(m *route.Mail) { m.Sender, m.Submitter = "s@fabrikam.example", org.ID{} }, taken},
		"unknown":  {"", func(m *route.Mail) { m.ToOrCc = nil }, taken},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, m := contoso(), message("sales@contoso.com")
			w.byID[id("sales")].NoBcc = true
			m.ToOrCc = func(addresses ...string) (bool, error) { return slices.Contains(addresses, c.header), nil }
			if c.change != nil {
				c.change(m)
			}
			if d := cmp.Diff(c.want, w.route(t, m)); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
	w := contoso()
	w.byID[id("sales")].NoBcc = true
	m := message("staff@contoso.com")
	m.ToOrCc = func(...string) (bool, error) { return false, nil }
	if got := w.route(t, m); strings.Contains(got, "fail") {
		t.Error(got)
	}
}

// What may not be forwarded outside may not go there by way of a group either; what is sent to the group may.
func TestForwardingThroughGroups(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		to   string
		may  bool
		want string
	}{
		"the group itself": {"sales", false, "expand sales@contoso.com 1\nsend out@tailspin.example by sales@contoso.com"},
		"forwarded":        {"olivia", false, "redirect sales@contoso.com\nexpand sales@contoso.com 1 by olivia@contoso.com\nfail out@contoso.com 5.7.520 ForwardingOutsideOff by olivia@contoso.com,sales@contoso.com"},
		"allowed":          {"olivia", true, "redirect sales@contoso.com\nexpand sales@contoso.com 1 by olivia@contoso.com\nsend out@tailspin.example by olivia@contoso.com,sales@contoso.com"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, m := contoso(), message(c.to+"@contoso.com")
			w.contact("out", "out@tailspin.example")
			w.members[id("sales")] = ids("out")
			w.byID[id("olivia")].Forward = route.Forward{To: id("sales")}
			m.MayForward = func(string) (bool, error) { return c.may, nil }
			if d := cmp.Diff(c.want, w.route(t, m)); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
			m.Recipients = []mail.Recipient{{Address: "out@contoso.com", Trail: []string{"olivia@contoso.com", "sales@contoso.com"}}} // left for later
			if got := w.route(t, m); strings.HasPrefix(got, "send") != c.may {
				t.Errorf("later: %s", got)
			}
		})
	}
}
