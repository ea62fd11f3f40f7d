package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A scale measures listings of organisations of several sizes.
type scale struct {
	dir    string
	bin    map[string]string
	rounds int
	text   strings.Builder
}

// least is how many objects one pass reads at least, so that its time is not lost in the unit of times.
func (s *scale) least() int { return 4000 * s.rounds }

// A series is what several passes over one listing came to.
type series struct {
	wall, cpu []float64 // microseconds per object
	first     []float64 // milliseconds
	drift     []float64 // time of a page in the last third by one in the first
	more      int64     // most bytes that the peak was above what was held before
	objects   int
}

func (s *series) add(p pass) {
	if p.objects == 0 {
		return
	}
	n := float64(p.objects)
	s.objects = p.objects
	s.wall = append(s.wall, float64(p.wall.Nanoseconds())/1000/n)
	s.cpu = append(s.cpu, float64(p.cpu.Nanoseconds())/1000/n)
	s.first = append(s.first, ms(p.first))
	s.more = max(s.more, p.top-p.before)
	if third := len(p.pages) / 3; third > 0 {
		s.drift = append(s.drift, float64(median(p.pages[len(p.pages)-third-1:len(p.pages)-1]))/float64(median(p.pages[:third])))
	}
}

// sizesOf reads a list of numbers of mailboxes.
func sizesOf(list string) ([]int, error) {
	var sizes []int
	for text := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || n < 1 || n > 1_000_000 {
			return nil, fmt.Errorf("-listing: %q is not a number of mailboxes from 1 to 1000000", text)
		}
		sizes = append(sizes, n)
	}
	return sizes, nil
}

