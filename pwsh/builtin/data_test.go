package builtin

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

func TestCSV(t *testing.T) {
	t.Parallel()
	env := disk(t)
	rows := values(bag("Name", `Bob "B"`, "Size", int32(5), "None", nil, "Mail", []any{"a", "b"}), bag("name", "a,b\nc", "Size", 1.5))
	do := func(want string, in []object.Value, calls ...call) {
		t.Helper()
		got, err := trace(t, env, in, calls...)
		if err != nil {
			got += "!" + err.Error()
		}
		if got != want {
			t.Errorf("%v:\ngot  %s\nwant %s", calls, got, want)
		}
	}
	do(`"Name","Size","None","Mail"|"Bob ""B""","5",,"System.Object[]"|"a,b`+"\n"+`c","1.5",,`, rows, call{"ConvertTo-Csv", "-NoType"})
	do("Name;Size;None;Mail|\"Bob \"\"B\"\"\";5;;System.Object[]", rows[:1], call{"ConvertTo-Csv", "-Delimiter", ";", "-UseQuotes", "AsNeeded"})
	do("#TYPE System.Management.Automation.PSCustomObject|\"A\"|\"1\"", values(bag("A", int32(1))), call{"ConvertTo-Csv", "-IncludeTypeInformation"})
	do("", rows, call{"Export-Csv", "x.csv", "-NoTypeInformation"})
	do("Name=Bob \"B\" Size=5 None= Mail=System.Object[]|Name=a,b\nc Size=1.5 None= Mail=", nil, call{"ipcsv", "x.csv"})
	do("", values(bag("Size", 7, "Name", "Z", "None", 1, "Mail", 2)), call{"Export-Csv", "x.csv", "-Append"})
	do("3", nil, call{"ipcsv", "x.csv"}, call{"measure"}, call{"%", "Count"})
	do("!Cannot append CSV content to the following file: "+env.Location()+"/x.csv. The appended object does not have a property that corresponds to the following column: Name. To continue with mismatched properties, add the -Force parameter, and then retry the command.",
		values(bag("Other", 1)), call{"Export-Csv", "x.csv", "-Append"})
	do("A=1 H2= C=x y|A= H2=z C=", values(`A,,C`, ` 1,, "x y"`, "", `,"z"`), call{"ConvertFrom-Csv"})
	do("x=1 y=2", values("1;2"), call{"ConvertFrom-Csv", "-Delimiter", ";", "-Header", []any{"x", "y"}})
	// S-56: the option takes the meaning of a formula off texts, and leaves numbers alone.
	do(`"A","B","C"|"'=cmd|' /C calc'!A0","-5","'@x"`, values(bag("A", "=cmd|' /C calc'!A0", "B", int32(-5), "C", "@x")), call{"ConvertTo-Csv", "-NeutralizeFormulas"})
}

func TestJSON(t *testing.T) {
	t.Parallel()
	deep := bag("A", bag("B", bag("C", bag("D", int32(1)))))
	for _, c := range []struct {
		calls []call
		in    []object.Value
		want  string
	}{
		{[]call{{"ConvertTo-Json", "-Compress"}}, values(bag("A", int32(1), "B", "x\"\n<é", "C", nil, "D", []any{true, 1.0}, "E", object.NewDict("k", stillTime()))), `{"A":1,"B":"x\"\n<é","C":null,"D":[true,1.0],"E":{"k":"2024-03-04T15:06:07Z"}}`},
		{[]call{{"ConvertTo-Json"}}, values(bag("A", []any{}, "B", bag(), "C", []any{int32(1)})), "{\n  \"A\": [],\n  \"B\": {},\n  \"C\": [\n    1\n  ]\n}"},
		{[]call{{"ConvertTo-Json", "-Compress"}}, values(deep), `3:Resulting JSON is truncated as serialization has exceeded the set depth of 2.|{"A":{"B":{"C":"@{D=1}"}}}`},
		{[]call{{"ConvertTo-Json", "-Compress", "-Depth", int32(5)}}, values(deep), `{"A":{"B":{"C":{"D":1}}}}`},
		{[]call{{"ConvertTo-Json", "-Compress", "-AsArray"}}, numbers(1), "[1]"},
		{[]call{{"ConvertTo-Json", "-Compress", "-EscapeHandling", "EscapeHtml"}}, values("<a>"), `"\u003ca\u003e"`},
		{[]call{{"ConvertFrom-Json"}}, values(`{"A":1,"b":[1,2.5],"c":null,"d":"2024-03-04T15:06:07Z","e":"x\u00e9\ud83d\ude00"}`), "A=1 b=1 2.5 c= d=03/04/2024 15:06:07 e=xé😀"},
		{[]call{{"ConvertFrom-Json"}}, values("[1,", "2]"), "1|2"},
		{[]call{{"ConvertFrom-Json"}}, values(`{"a":1}`, `{"a":2}`), "a=1|a=2"},
		{[]call{{"ConvertFrom-Json", "-AsHashtable"}, {"%", "A"}}, values(`{"A":1,"a":2} // c`), "1"},
		{[]call{{"ConvertFrom-Json"}}, values("123456789012345678901234567890"), "123456789012345678901234567890"},
		{[]call{{"ConvertFrom-Json"}, {"ConvertTo-Json", "-Compress", "-Depth", int32(5)}}, values(`{"z":{"y":[{"x":"1"}]},"a":false}`), `{"z":{"y":[{"x":"1"}]},"a":false}`},
	} {
		got, err := trace(t, &Env{}, c.in, c.calls...)
		if err != nil || got != c.want {
			t.Errorf("%v:\ngot  %s\nwant %s\n%v", c.calls, got, c.want, err)
		}
	}
	for _, bad := range []string{"{", `{"a"}`, `{"a":1,"A":2}`, "[1 2]", "tru", `"\x"`, `{"":1}`, "1 2", "1.2.3", strings.Repeat("[", 2000)} {
		if got, err := trace(t, &Env{}, values(bad), call{"ConvertFrom-Json"}); err == nil {
			t.Errorf("%.20q gave %s", bad, got)
		}
	}
}

// stillTime is the time of the still clock.
func stillTime() time.Time { return time.Date(2024, 3, 4, 15, 6, 7, 0, time.UTC) }

func FuzzJSON(f *testing.F) {
	f.Add(`{"a":[1,-2.5e3,"x\u1234",null,true,{"b":{}}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		v, err := parseJSON(text, command.Args{})
		if err != nil {
			return
		}
		w := &jsonWriter{most: 100}
		w.value(v, 0)
		if again, err := parseJSON(w.b.String(), command.Args{}); err != nil || !w.cut && object.String(again) != object.String(v) {
			t.Fatalf("%q -> %q: %v", text, w.b.String(), err)
		}
	})
}

func FuzzCSV(f *testing.F) {
	f.Add("a,b\n\"x\"\"y\",2\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		r := &csvReader{text: text, delimiter: ","}
		for row, ok := r.next(); ok; row, ok = r.next() {
			o := &object.Object{}
			for i, c := range row {
				o.Set(fmt.Sprint("c", i), c.text)
			}
			w := newCSVWriter(command.Args{})
			w.start(o)
			again := &csvReader{text: w.line(o), delimiter: ","}
			back, _ := again.next()
			for i := range row {
				if i >= len(back) || back[i].text != row[i].text {
					t.Fatalf("%q came back as %q", row, back)
				}
			}
		}
	})
}
