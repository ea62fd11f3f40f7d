package change

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"example.org/exosh/object"
)

func TestMerge(t *testing.T) {
	t.Parallel()
	old := []string{"One", "Two"}
	for _, tt := range []struct {
		v    object.Value
		want []string
	}{
		{[]any{"b", "B", "a"}, []string{"b", "a"}},
		{nil, nil},
		{object.NewDict("Add", []any{"three", "ONE"}, "Remove", "two"), []string{"One", "three"}},
		{object.NewDict("Remove", []any{"x"}), old},
	} {
		if got := Merge(old, tt.v); !slices.Equal(got, tt.want) {
			t.Errorf("%v: %v, want %v", tt.v, got, tt.want)
		}
	}
}

// S-57: a list is merged while a transaction holds the store; that takes time in proportion.
func TestS57MergeIsLinear(t *testing.T) {
	t.Parallel()
	values := make([]any, 200_000)
	for i := range values {
		values[i] = fmt.Sprint("v", i)
	}
	began := time.Now()
	if n := len(Merge(nil, values)); n != len(values) {
		t.Errorf("%d values", n)
	}
	if d := time.Since(began); d > 10*time.Second { // it was minutes
		t.Errorf("it took %v", d)
	}
}
