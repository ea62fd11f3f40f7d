package strictyaml_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/strictyaml"
)

func TestZZSlow(t *testing.T) {
	for _, n := range []int{125_000, 250_000, 500_000, 1_000_000} {
		start := time.Now()
		strictyaml.Decode("a", []byte("["+strings.Repeat("a,", n)+"]"), &file{})
		fmt.Println(n, time.Since(start).Round(time.Millisecond))
		start = time.Now()
		strictyaml.Decode("a", []byte("[\n"+strings.Repeat("a,\n", n)+"]"), &file{})
		fmt.Println(n, "lines", time.Since(start).Round(time.Millisecond))
	}
}
