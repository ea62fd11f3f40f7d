package object

import (
	"fmt"
	"slices"
	"testing"
)

func BenchmarkCompareText(b *testing.B) {
	names := make([]string, 100_000)
	for i := range names {
		names[i] = fmt.Sprintf("user.name-%d@contoso.com", (i*7919)%100_000)
	}
	b.ReportAllocs()
	for b.Loop() {
		s := slices.Clone(names)
		slices.SortFunc(s, func(x, y string) int { return CompareText(x, y, false) })
	}
}

func BenchmarkConvert(b *testing.B) {
	for _, c := range []struct {
		in string
		to Type
	}{{"42", "int"}, {"bob", "MailboxIdParameter"}, {"10 GB (10,737,418,240 bytes)", "ByteQuantifiedSize"}, {"2024-01-31T00:00:00.0000000Z", "DateTime"}, {"x", "String[]"}} {
		b.Run(string(c.to), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Convert(c.in, c.to); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
