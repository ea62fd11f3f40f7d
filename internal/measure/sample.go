package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"time"
)

// A contest is two commands that are run in turns, so that a noisy neighbour disturbs both alike.
type contest struct {
	row, what string        // the row of the goals, and what is compared
	goal      string        // in the goals' own words
	bar       float64       // most of the ratio
	wall      time.Duration // most of ours, or
	more      time.Duration // most that ours takes more than the reference
	memory    int64         // most of ours at the peak, bytes
	ours, ref []string
}

// A sample is one run of a command.
type sample struct {
	wall time.Duration
	cpu  time.Duration
	rss  int64 // bytes at the peak, 0 where the system does not tell
}

// A result is what a contest came to.
type result struct {
	ours, ref  []sample
	ratio      float64 // median of the ratios of neighbouring runs
	low, high  float64 // 95 % of the bootstrapped medians
	cpuRatio   float64
	oursMedian time.Duration
	refMedian  time.Duration
	rss        int64 // largest of ours
}

// run plays the contest: warm-up rounds that do not count, then rounds that do.
func (c contest) run(warm, rounds int, env []string) (result, error) {
	var r result
	for i := range warm + rounds {
		ours, err := once(c.ours, env)
		if err != nil {
			return r, fmt.Errorf("%s: %w", c.what, err)
		}
		ref, err := once(c.ref, env)
		if err != nil {
			return r, fmt.Errorf("reference of %s: %w", c.what, err)
		}
		if i >= warm {
			r.ours, r.ref = append(r.ours, ours), append(r.ref, ref)
		}
	}
	r.sum()
	return r, nil
}

func once(argv, env []string) (sample, error) {
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env = append(os.Environ(), env...)
	began := time.Now()
	out, err := cmd.CombinedOutput()
	wall := time.Since(began)
	if err != nil {
		return sample{}, fmt.Errorf("%w: %.300s", err, out)
	}
	state := cmd.ProcessState
	return sample{wall: wall, cpu: state.UserTime() + state.SystemTime(), rss: peak(state)}, nil
}

func (r *result) sum() {
	var ratios, cpu []float64
	var ours, ref []time.Duration
	for i := range r.ours {
		ratios = append(ratios, float64(r.ours[i].wall)/float64(r.ref[i].wall))
		cpu = append(cpu, float64(r.ours[i].cpu)/float64(max(r.ref[i].cpu, 1)))
		ours, ref = append(ours, r.ours[i].wall), append(ref, r.ref[i].wall)
		r.rss = max(r.rss, r.ours[i].rss)
	}
	r.ratio, r.cpuRatio = median(ratios), median(cpu)
	r.oursMedian, r.refMedian = median(ours), median(ref)
	r.low, r.high = bootstrap(ratios)
}

func median[T float64 | time.Duration](list []T) T {
	s := slices.Clone(list)
	slices.Sort(s)
	return s[len(s)/2]
}

// bootstrap returns the interval that holds 95 % of the medians of resamples.
func bootstrap(list []float64) (low, high float64) {
	random := rand.New(rand.NewPCG(1, 2))
	medians := make([]float64, 1000)
	draw := make([]float64, len(list))
	for i := range medians {
		for j := range draw {
			draw[j] = list[random.IntN(len(list))]
		}
		medians[i] = median(draw)
	}
	slices.Sort(medians)
	return medians[25], medians[974]
}
