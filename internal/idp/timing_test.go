package idp

import (
	"math"
	"os"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/password"
)

// S-32: how long the answers for different accounts take, as a statistic. It wants a quiet machine and
// some minutes, so it runs only with EXOSH_TIMING=1.
func TestS32Timing(t *testing.T) {
	if os.Getenv("EXOSH_TIMING") != "1" {
		t.Skip("EXOSH_TIMING=1 runs the statistics of answer times")
	}
	w := newWorld(t)
	p := w.nodes[0]
	p.Hasher = new(password.Hasher)
	p.init()
	p.Limits = Limits{Passwords: 1 << 20, Address: 1 << 20, Network: 1 << 20, Spray: 1 << 20}.withDefaults()
	hash := w.hash(goodPass)
	accounts := []string{"nobody@contoso.com", "plain@contoso.com", "blocked@contoso.com", "navin@contoso.com"}
	for _, upn := range accounts[1:] {
		w.edit(upn, func(a *orgAccount) { a.PasswordHash = hash })
	}
	took := map[string][]float64{}
	b := w.browser(0)
	for range 500 {
		for _, upn := range accounts {
			began := time.Now()
			b.password(upn, "wrong")
			took[upn] = append(took[upn], time.Since(began).Seconds())
		}
	}
	for _, x := range took {
		slices.Sort(x)
	}
	unknown := took[accounts[0]]
	for _, upn := range accounts[1:] {
		ratio := median(took[upn]) / median(unknown)
		p := kolmogorovSmirnov(took[upn], unknown)
		t.Logf("%s: median %.3f of an unknown account's, p = %.3f", upn, ratio, p)
		if ratio < 0.9 || ratio > 1.1 || p <= 0.01 {
			t.Errorf("%s can be told from an account that does not exist", strings.SplitN(upn, "@", 2)[0])
		}
	}
}

func median(sorted []float64) float64 { return sorted[len(sorted)/2] }

// kolmogorovSmirnov returns the probability that two sorted samples are of one distribution.
func kolmogorovSmirnov(a, b []float64) float64 {
	d := 0.0
	for _, x := range append(slices.Clone(a), b...) {
		d = max(d, math.Abs(share(a, x)-share(b, x)))
	}
	n := math.Sqrt(float64(len(a)) * float64(len(b)) / float64(len(a)+len(b)))
	l := (n + 0.12 + 0.11/n) * d
	p := 0.0
	for k := 1; k <= 100; k++ {
		p += 2 * math.Pow(-1, float64(k-1)) * math.Exp(-2*l*l*float64(k*k))
	}
	return min(max(p, 0), 1)
}

func share(sorted []float64, x float64) float64 {
	return float64(sort.Search(len(sorted), func(i int) bool { return sorted[i] > x })) / float64(len(sorted))
}
