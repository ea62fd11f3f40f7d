package outbound

import (
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestInnerFieldsStayInside: what a message says to servers of its own organisation is not sent to others, wherever
// in the header it stands; the rest goes as it is.
func TestInnerFieldsStayInside(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		outer := rapid.SampledFrom([]string{"Subject: x\r\n", "To: a@b.example,\r\n\tc@d.example\r\n", "X-MS-Exchange-Organization: y\r\n", "X: " + strings.Repeat("long ", 20) + "\r\n"})
		inner := rapid.SampledFrom([]string{"X-MS-Exchange-Organization-AuthAs: Internal\r\n", "x-ms-exchange-organization-SCL:\r\n -1\r\n\t\r\n", "X-MS-Exchange-Forest-RulesExecuted: z\r\n"})
		body := rapid.SampledFrom([]string{"", "\r\n", "\r\nX-MS-Exchange-Organization-AuthAs: in the body\r\n"}).Draw(t, "body")
		var raw, want strings.Builder
		for range rapid.IntRange(0, 8).Draw(t, "fields") {
			if rapid.Bool().Draw(t, "inner") {
				raw.WriteString(inner.Draw(t, "field"))
				continue
			}
			f := outer.Draw(t, "field")
			raw.WriteString(f)
			want.WriteString(f)
		}
		raw.WriteString(body)
		want.WriteString(body)
		c, err := look(func() io.Reader { return strings.NewReader(raw.String()) }, int64(raw.Len()))
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		if err := c.copyTo(&got); err != nil || got.String() != want.String() || c.size != int64(want.Len()) {
			t.Fatalf("sent %q (%d), %v, not %q", got.String(), c.size, err, want.String())
		}
	})
}
