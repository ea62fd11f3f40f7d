package family_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/family"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// The lists in the documents leave no parameter of a cmdlet out.
func TestSupportIsComplete(t *testing.T) {
	t.Parallel()
	have := map[string]int{}
	for _, s := range family.Support() {
		have[s.Cmdlet+" "+s.Param]++
	}
	for _, c := range family.Commands(cmdlet.Deps{}) {
		for _, p := range c.Meta.Params {
			if name := c.Meta.Name + " " + p.Name; p.Env != 0 && have[name] != 1 {
				t.Errorf("%s is listed %d times", name, have[name])
			}
		}
	}
}

// What the lists call refused is refused, by name.
func TestRefusedIsRefused(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, family.Commands)
	refused, unfit := 0, 0
	for _, s := range family.Support() {
		if s.Status != project.Refused {
			continue
		}
		p, _ := catalog.Must(s.Cmdlet).Param(s.Param)
		args := with(needed(s.Cmdlet), s.Param, sample(p))
		r := w.Run(s.Cmdlet, args...)
		var e *command.Error
		switch {
		case !errors.As(r.Err, &e):
			t.Errorf("%s -%s: %v", s.Cmdlet, s.Param, r.Err)
		case e.ID == "NotSupported" && strings.Contains(e.Message, s.Cmdlet) && namesOne(e.Message, args):
			refused++
		case e.ID == "NotSupported":
			t.Errorf("%s -%s: the refusal says %q", s.Cmdlet, s.Param, e.Message)
		case !slices.Contains([]string{"ParameterArgumentTransformationError", "AmbiguousParameterSet", "MissingMandatoryParameter"}, e.ID): // the sample does not fit the parameter, or the others of its set are missing
			t.Errorf("%s -%s: %s %v", s.Cmdlet, s.Param, e.ID, e)
		default:
			unfit++
		}
	}
	if unfit > refused/5 {
		t.Errorf("of %d parameters that are refused, %d were not given a value that fits", refused+unfit, unfit)
	}
}

// namesOne says whether a message names one of the parameters given.
func namesOne(message string, args []any) bool {
	for i := 0; i < len(args); i += 2 {
		if strings.Contains(message, "-"+args[i].(string)+" ") {
			return true
		}
	}
	return false
}

// sample returns a value that a parameter of that type takes.
func sample(p *catalog.Param) any {
	if len(p.Values) > 0 {
		return p.Values[0]
	}
	switch p.Type {
	case "SwitchParameter", "Boolean":
		return true
	case "SecureString":
		return &object.SecureString{Plain: "x"}
	case "PSCredential":
		return &object.Credential{UserName: "x", Password: &object.SecureString{Plain: "x"}}
	case "CultureInfo":
		return "en-US"
	case "IPAddress", "IPRange":
		return "192.0.2.1"
	}
	for _, kind := range []struct {
		part  string
		value any
	}{
		{"DateTime", "2026-01-01"}, {"Guid", "00000000-0000-4000-8000-00000000dead"}, {"Hashtable", object.NewDict("x", "y")},
		{"TimeSpan", "1.00:00:00"}, {"Int32", 1}, {"Int64", 1}, {"UInt", 1}, {"Integer", 1}, {"Double", 1}, {"Byte[]", []any{1}},
		{"ByteQuantifiedSize", "1MB"}, {"Unlimited", "Unlimited"}, {"Uri", "https://contoso.com/"}, {"Smtp", "x@contoso.com"},
	} {
		if strings.Contains(p.Type, kind.part) {
			return kind.value
		}
	}
	return "x"
}

// hostile returns texts that mean something to a database, a shell, a formatter or a path.
func hostile() []string {
	list := []string{
		"' OR '1'='1", "'; DROP TABLE entry; --", `" OR ""="`, "1; SELECT pg_sleep(10)", "') UNION SELECT NULL,NULL--",
		"%' AND 1=0 --", "$(rm -rf /)", "`whoami`", "../../etc/passwd", "%00", "\x00", "{0}%s%n", "\u202eabc", "=cmd|'/c calc'!A1",
		"<script>alert(1)</script>", strings.Repeat("'", 500), "admin'/*", "\\'; --", "*", "[", "``", "\uFFFD", "ﬀ", "İ",
	}
	return list
}

// corpus returns a thousand hostile texts.
func corpus() []string {
	list := hostile()
	for n := 0; len(list) < 1000; n++ {
		list = append(list, fmt.Sprintf("x%s AND (SELECT COUNT(1) FROM entry)>%d %s", []string{"'", `"`, "')", "`"}[n%4], n, []string{"--", "/*", ";", "#"}[n/4%4]))
	}
	return list
}

// S-53: no text in any parameter reaches the database as anything but a value.
func TestHostileTextIsOnlyText(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, family.Commands)
	before := count(w)
	for _, s := range family.Support() {
		p, _ := catalog.Must(s.Cmdlet).Param(s.Param)
		if s.Status != project.Acts || p.IsSwitch() || !strings.HasPrefix(s.Cmdlet, "Get-") && !strings.HasPrefix(s.Cmdlet, "Search-") {
			continue
		}
		for n, text := range hostile() {
			if n%4 != len(s.Param)%4 {
				continue // each parameter gets a quarter of them
			}
			args := with(needed(s.Cmdlet), s.Param, text)
			if r := w.Run(s.Cmdlet, args...); r.Err != nil && !visible(r.Err) {
				t.Errorf("%s -%s %q: %v", s.Cmdlet, s.Param, text, r.Err)
			}
		}
	}
	for _, text := range corpus() {
		if r := w.Run("Get-Mailbox", "Identity", text, "ResultSize", 1); r.Err != nil && !visible(r.Err) {
			t.Errorf("Get-Mailbox -Identity %q: %v", text, r.Err)
		}
	}
	if after := count(w); after != before {
		t.Errorf("%d objects before, %d after", before, after)
	}
	for _, text := range hostile() {
		r := w.Run("Set-Mailbox", "Identity", "olivia", "CustomAttribute9", text)
		if r.Err != nil {
			if !visible(r.Err) {
				t.Errorf("%q: %v", text, r.Err)
			}
			continue
		}
		v, _ := w.Must("Get-Mailbox", "Identity", "olivia")[0].Get("CustomAttribute9")
		if v != text {
			t.Errorf("%q came back as %q", text, v)
		}
	}
}

// visible says whether the caller is told what was wrong; anything else is a fault of the service.
func visible(err error) bool {
	var e *command.Error
	return errors.As(err, &e)
}

func count(w *cmdlettest.World) (n int) {
	w.View(func(tx org.Tx) error {
		for _, kind := range []string{org.KindAccount, org.KindRecipient, org.KindRoleGroup, org.KindAcceptedDomain} {
			all, err := org.All(tx, kind, nil)
			if err != nil {
				return err
			}
			n += len(all)
		}
		return nil
	})
	return n
}
