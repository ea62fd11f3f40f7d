package format_test

import (
	"strings"
	"testing"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/object"
	"example.org/exosh/pwsh/format"
	"github.com/google/go-cmp/cmp"
)

// Makes an object out of pairs of name and value.
func bag(pairs ...any) *object.Object {
	o := &object.Object{}
	for i := 0; i < len(pairs); i += 2 {
		o.Set(pairs[i].(string), pairs[i+1])
	}
	return o
}

func typed(name string, pairs ...any) *object.Object {
	o := bag(pairs...)
	o.Types = []string{name, "System.Object"}
	return o
}

func render(t *testing.T, o format.Options, records ...command.Record) string {
	t.Helper()
	var b strings.Builder
	w := format.New(&b, o)
	for _, r := range records {
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func out(values ...any) []command.Record {
	var list []command.Record
	for _, v := range values {
		list = append(list, command.Record{Stream: command.Output, Value: v})
	}
	return list
}

// Takes the bar off the beginning of each line: it shows where lines begin and that some are blank.
func text(s string) string {
	lines := strings.Split(strings.ReplaceAll(s, "BACKTICK", "`"), "\n")
	var b strings.Builder
	for _, l := range lines[1:] {
		l = strings.TrimLeft(l, "\t")
		if rest, ok := strings.CutPrefix(l, "|"); ok {
			b.WriteString(rest + "\n")
		}
	}
	return b.String()
}

const mailbox = "Microsoft.Exchange.Data.Directory.Management.Mailbox"

func TestOutput(t *testing.T) {
	t.Parallel()
	five := bag("a", int32(1), "b", "two", "c", nil, "d", true, "e", []any{int32(1), int32(2), int32(3), int32(4), int32(5)})
	for _, c := range []struct {
		name string
		opt  format.Options
		in   []command.Record
		want string
	}{
		{"scalars are lines", format.Options{}, out("x", int32(1), true, 1.5, nil, object.ByteQuantifiedSize(1024)), `
			|x
			|1
			|True
			|1.5
			|1 KB (1,024 bytes)`},
		{"up to four properties are a table", format.Options{}, out(bag("Name", "navin", "Size", int32(5)), bag("Name", "jo", "Size", int32(1234))), `
			|
			|Name  Size
			|----  ----
			|navin    5
			|jo    1234
			|`},
		{"five are a list", format.Options{}, out(five, five), `
			|
			|a : 1
			|b : two
			|c :
			|d : True
			|e : {1, 2, 3, 4…}
			|
			|a : 1
			|b : two
			|c :
			|d : True
			|e : {1, 2, 3, 4…}
			|`},
		{"later rows keep the columns of the first", format.Options{}, out(bag("a", "x", "b", "y"), bag("b", "z", "c", "lost")), `
			|
			|a b
			|- -
			|x y
			|  z
			|`},
		{"an object without any of the columns begins a new table", format.Options{}, out(bag("a", "x"), bag("b", "z")), `
			|
			|a
			|-
			|x
			|
			|b
			|-
			|z
			|`},
		{"a known type has its view", format.Options{}, out(typed("Deserialized."+mailbox, "Identity", "i", "Name", "navin", "Alias", "navin", "Database", "EURPR01DB001",
			"ProhibitSendQuota", "99 GB (106,300,440,576 bytes)", "ExternalDirectoryObjectId", "11111111-2222-3333-4444-555555555555", "More", "x")), `
			|
			|Name  Alias Database     ProhibitSendQuota             ExternalDirectoryObjectId
			|----  ----- --------     -----------------             -------------------------
			|navin navin EURPR01DB001 99 GB (106,300,440,576 bytes) 11111111-2222-3333-4444-555555555555
			|`},
		{"columns that do not fit share the line", format.Options{Width: 30}, out(typed(mailbox, "Name", "navin", "Alias", "navin", "Database", "EURPR01DB001",
			"ProhibitSendQuota", "99 GB (106,300,440,576 bytes)", "ExternalDirectoryObjectId", "11111111-2222-3333-4444-555555555555")), `
			|
			|Name  Alias Datab… Prohi… Ext…
			|----  ----- ------ ------ ----
			|navin navin EURPR… 99 GB… 111…
			|`},
		{"lines between rows", format.Options{}, out(bag("a", int32(1)), "between", bag("a", int32(22))), `
			|
			| a
			| -
			| 1
			|between
			|22
			|`},
		{"hash tables are names and values", format.Options{}, out(object.NewDict("Key", int32(1), "Other", "x")), `
			|
			|Name                           Value
			|----                           -----
			|Key                            1
			|Other                          x
			|`},
		{"arrays are their elements", format.Options{}, out([]any{"a", []any{"b", int32(3)}}), `
			|a
			|b
			|3`},
		{"dates", format.Options{}, out(time.Date(2026, 11, 23, 3, 1, 2, 0, time.UTC)), `
			|
			|Monday, November 23, 2026 3:01:02 AM
			|`},
		{"dates in cells", format.Options{}, out(bag("When", time.Date(2026, 11, 23, 15, 1, 2, 0, time.UTC))), `
			|
			|When
			|----
			|11/23/2026 3:01:02 PM
			|`},
		{"GUIDs", format.Options{}, out(object.GUID{1}), `
			|
			|Guid
			|----
			|01000000-0000-0000-0000-000000000000
			|`},
		{"time spans", format.Options{}, out(object.TimeSpan(36000000000)), `
			|
			|Days              : 0
			|Hours             : 1
			|Minutes           : 0
			|Seconds           : 0
			|Milliseconds      : 0
			|Ticks             : 36000000000
			|TotalDays         : 0.041666666666666664
			|TotalHours        : 1
			|TotalMinutes      : 60
			|TotalSeconds      : 3600
			|TotalMilliseconds : 3600000
			|`},
		{"wide characters", format.Options{}, out(bag("Name", "日本語", "N", int32(1)), bag("Name", "e\u0301", "N", int32(2)), bag("Name", "👩‍👩‍👧", "N", int32(3))), `
			|
			|Name   N
			|----   -
			|日本語 1
			|é      2
			|👩‍👩‍👧     3
			|`},
		{"matches are lines", format.Options{}, out(typed("Microsoft.PowerShell.Commands.MatchInfo", "Line", "c d", "Path", "InputStream", "LineNumber", int32(1)),
			typed("Microsoft.PowerShell.Commands.MatchInfo", "Line", "\x1bx", "Path", "/a", "LineNumber", int32(7)), bag("a", "x")), `
			|
			|c d
			|/a:7:BACKTICKex
			|
			|a
			|-
			|x
			|`},
		{"groups", format.Options{}, out(typed("System.IO.FileInfo", "Name", "a.txt", "Length", int64(5), "Mode", "-a---", "LastWriteTime", time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), "DirectoryName", "/tmp"),
			typed("System.IO.FileInfo", "Name", "b.txt", "Length", int64(1234567), "Mode", "-a---", "LastWriteTime", time.Date(2026, 11, 12, 13, 14, 15, 0, time.UTC), "DirectoryName", "/var")), `
			|
			|    Directory: /tmp
			|
			|Mode                 LastWriteTime         Length Name
			|----                 -------------         ------ ----
			|-a---            1/2/2026  3:04 AM              5 a.txt
			|
			|    Directory: /var
			|
			|Mode                 LastWriteTime         Length Name
			|----                 -------------         ------ ----
			|-a---          11/12/2026  1:14 PM        1234567 b.txt
			|`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if d := cmp.Diff(text(c.want), render(t, c.opt, c.in...)); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
}
