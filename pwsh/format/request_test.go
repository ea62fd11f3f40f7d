package format_test

import (
	"testing"

	"example.org/exosh/command"
	"example.org/exosh/object"
	"example.org/exosh/pwsh/format"
	"github.com/google/go-cmp/cmp"
)

func rows(objects ...any) []format.Row {
	var list []format.Row
	for _, o := range objects {
		list = append(list, format.Row{Object: o})
	}
	return list
}

func TestRequest(t *testing.T) {
	t.Parallel()
	wide := []any{}
	for _, n := range []string{"alpha", "beta", "gamma", "delta", "epsilon"} {
		wide = append(wide, bag("Name", n, "Size", int32(len(n))))
	}
	box := typed(mailbox, "Identity", "i", "Name", "navin", "Alias", "n", "Database", "db", "ProhibitSendQuota", "1", "ExternalDirectoryObjectId", "2", "Z", "3")
	for _, c := range []struct {
		name  string
		width int
		req   *format.Request
		want  string
	}{
		{"chosen columns", 0, &format.Request{Shape: format.Table, Columns: []format.Column{{Header: "N"}, {Header: "Share", Format: "P1"}, {Header: "Fixed", Width: 8, Align: format.AlignRight}, {Header: "Mid", Width: 7, Align: format.AlignCenter}},
			Rows: []format.Row{{Cells: []any{int32(5), 0.125, "x", "m"}}, {Cells: []any{int32(50), 1.0, "much too long", nil}}}}, `
			|
			| N  Share    Fixed   Mid
			| -  -----    -----   ---
			| 5  12.5%        x    m
			|50 100.0% much to…
			|`},
		{"fitted columns are cut on the right and left out", 12, &format.Request{Shape: format.Table, AutoSize: true, Columns: []format.Column{{Header: "A"}, {Header: "B"}, {Header: "C"}},
			Rows: []format.Row{{Cells: []any{"abcdefgh", "ijklmnop", "qrs"}}}}, `
			|
			|A        B
			|-        -
			|abcdefgh ij…
			|`},
		{"wrapped", 24, &format.Request{Shape: format.Table, Wrap: true, Columns: []format.Column{{Header: "A"}, {Header: "B"}},
			Rows: []format.Row{{Cells: []any{"short", "one two three four five"}}, {Cells: []any{"two\nlines", "x"}}}}, `
			|
			|A      B
			|-      -
			|short  one two three
			|       four five
			|two    x
			|lines
			|`},
		{"no headers", 0, &format.Request{Shape: format.Table, HideHeaders: true, Rows: rows(bag("a", "x", "b", "y"))}, `
			|
			|x y
			|`},
		{"groups", 0, &format.Request{Shape: format.Table, GroupBy: &format.Column{Header: "Kind"}, Columns: []format.Column{{Header: "N"}},
			Rows: []format.Row{{Cells: []any{"a"}, Group: "x"}, {Cells: []any{"b"}, Group: "X"}, {Cells: []any{"c"}, Group: "y"}}}, `
			|
			|   Kind: x
			|
			|N
			|-
			|a
			|
			|   Kind: X
			|
			|N
			|-
			|b
			|
			|   Kind: y
			|
			|N
			|-
			|c
			|`},
		{"table of a known type", 0, &format.Request{Shape: format.Table, Rows: rows(box)}, `
			|
			|Name  Alias Database ProhibitSendQuota ExternalDirectoryObjectId
			|----  ----- -------- ----------------- -------------------------
			|navin n     db       1                 2
			|`},
		{"list of a known type has all properties", 0, &format.Request{Shape: format.List, Rows: rows(box)}, `
			|
			|Identity                  : i
			|Name                      : navin
			|Alias                     : n
			|Database                  : db
			|ProhibitSendQuota         : 1
			|ExternalDirectoryObjectId : 2
			|Z                         : 3
			|`},
		{"long values of a list", 30, &format.Request{Shape: format.List, Columns: []format.Column{{Header: "Name"}, {Header: "Description"}},
			Rows: []format.Row{{Cells: []any{"n", "a text of several words that goes on"}}, {Cells: []any{"m", "two\nlines"}}}}, `
			|
			|Name        : n
			|Description : a text of
			|              several words
			|              that goes on
			|
			|Name        : m
			|Description : two
			|              lines
			|`},
		{"wide", 30, &format.Request{Shape: format.Wide, Rows: rows(wide...)}, `
			|
			|alpha          beta
			|gamma          delta
			|epsilon
			|`},
		{"wide, as many as fit", 30, &format.Request{Shape: format.Wide, AutoSize: true, Rows: rows(wide...)}, `
			|
			|alpha   beta    gamma
			|delta   epsilon
			|`},
		{"wide, four columns", 30, &format.Request{Shape: format.Wide, PerLine: 4, Columns: []format.Column{{Header: "Name"}}, Rows: []format.Row{{Cells: []any{"alphabet"}}, {Cells: []any{"b"}}}}, `
			|
			|alpha… b
			|`},
		{"custom", 0, &format.Request{Shape: format.Custom, Rows: rows(bag("a", int32(1), "b", bag("c", []any{"x", "y"}), "d", object.NewDict("k", "v")))}, `
			|
			|class PSCustomObject
			|{
			|  a = 1
			|  b =
			|    class PSCustomObject
			|    {
			|      c =
			|        [
			|          x
			|          y
			|        ]
			|    }
			|  d =
			|    [
			|      k = v
			|    ]
			|}
			|`},
		{"unknown view", 0, &format.Request{Shape: format.Table, View: "nope", Rows: rows(box)}, `
			|PSArgumentException: The view name "nope" cannot be found for objects of type "Microsoft.Exchange.Data.Directory.Management.Mailbox".
			|  Leave -View out, or name the columns.`},
		{"nothing", 0, &format.Request{Shape: format.Table}, `
			`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := render(t, format.Options{Width: c.width}, command.Record{Stream: command.Output, Value: c.req})
			if d := cmp.Diff(text(c.want), got); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
}
