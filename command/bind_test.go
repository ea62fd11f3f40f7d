package command

import (
	"context"
	"errors"
	"strings"
	"testing"

	"example.org/exosh/catalog"
	"example.org/exosh/object"
)

type code string

func (code) Invoke(context.Context, BlockInput, Sink) error { return nil }
func (c code) Source() string                               { return string(c) }

const mailbox = `
	Get-Mailbox <Identity> [[-Identity] <MailboxIdParameter>{ByValue ByName}] [-Filter <string>] [-ResultSize <Unlimited>] [-Archive] [-RecipientTypeDetails <RecipientTypeDetails[]>{UserMailbox|SharedMailbox|RoomMailbox}]
	Get-Mailbox <Anr> [-Anr <string>{Max=10}] [-Filter <string>] [-ResultSize <Unlimited>] [-SortBy <string>{Name|Alias}] [-Addresses <ProxyAddressCollection>] [-When <datetime>] [-Litigation <boolean>] [-Kind <enum>{One|Two|Twenty}]`

const where = `
	Where-Object <EqualSet> [-Property] <string> [[-Value] <object>] [-InputObject <psobject>{ByValue}] [-EQ]
	Where-Object <ScriptBlockSet> [-FilterScript] <scriptblock> [-InputObject <psobject>{ByValue}]`

func named2(pairs ...any) []Arg {
	var raw []Arg
	for i := 0; i < len(pairs); i += 2 {
		raw = append(raw, Arg{Name: pairs[i].(string), Value: pairs[i+1], HasValue: true})
	}
	return raw
}

func TestBind(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, syntax string
		raw          []Arg
		want         string
	}{
		{"positional", mailbox, []Arg{{Value: "bob"}}, "Identity=bob (Identity)"},
		{"name then value", mailbox, []Arg{{Name: "identity"}, {Value: "bob"}, {Name: "Archive"}}, "Identity=bob Archive=True (Identity)"},
		{"switch before a value", mailbox, []Arg{{Name: "Archive"}, {Value: "bob"}}, "Archive=True Identity=bob (Identity)"},
		{"abbreviated", mailbox, []Arg{{Name: "Ident"}, {Value: "bob"}, {Name: "ResultS"}, {Value: "unlimited"}}, "Identity=bob ResultSize=Unlimited (Identity)"},
		{"switch off", mailbox, named2("Archive", false), "Archive=False (Identity)"},
		{"switch as the text of JSON clients", mailbox, named2("Archive", "true"), "Archive=True (Identity)"},
		{"second set", mailbox, named2("Anr", "b", "SortBy", "NAME"), "Anr=b SortBy=Name (Anr)"},
		{"list of accepted values", mailbox, named2("RecipientTypeDetails", []any{"usermailbox", "Room"}), "RecipientTypeDetails=UserMailbox RoomMailbox (Identity)"},
		{"add and remove", mailbox, named2("Addresses", object.NewDict("add", "a", "REMOVE", []any{"b"})), "Addresses=System.Collections.Hashtable (Anr)"},
		{"boolean from a number", mailbox, named2("Litigation", int32(1)), "Litigation=True (Anr)"},
		{"null clears", mailbox, named2("Anr", nil), "Anr= (Anr)"},
		{"number spelled for text", mailbox, []Arg{{Name: "Anr"}, {Value: int32(7), Text: "007"}}, "Anr=007 (Anr)"},
		{"one element for a scalar", mailbox, named2("Identity", []any{"bob"}), "Identity=bob (Identity)"},
		{"block as filter", mailbox, named2("Filter", code("Name -eq 'x'")), "Filter=Name -eq 'x' (Identity)"},
		{"enumeration shortened", mailbox, named2("Kind", "On"), "Kind=One (Anr)"},
		{"enumeration exact", mailbox, named2("Kind", "two"), "Kind=Two (Anr)"},
		{"where property", where, []Arg{{Value: "Name"}, {Name: "EQ"}, {Value: "x"}}, "EQ=True Property=Name Value=x (EqualSet)"},
		{"where block", where, []Arg{{Value: code("$_")}}, "FilterScript=$_ (ScriptBlockSet)"},
		{"remaining arguments", "Write-X [[-Object] <object>{Rest}] [-NoNewline]", []Arg{{Value: "a"}, {Value: int32(1)}, {Name: "NoNewline"}}, "NoNewline=True Object=a 1 (__AllParameterSets)"},
	} {
		args, err := Bind(catalog.Syntax(c.syntax), c.raw)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var parts []string
		for k, v := range args.All() {
			if b, ok := v.(Block); ok {
				v = b.Source()
			}
			parts = append(parts, k+"="+object.String(v))
		}
		if got := strings.Join(parts, " ") + " (" + args.ParameterSet() + ")"; got != c.want {
			t.Errorf("%s: %s", c.name, got)
		}
	}
}

func TestBindRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, syntax string
		raw          []Arg
		id, message  string
	}{
		{"unknown", mailbox, named2("Nope", 1), "NamedParameterNotFound", "matches parameter name 'Nope'"},
		{"ambiguous", mailbox, named2("A", 1), "AmbiguousParameter", "include: -Archive -Anr -Addresses"},
		{"twice", mailbox, named2("Identity", "a", "Ident", "b"), "ParameterAlreadyBound", "parameter 'Identity' is specified more than once"},
		{"no argument", mailbox, []Arg{{Name: "Identity"}}, "MissingArgument", "Missing an argument for parameter 'Identity'"},
		{"too many", mailbox, []Arg{{Value: "a"}, {Value: "b"}}, "PositionalParameterNotFound", "accepts argument 'b'"},
		{"sets", mailbox, named2("Identity", "a", "Anr", "b"), "AmbiguousParameterSet", "cannot be resolved"},
		{"mandatory", where, nil, "MissingMandatoryParameter", "missing mandatory parameters: Property"},
		{"conversion", mailbox, named2("When", "soon"), "ParameterArgumentTransformationError", "argument transformation on parameter 'When'"},
		{"array for a scalar", mailbox, named2("Identity", []any{"a", "b"}), "ParameterArgumentTransformationError", "one value only"},
		{"not in the set", mailbox, named2("SortBy", "Size"), "ParameterArgumentValidationError", `"Size" does not belong to the set "Name,Alias"`},
		{"not of the enumeration", mailbox, named2("Kind", "Three"), "ParameterArgumentTransformationError", `values are "One,Two,Twenty"`},
		{"enumeration ambiguous", mailbox, named2("Kind", "Tw"), "ParameterArgumentTransformationError", "Tw"},
		{"too long", mailbox, named2("Anr", strings.Repeat("x", 11)), "ParameterArgumentValidationError", "length of the 11 argument is too long"},
		{"null for a date", mailbox, named2("When", nil), "ParameterArgumentTransformationError", "Cannot convert null"},
		{"text for a boolean", mailbox, named2("Litigation", "yes"), "ParameterArgumentTransformationError", "Boolean parameters accept only"},
		{"text for a block", where, named2("FilterScript", "x"), "ParameterArgumentTransformationError", "ScriptBlock"},
		{"mandatory null", where, named2("Property", nil), "ParameterArgumentValidationErrorNullNotAllowed", "'Property' because it is null"},
		{"mandatory empty", where, named2("Property", ""), "ParameterArgumentValidationErrorEmptyStringNotAllowed", "empty string"},
		{"wrong key", mailbox, named2("Addresses", object.NewDict("Append", "x")), "ParameterArgumentTransformationError", "Add and Remove only"},
		{"hash table for text", mailbox, named2("Anr", object.NewDict()), "ParameterArgumentTransformationError", "Hashtable"},
		{"common parameter", mailbox, named2("Verbose", true), "NamedParameterNotFound", "Verbose"},
	} {
		_, err := Bind(catalog.Syntax(c.syntax), c.raw)
		var e *Error
		if !errors.As(err, &e) || e.ID != c.id || !strings.Contains(e.Message, c.message) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestSecretsStayOutOfErrors(t *testing.T) {
	t.Parallel()
	_, err := Bind(catalog.Syntax("New-X -Password <securestring> -Count <int>"), named2("Password", &object.SecureString{Plain: "hunter2"}, "Count", &object.SecureString{Plain: "hunter2"}))
	var e *Error
	if !errors.As(err, &e) || strings.Contains(e.Message, "hunter2") || e.Target != nil {
		t.Errorf("%#v", err)
	}
}

func FuzzBind(f *testing.F) {
	f.Add("Identity", "bob", "Archive", "x")
	f.Add("", "a", "", "b")
	meta := catalog.Syntax(mailbox)
	f.Fuzz(func(t *testing.T, n1, v1, n2, v2 string) {
		raw := []Arg{{Name: n1, Value: v1, HasValue: n1 != "" && v2 == ""}, {Name: n2}, {Value: v2}}
		rest, _, err := BindCommon(meta, raw, Prefs{})
		if err == nil {
			_, err = Bind(meta, rest)
		}
		var e *Error
		if err != nil && !errors.As(err, &e) {
			t.Fatalf("%T %v", err, err)
		}
	})
}

func BenchmarkBind(b *testing.B) {
	meta := catalog.Syntax(mailbox)
	raw := []Arg{{Name: "Identity", Value: "bob", HasValue: true}, {Name: "ResultSize", Value: "Unlimited", HasValue: true}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Bind(meta, raw); err != nil {
			b.Fatal(err)
		}
	}
}
