package architecture

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "example.org/exosh"

// A rule forbids imports. Lists are path prefixes below the module ("internal/idp" covers what is
// below it too); "std:" marks a package outside it.
type rule struct {
	from   []string
	except []string
	never  []string
	unless []string
	why    string
}

var (
	pure    = []string{"object", "catalog", "command", "pwsh", "internal/oidc"}
	doors   = []string{"internal/adminapi", "internal/idp", "internal/lab", "internal/smtpd"}
	client  = []string{"internal/signin", "internal/restclient", "internal/exocmdlet", "internal/edit", "internal/shell", "internal/smtpclient"}
	service = []string{
		"internal/adminapi", "internal/idp", "internal/lab", "internal/smtpd", "internal/mail", "internal/metrics", "internal/session", "internal/rbac", "internal/cmdlet", "internal/org",
		"internal/sqlstore", "internal/opath", "internal/directory", "internal/seed", "internal/admin", "internal/server", "internal/localca", "internal/password",
	}
)

// testSupport are packages that only tests import.
var testSupport = []string{"internal/cmdlet/cmdlettest", "internal/session/sessiontest", "internal/org/orgtest", "internal/mail/mailtest", "internal/transcript"}

var rules = []rule{
	{from: pure, never: []string{"internal"}, unless: []string{"internal/oidc"}, why: "the core is public and knows nothing of the rooms above it"},
	{from: []string{"object", "catalog", "command", "pwsh/syntax", "pwsh/interp", "pwsh/format"}, never: []string{"std:os", "std:net", "std:net/http", "std:log", "std:log/slog", "std:os/exec"}, why: "the core does no I/O"},
	{from: []string{"internal/adminapi"}, never: without(doors, "internal/adminapi"), why: "doors do not import doors"},
	{from: []string{"internal/idp"}, never: without(doors, "internal/idp"), why: "doors do not import doors"},
	{from: []string{"internal/lab"}, never: without(doors, "internal/lab"), why: "doors do not import doors"},
	{from: []string{"internal/smtpd"}, never: without(doors, "internal/smtpd"), why: "doors do not import doors"},
	{from: []string{"internal/mail"}, never: append([]string{"internal/session", "internal/cmdlet"}, doors...), why: "mail does not know how it is reached, nor cmdlets"},
	{from: []string{"internal/mail/route"}, never: []string{"internal/mail/queue", "internal/mail/outbound", "internal/mail/submit", "std:net", "std:time"}, why: "where a message goes is decided without clock and network"},
	{from: []string{"internal/message", "internal/smtpreply"}, never: append(append([]string{}, service...), client...), why: "both halves share it"},
	{from: []string{"internal/session"}, never: append([]string{"internal/cmdlet"}, doors...), why: "session is handed its commands, and is called by doors"},
	{from: []string{"internal/cmdlet", "internal/rbac", "internal/org", "internal/opath"}, never: append([]string{"internal/session"}, doors...), why: "behaviour does not know how it is reached"},
	{from: []string{"internal/org"}, never: []string{"internal/sqlstore", "internal/cmdlet", "internal/rbac"}, why: "the organisation's rules stand below its store and its cmdlets"},
	{from: service, except: append([]string{"internal/sqlstore", "internal/server"}, testSupport...), never: []string{"internal/sqlstore"}, why: "only the server and tests open the store"},
	{from: client, never: service, why: "the two halves meet in the core, in oidc and in tests"},
	{from: service, never: append([]string{"internal/prog"}, client...), unless: []string{"internal/prog"}, why: "the two halves meet in the core, in oidc and in tests"},
	{from: []string{""}, except: []string{"internal/sqlstore"}, never: []string{"std:modernc.org/sqlite", "std:github.com/pressly/goose/v3"}, why: "SQL lives in one package"},
	{from: []string{""}, except: testSupport, never: testSupport, why: "only tests import what supports tests"},
	{from: []string{""}, except: []string{"internal/signin"}, never: []string{"std:github.com/AzureAD"}, why: "one package signs in"},
}

// TestRulesNameWhatExists breaks when a package that the rules name is renamed: a rule for a package that
// is not there forbids nothing.
func TestRulesNameWhatExists(t *testing.T) {
	t.Parallel()
	list := packages(t)
	for _, r := range rules {
		for _, prefix := range slices.Concat(r.from, r.except, r.never, r.unless) {
			if strings.HasPrefix(prefix, "std:") {
				continue
			}
			if !slices.ContainsFunc(list, func(p pkg) bool { return covers([]string{prefix}, p.ImportPath) }) {
				t.Errorf("there is no package %s: %s", prefix, r.why)
			}
		}
	}
}

// TestEveryRoomIsDescribed breaks when a package is added and the overview does not say what it is for.
func TestEveryRoomIsDescribed(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	words := strings.FieldsFunc(string(text), func(r rune) bool { return strings.ContainsRune(" \t\n,:;()", r) })
	for i := range words {
		words[i] = strings.TrimRight(words[i], "./")
	}
	for _, p := range packages(t) {
		path := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
		if path == "docs/architecture" || path == "" {
			continue
		}
		if !slices.ContainsFunc(words, func(w string) bool { return path == w || strings.HasPrefix(path, w+"/") && strings.Count(w, "/") > 0 }) {
			t.Errorf("doc.go does not say what %s is for", path)
		}
	}
}

func without(list []string, out string) []string {
	var kept []string
	for _, s := range list {
		if s != out {
			kept = append(kept, s)
		}
	}
	return kept
}

type pkg struct {
	ImportPath string
	Imports    []string
}

// TestImportsRunDown holds design rules about which room may know which.
func TestImportsRunDown(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		for _, r := range rules {
			if !covers(r.from, p.ImportPath) || covers(r.except, p.ImportPath) {
				continue
			}
			for _, imp := range p.Imports {
				if covers(r.never, imp) && !covers(r.unless, imp) {
					t.Errorf("%s imports %s: %s", p.ImportPath, imp, r.why)
				}
			}
		}
	}
}

// covers says whether one of the prefixes stands for the import path.
func covers(prefixes []string, path string) bool {
	for _, prefix := range prefixes {
		full := module + "/" + prefix
		if outside, ok := strings.CutPrefix(prefix, "std:"); ok {
			full = outside
		} else if prefix == "" {
			full = module
		}
		if path == full || strings.HasPrefix(path, full+"/") && !strings.HasPrefix(prefix, "std:os") && prefix != "std:net" && prefix != "std:log" {
			return true
		}
	}
	return false
}

func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "./...")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var list []pkg
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	if len(list) < 10 {
		t.Fatalf("go list found only %d packages", len(list))
	}
	return list
}
