package main

import (
	"fmt"
	"strings"
	"time"
)

// A runner does something as often as it can for a while and says how often that was.
type runner func(d time.Duration) loaded

// A rateContest is two runners that take turns. More is better.
type rateContest struct {
	row, what string
	goal      string  // in the goals' own words
	bar       float64 // least of the ratio
	ours, ref runner
	pids      [2]int // of the servers of both, for CPU time per operation; 0 for none
}

// A rateResult is what a contest of rates came to.
type rateResult struct {
	ours, ref       []float64 // a second, of each block
	ratio           float64   // median of the ratios of neighbouring blocks
	low, high       float64
	oursCPU, refCPU time.Duration // of the servers, per operation
}

// run plays blocks of a length in turns, ours and the reference's; a first one of each does not count.
func (c rateContest) run(blocks int, length time.Duration) (rateResult, error) {
	var r rateResult
	var ratios []float64
	var total [2]int64
	var cpu [2]time.Duration
	for i := range blocks + 1 {
		var rates [2]float64
		for side, run := range []runner{c.ours, c.ref} {
			before, _ := usageOf(c.pids[side])
			done := run(length)
			if done.err != nil {
				return r, fmt.Errorf("%s, %s: %w", c.row, []string{"ours", "reference"}[side], done.err)
			}
			after, _ := usageOf(c.pids[side])
			rates[side] = done.rate()
			if i > 0 {
				total[side] += done.messages
				cpu[side] += after.cpu - before.cpu
			}
		}
		if i > 0 {
			r.ours, r.ref = append(r.ours, rates[0]), append(r.ref, rates[1])
			ratios = append(ratios, rates[0]/rates[1])
		}
	}
	r.ratio = median(ratios)
	r.low, r.high = bootstrap(ratios)
	r.oursCPU, r.refCPU = each(cpu[0], total[0]), each(cpu[1], total[1])
	return r, nil
}

func each(d time.Duration, n int64) time.Duration { return d / time.Duration(max(n, 1)) }

// text is the result as a table of one contest.
func (r rateResult) text(c rateContest) string {
	verdict := "NOT met"
	if r.low >= c.bar {
		verdict = "met"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n  goal       %s\n  ratio      %.2f (95%% of medians %.2f to %.2f): %s\n", c.row, c.what, c.goal, r.ratio, r.low, r.high, verdict)
	for _, side := range []struct {
		name  string
		rates []float64
		cpu   time.Duration
		pid   int
	}{{"ours", r.ours, r.oursCPU, c.pids[0]}, {"reference", r.ref, r.refCPU, c.pids[1]}} {
		fmt.Fprintf(&b, "  %-10s median %.0f a second", side.name, median(side.rates))
		if side.pid != 0 {
			fmt.Fprintf(&b, "; %d us of the server's CPU each", side.cpu.Microseconds())
		}
		b.WriteString("\n")
	}
	return b.String() + "\n"
}