// measureListing writes the table of P-10, P-11 and P-13 for the sizes.
func measureListing(sizes []int, rounds int, file string) error {
	dir, err := os.MkdirTemp("", "exosh-measure-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	bin, err := build(dir, "./cmd/exosh", "./internal/measure/bare")
	if err != nil {
		return err
	}
	s := &scale{dir: dir, bin: bin, rounds: rounds}
	reference, err := bareStreamer(dir, bin["bare"])
	if err != nil {
		return err
	}
	defer reference.stop()
	for _, n := range sizes {
		if err := s.size(reference, n); err != nil {
			return err
		}
	}
	fmt.Print(s.text.String())
	if file == "" {
		return nil
	}
	return os.WriteFile(file, []byte(s.text.String()), 0o644)
}

func (s *scale) size(reference *endpoint, mailboxes int) error {
	ours, made, err := organisationOf(s.dir, s.bin["exosh"], mailboxes)
	if err != nil {
		return err
	}
	defer ours.stop()
	fmt.Fprintf(&s.text, "%d mailboxes, made in %.1f s; load %s\n", mailboxes, made.Seconds(), load())
	var bare, few, all series
	for i := range s.rounds + 1 {
		streamed, err := reference.streamed(max(mailboxes, s.least()))
		if err != nil {
			return err
		}
		listed, err := s.often(ours, mailboxes, minimum)
		if err != nil {
			return err
		}
		if i > 0 { // the first round warms up
			bare.add(streamed)
			few.add(listed)
		}
	}
	whole, err := s.often(ours, mailboxes, "")
	if err != nil {
		return err
	}
	all.add(whole)
	s.report(&bare, &few, &all)
	if err := s.shell(ours, mailboxes, median(all.wall)); err != nil {
		return err
	}
	return s.filters(ours, mailboxes, median(few.wall))
}

// often lists a small organisation again and again, so that the times are not lost in their unit.
func (s *scale) often(e *endpoint, mailboxes int, selected string) (pass, error) {
	var sum pass
	for range max(1, s.least()/mailboxes) {
		p, err := e.listing(`"ResultSize":"Unlimited"`, selected)
		if err != nil {
			return sum, err
		}
		if sum.objects == 0 {
			sum = p
			continue
		}
		sum.objects, sum.bytes = sum.objects+p.objects, sum.bytes+p.bytes
		sum.wall, sum.cpu, sum.top = sum.wall+p.wall, sum.cpu+p.cpu, max(sum.top, p.top)
	}
	return sum, nil
}

func (s *scale) report(bare, few, all *series) {
	ratios := make([]float64, len(few.wall))
	work := make([]float64, len(few.wall))
	for i := range few.wall {
		ratios[i], work[i] = few.wall[i]/bare.wall[i], few.cpu[i]/bare.cpu[i]
	}
	line := func(name string, x *series) {
		fmt.Fprintf(&s.text, "  %-28s %7.1f us wall, %6.1f us of the server's CPU an object; first byte %5.1f ms; peak memory +%.1f MiB\n",
			name, median(x.wall), median(x.cpu), median(x.first), float64(x.more)/(1<<20))
	}
	line("listing, 14 properties", few)
	line("listing, all properties", all)
	line("bare streamer", bare)
	fmt.Fprintf(&s.text, "  ratio to the bare streamer: wall %.1f (%.1f to %.1f), CPU %.1f (%.1f to %.1f)\n",
		median(ratios), slices.Min(ratios), slices.Max(ratios), median(work), slices.Min(work), slices.Max(work))
	if len(few.drift) > 0 {
		fmt.Fprintf(&s.text, "  a page of the last third takes %.2f times one of the first\n", median(few.drift))
	}
}

// shell measures P-12: the same listing in the shell, written to a file, beside what the server alone
// takes for it, in microseconds an object.
func (s *scale) shell(e *endpoint, mailboxes int, server float64) error {
	file := filepath.Join(s.dir, "mailboxes.csv")
	script := fmt.Sprintf("%s; Get-Mailbox -ResultSize Unlimited | Export-Csv '%s' -NoTypeInformation; Disconnect-ExchangeOnline -Confirm:$false", connect(e.ready, e.upn, e.token), file)
	used, err := once([]string{s.bin["exosh"], "-NoProfile", "-c", script}, []string{"EXOSH_CA_FILE=" + e.ready.CAFile, "HOME=" + s.dir})
	if err != nil {
		return err
	}
	written, err := os.Stat(file)
	if err != nil {
		return err
	}
	fmt.Fprintf(&s.text, "  shell: Get-Mailbox | Export-Csv %6.1f us wall, %6.1f us of its CPU an object, %.2f times the listing; peak memory %.1f MiB; file %.1f MB\n",
		perObject(used.wall, mailboxes), perObject(used.cpu, mailboxes), perObject(used.wall, mailboxes)/server, float64(used.rss)/(1<<20), float64(written.Size())/1e6)
	return nil
}

func perObject(d time.Duration, objects int) float64 {
	return float64(d.Nanoseconds()) / 1000 / float64(objects)
}

// A question is a filter, and the same predicate of the database behind the server.
type question struct{ name, filter, sql, value string }

func questions() []question {
	return []question{
		{
			"filter by an indexed property", "Alias -eq 'Aaliyah.Aaltonen.0'",
			`SELECT e.props FROM entry_key k JOIN entry e ON e.tenant = k.tenant AND e.kind = k.kind AND e.id = k.id
				WHERE k.space = 'alias' AND k.value = ? AND k.kind = 'recipient' AND k.tenant = (SELECT id FROM tenant LIMIT 1)`, "aaliyah.aaltonen.0",
		},
		{
			"filter by another one", "CustomAttribute2 -eq 'VIP'",
			`SELECT props FROM entry WHERE kind = 'recipient' AND json_extract(props, '$.CustomAttribute2') = ?
				AND json_extract(props, '$.RecipientTypeDetails') LIKE '%Mailbox' AND tenant = (SELECT id FROM tenant LIMIT 1)`, "VIP",
		},
	}
}

// filters measures P-13: filters at the server beside the same predicate in SQL, and beside the listing
// that a client would look through.
func (s *scale) filters(e *endpoint, mailboxes int, listed float64) error {
	db, err := openDatabase(filepath.Join(s.dir, "data-"+strconv.Itoa(mailboxes)))
	if err != nil {
		return err
	}
	defer db.Close()
	for _, q := range questions() {
		var walls, raws, ratios []float64
		var found, rows int
		for i := range s.rounds + 1 {
			p, err := e.listing(`"ResultSize":"Unlimited","Filter":"`+q.filter+`"`, minimum)
			if err != nil {
				return err
			}
			raw, n, err := ask(db, q)
			if err != nil {
				return err
			}
			if found, rows = p.objects, n; i > 0 {
				walls, raws = append(walls, ms(p.wall)), append(raws, ms(raw))
				ratios = append(ratios, float64(p.wall)/float64(raw))
			}
		}
		fmt.Fprintf(&s.text, "  %-30s %8.1f ms; raw SQL %8.1f ms, ratio %.2f (%.2f to %.2f); %.0f times as fast as listing; finds %d, SQL %d: %s\n",
			q.name, median(walls), median(raws), median(ratios), slices.Min(ratios), slices.Max(ratios), listed*float64(mailboxes)/1000/median(walls), found, rows, q.filter)
	}
	return nil
}
