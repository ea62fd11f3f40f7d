package selection_test

import (
	"strings"
	"testing"

	"example.org/exosh/internal/cmdlet/selection"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// S-52: a property that a filter names in many spellings is read once for each recipient; the groups of
// one, for instance, are looked up in the store.
func TestS52FilterReadsPropertyOnce(t *testing.T) {
	t.Parallel()
	var terms []string
	for i := range 1 << 5 {
		name := []byte("title")
		for bit := range name {
			if i>>bit&1 == 1 {
				name[bit] -= 'a' - 'A'
			}
		}
		terms = append(terms, string(name)+" -eq 'x'")
	}
	reads := 0
	rule, err := selection.Filter("Filter", strings.Join(terms, " -or "), func(*directory.Item, string) (object.Value, bool) {
		reads++
		return "y", true
	})
	if err != nil {
		t.Fatal(err)
	}
	if ok, err := rule(&directory.Item{Entry: &org.Entry{Props: &object.Object{}}}); ok || err != nil || reads != 1 {
		t.Errorf("%v %v after %d reads", ok, err, reads)
	}
}
