package seed_test

import (
	"strings"
	"testing"

	"example.org/exosh/internal/seed"
)

func TestBuiltInSeedsAreWell(t *testing.T) {
	t.Parallel()
	for _, name := range seed.Names() {
		s, err := seed.ByName(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		t.Log(s.Summary())
	}
}

// small is a file that is well; the tests below break it.
const small = `exosh-seed: 1
organization: {name: tailspin, domain: tailspin.example}
places:
  - {city: Oslo, country: Norway}
users:
  - alias: ada
    first: Ada
    last: Berg
    place: Oslo
    created: 2024-03-01
    signIn: {password: Brook-Hollow-83, roles: [Global Administrator]}
  - alias: per
    display: Per Dahl
    manager: ada
    created: 3 weeks ago
    quota: {warn: 1 GB, send: 1.5 GB, full: 2 GB}
    forward: {to: team, keep: true}
    access:
      - {to: ada, rights: [FullAccess, SendAs]}
    content: {items: 10, size: 1 MB, lastLogon: 5 hours ago, folders: [{path: \Inbox\Old, items: 4, size: 1 KB}]}
    folderAccess:
      - {folder: \Calendar, to: Default, rights: [Reviewer]}
    rules:
      - {name: Home, subject: [x], forward: [per@home.example, ada]}
    devices:
      - {id: ABC, type: iPhone, program: EAS, lastSync: 1 hour ago}
mailboxes:
  - {type: RoomMailbox, name: Fjord, alias: fjord, capacity: 4, created: 2024-03-01}
contacts:
  - {type: MailContact, name: Liv, alias: liv, address: liv@fabrikam.example, created: 2024-03-01}
groups:
  - {type: MailUniversalDistributionGroup, name: Team, alias: team, owners: [ada], members: [per, liv], created: 2024-03-01}
  - {type: DynamicDistributionGroup, name: All, alias: all, owners: [ada], filter: "Alias -ne $null", created: 2024-03-01}
history:
  - {at: 9 days ago, times: 3, every: 2 days, by: ada, run: Set-Mailbox, on: per, with: {CustomAttribute1: x}}
`

// Whatever an organisation would not stand is refused, with its place in the file and what to do.
func TestParseTellsWhatIsWrong(t *testing.T) {
	t.Parallel()
	if _, err := seed.Parse("small.yaml", []byte(small)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ old, text, want string }{
		"version":              {"exosh-seed: 1", "exosh-seed: 9", `small.yaml:1:13: exosh-seed is the version of the form: write exosh-seed: 1`},
		"organisation":         {"name: tailspin,", "name: Tail Spin,", `small.yaml:2:22: the organisation's name "Tail Spin" is its short name`},
		"domain":               {"domain: tailspin.example", "domain: tailspin", `small.yaml:2:15: the domain "tailspin": `},
		"kind":                 {"domain: tailspin", "kind: ex, domain: tailspin", `the kind "ex" is not known: write exchange, or eop`},
		"environment":          {"domain: tailspin", "environments: {O365Mars: {domain: a.b}}, domain: tailspin", `there is no other environment "O365Mars"`},
		"unknown key":          {"manager: ada", "mananger: ada", `small.yaml:14:5: there is no key "mananger" here: did you mean manager?`},
		"place":                {"place: Oslo", "place: Bergen", `small.yaml:9:12: there is no place "Bergen": add it to places`},
		"idle rule":            {"forward: [per@home.example, ada]", "off: true", "the rule does nothing"},
		"party":                {"forward: [per@home.example, ada]", "forward: [adda]", `nobody has the alias "adda": did you mean ada?`},
		"party's address":      {"forward: [per@home.example, ada]", "forward: [per@home]", `"per@home" is no e-mail address`},
		"program":              {"program: EAS", "program: POP", "the key program is one of EAS"},
		"state":                {"program: EAS", "program: EAS, state: Lost", "the key state is one of Allowed"},
		"no reason":            {"manager: ada", "sendBlocked: {since: 1 hour ago}", `sendBlocked needs a reason`},
		"no since":             {"manager: ada", "sendBlocked: {reason: x}", `sendBlocked needs since: write`},
		"smtpAuth":             {"manager: ada", "smtpAuth: sometimes", `small.yaml:14:15`},
		"manager":              {"manager: ada", "manager: adda", `small.yaml:14:14: nobody has the alias "adda": did you mean ada?`},
		"manager of a kind":    {"manager: ada", "manager: liv", `"liv" is a MailContact, and has to be one of UserMailbox, User`},
		"alias twice":          {"alias: liv", "alias: ADA", `the alias "ADA" is used twice`},
		"bad alias":            {"alias: liv", "alias: l iv", `the alias "l iv": `},
		"no alias":             {"alias: liv, ", "", `the key alias is missing`},
		"name twice":           {"display: Per Dahl", "display: Ada Berg", `the name "Ada Berg" is used twice`},
		"no name":              {"display: Per Dahl\n", "title: x\n", `a name is missing: write name, or first and last`},
		"date":                 {"created: 3 weeks ago", "created: last week", `small.yaml:15:14: "last week" is no time: write a date such as 2024-03-31`},
		"no date":              {"    created: 3 weeks ago\n", "", `the key created is missing`},
		"plan":                 {"manager: ada", "plan: Gold", `the plan "Gold" is not known: write none, ExchangeOnlineEnterprise`},
		"no password":          {"password: Brook-Hollow-83, ", "", `the key password is missing`},
		"simple password":      {"Brook-Hollow-83", "brook", `small.yaml:11:24: the password needs at least 8 characters`},
		"bad hash":             {"password: Brook-Hollow-83", "passwordHash: $1$abc", `passwordHash is no argon2id hash`},
		"two passwords":        {"password: Brook-Hollow-83", "password: Brook-Hollow-83, passwordHash: x", `password and passwordHash are both there`},
		"totp":                 {"password: Brook", "totp: 123, password: Brook", `totp has to be base32`},
		"phone":                {"password: Brook", "phone: 0800, password: Brook", `the number "0800" has to be in international form`},
		"role":                 {"Global Administrator", "Global Admin", `the directory role "Global Admin" is not known`},
		"role group":           {"roles: [Global Administrator]", "roleGroups: [Help]", `the role group "Help" is not known`},
		"quota":                {"send: 1.5 GB", "send: 3 GB", `a quota has warn, send and full`},
		"size":                 {"size: 1 MB", "size: 1 MiB", `"1 MiB" is no size: write a size such as "5 GB"`},
		"forward nowhere":      {"forward: {to: team, ", "forward: {", `mail is forwarded to somebody of the organisation (to), or to an address outside`},
		"forward to a typo":    {"to: team", "to: taem", `nobody has the alias "taem": did you mean team?`},
		"forward outside":      {"to: team", "address: x", `the address "x": `},
		"right":                {"rights: [FullAccess", "rights: [All", `the right "All" is not known`},
		"trustee":              {"{to: ada, rights: [F", "{rights: [F", `a right is given to somebody (to), or was given to somebody who is gone`},
		"gone and here":        {"{to: ada, rights: [F", "{gone: ada, rights: [F", `"ada" is in this file, and not gone: write to`},
		"content":              {"items: 10", "items: 3", `the folders hold more than the mailbox`},
		"path":                 {`path: \Inbox\Old`, `path: Inbox\Old`, `has to begin with one backslash`},
		"custom attribute":     {"manager: ada", "custom: {16: x}", `there is no custom attribute "16"`},
		"type of a mailbox":    {"type: RoomMailbox", "type: Room", `the type "Room" is not known: write SharedMailbox, RoomMailbox`},
		"capacity":             {"RoomMailbox, name: Fjord", "SharedMailbox, name: Fjord", `capacity is how many fit into a room`},
		"address":              {"liv@fabrikam.example", "liv", `the address "liv": `},
		"member":               {"members: [per, liv]", "members: [per, lif]", `nobody has the alias "lif": did you mean liv?`},
		"filter":               {"Alias -ne $null", "Alias -is $null", `the filter: `},
		"filter of no dynamic": {"members: [per, liv]", "filter: x", `only a dynamic group`},
		"archive":              {"manager: ada", "archiveContent: {items: 1, size: 1 KB}", `there is content for an archive: write archive: true as well`},
		"hold":                 {"manager: ada", "litigationHold: {by: ada}", `the key since is missing`},
		"cmdlet":               {"Set-Mailbox,", "Set-Mailbx,", `there is no cmdlet "Set-Mailbx"`},
		"parameter":            {"CustomAttribute1: x", "CustomAtribute1: x", `Set-Mailbox has no parameter "CustomAtribute1"; the nearest is "CustomAttribute1"`},
		"future":               {"times: 3, every: 2 days", "times: 3, every: 8 days", `the last of 3 times lies in the future`},
		"no rhythm":            {"times: 3, every: 2 days", "times: 3", `it happened 3 times: write every as well`},
		"language":             {"country: Norway", "country: Norway, language: no", `there is no language "no"`},
		"time zone":            {"country: Norway", "country: Norway, timeZone: Europe/Oslo", `there is no time zone "Europe/Oslo"`},
		"reply without times":  {"manager: ada", "autoReply: {state: Scheduled}", `a scheduled reply has from and until`},
		"reply backwards":      {"manager: ada", "autoReply: {state: Scheduled, from: in 2 days, until: 1 day ago}", `the reply would end before it begins`},
		"reply of a state":     {"manager: ada", "autoReply: {state: On}", `the state "On" is not known: write Enabled, Scheduled`},
		"times of no schedule": {"manager: ada", "autoReply: {state: Enabled, until: in 2 days}", `from and until are for the state Scheduled`},
		"delegate":             {"capacity: 4", "capacity: 4, booking: {delegates: [team]}", `"team" is a MailUniversalDistributionGroup, and has to be one of UserMailbox, User`},
		"days ahead":           {"capacity: 4", "capacity: 4, booking: {days: 2000}", `a number up to 1080`},
		"removed group":        {"members: [per, liv]", "members: [per, liv], removed: 3 days ago", `only a Microsoft 365 group`},
		"eop":                  {"domain: tailspin", "kind: eop, domain: tailspin", `an organisation of the kind eop has no mailboxes: write plan: none`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(small, c.old) {
				t.Fatalf("the file has no %q", c.old)
			}
			_, err := seed.Parse("small.yaml", []byte(strings.Replace(small, c.old, c.text, 1)))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

// Passwords are not repeated in errors (S-60).
func TestErrorsKeepPasswords(t *testing.T) {
	t.Parallel()
	_, err := seed.Parse("small.yaml", []byte(strings.Replace(small, "Brook-Hollow-83", "canary", 1)))
	if err == nil || strings.Contains(err.Error(), "canary") {
		t.Errorf("got %v", err)
	}
}

func TestOpenNamesWhatThereIs(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"contso":           `there is no built-in seed "contso": there are contoso and contoso-eop, and no file has that name`,
		"contoso-99999999": `the number of mailboxes has to be from 1 to`,
		t.TempDir():        `is a directory`,
	} {
		if _, err := seed.Open(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
	}
}
