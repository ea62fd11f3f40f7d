package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// A short run of the listing's measurements against a real server: every line is there, everything that
// was asked for came, and the filters find what SQL finds. Its times mean nothing.
func TestMeasureListing(t *testing.T) {
	if _, err := os.Stat("/proc/self/clear_refs"); err != nil {
		t.Skip("needs procfs")
	}
	t.Chdir("../..")
	file := filepath.Join(t.TempDir(), "listing.txt")
	if err := measureListing([]int{300}, 1, file); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`^300 mailboxes, made in`, `listing, 14 properties +\d`, `listing, all properties +\d`, `bare streamer +\d`, `ratio to the bare streamer`,
		`shell: Get-Mailbox \| Export-Csv`, `finds 1, SQL 1: Alias`, `file \d`,
	} {
		if !regexp.MustCompile("(?m)" + want).Match(text) {
			t.Errorf("no line %q in\n%s", want, text)
		}
	}
	for _, m := range regexp.MustCompile(`finds (\d+), SQL (\d+)`).FindAllSubmatch(text, -1) {
		if string(m[1]) != string(m[2]) {
			t.Errorf("a filter finds %s, SQL %s", m[1], m[2])
		}
	}
}

func TestCounterAcrossPieces(t *testing.T) {
	t.Parallel()
	text := strings.Repeat(`{"UserPrincipalName":"a","Other":1},`, 7)
	for size := 1; size <= len(text); size++ {
		c := counter{}
		for rest := text; rest != ""; {
			n := min(size, len(rest))
			if wrote, err := c.Write([]byte(rest[:n])); wrote != n || err != nil {
				t.Fatal(wrote, err)
			}
			rest = rest[n:]
		}
		if c.objects != 7 {
			t.Errorf("%d objects in pieces of %d bytes", c.objects, size)
		}
	}
}

func TestNextLink(t *testing.T) {
	t.Parallel()
	if got := nextLink([]byte(`{"a":1,"@odata.nextLink":"https://x/y?$skiptoken=z","value":[`)); got != "https://x/y?$skiptoken=z" {
		t.Error(got)
	}
	if got := nextLink([]byte(`{"value":[`)); got != "" {
		t.Error(got)
	}
}

func TestSizesOf(t *testing.T) {
	t.Parallel()
	if sizes, err := sizesOf("1000, 20"); err != nil || len(sizes) != 2 || sizes[1] != 20 {
		t.Error(sizes, err)
	}
	for _, bad := range []string{"", "x", "0", "1000001", "1,,2"} {
		if _, err := sizesOf(bad); err == nil {
			t.Errorf("%q passes", bad)
		}
	}
}

func TestSeries(t *testing.T) {
	t.Parallel()
	var s series
	s.add(pass{})
	s.add(pass{objects: 1000, wall: time.Second, cpu: 500 * time.Millisecond, before: 10, top: 25, pages: []time.Duration{1, 1, 1, 2, 2, 2, 2}})
	if len(s.wall) != 1 || s.wall[0] != 1000 || s.cpu[0] != 500 || s.more != 15 || s.drift[0] != 2 {
		t.Errorf("%+v", s)
	}
}
