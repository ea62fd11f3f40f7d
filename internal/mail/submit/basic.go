package submit

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// Basic is what is left of signing in with a password at the submission service.
type Basic struct {
	Percent    int  // of sign-ins that are refused
	DefaultOff bool // off, unless the organisation switches it on again
	Gone       bool // off for good
}

// What an organisation can choose about the retirement of basic authentication.
const (
	BasicKept       = "kept"        // it stays: what an organisation has that chose nothing
	BasicSchedule   = "schedule"    // it goes by the vendor's dates
	BasicPercentage = "percentage"  // with a number: so many of a hundred sign-ins are refused
	BasicDefaultOff = "default-off" // it is off and can be switched on again
	BasicGone       = "gone"        // it is off for good
)

// The properties of the tenant's own entry.
const (
	propBasic   = "BasicAuthSmtpRetirement" // one of the words above, "percentage 5"
	propEnabled = "BasicAuthSmtpEnabled"    // true: switched on again where it is off by default
)

// A Phase is a step of the vendor's schedule.
type Phase struct {
	From    time.Time
	Setting string // as an organisation could choose it
	Source  string
}

//go:embed basic.txt
var basicText string

var phases = sync.OnceValues(func() ([]Phase, error) { return parsePhases(basicText) })

// Phases returns the vendor's schedule, in order of time.
func Phases() []Phase {
	list, err := phases()
	if err != nil {
		panic(err) // the file is part of the binary; a test reads it
	}
	return list
}

// Reads lines "date; setting; source"; # begins a comment.
func parsePhases(text string) ([]Phase, error) {
	var list []Phase
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.SplitN(line, ";", 3)
		if len(parts) != 3 {
			return nil, fmt.Errorf("basic.txt: %q is not of the form date; setting; source", line)
		}
		from, err := time.Parse(time.DateOnly, parts[0])
		if err != nil {
			return nil, fmt.Errorf("basic.txt: %w", err)
		}
		p := Phase{From: from, Setting: strings.TrimSpace(parts[1]), Source: strings.TrimSpace(parts[2])}
		if _, err := ParseBasic(p.Setting); err != nil {
			return nil, fmt.Errorf("basic.txt: %w", err)
		}
		list = append(list, p)
	}
	return list, nil
}

// ParseBasic reads a setting that stands for itself, without the schedule.
func ParseBasic(setting string) (Basic, error) {
	word, number, numbered := strings.Cut(setting, " ")
	n, err := strconv.Atoi(number)
	switch {
	case word == BasicPercentage && numbered && err == nil && n >= 0 && n <= 100:
		return Basic{Percent: n}, nil
	case setting == BasicKept:
		return Basic{}, nil
	case setting == BasicDefaultOff:
		return Basic{DefaultOff: true}, nil
	case setting == BasicGone:
		return Basic{Gone: true}, nil
	}
	return Basic{}, fmt.Errorf("%q is no setting of basic authentication; there are %s, %s, %s N (0 to 100), %s and %s",
		setting, BasicKept, BasicSchedule, BasicPercentage, BasicDefaultOff, BasicGone)
}

// BasicSetting returns what the organisation has chosen, and whether it has switched basic authentication on
// again.
func BasicSetting(tenant *org.Entry) (setting string, enabled bool) {
	setting = directory.Text(tenant, propBasic)
	if setting == "" {
		setting = BasicKept
	}
	return setting, directory.Flag(tenant, propEnabled)
}

// SetBasic stores what the organisation chooses.
func SetBasic(tenant *org.Entry, setting string) error {
	if setting != BasicSchedule {
		if _, err := ParseBasic(setting); err != nil {
			return err
		}
	}
	tenant.Props.Set(propBasic, setting)
	return nil
}

// EnableBasic switches basic authentication on again, or no more, where it is off by default.
func EnableBasic(tenant *org.Entry, on bool) { tenant.Props.Set(propEnabled, on) }

// BasicAt returns what of basic authentication is left at a time under a setting.
func BasicAt(setting string, now time.Time) Basic {
	if setting == BasicSchedule {
		setting = BasicKept
		for _, p := range Phases() {
			if !now.Before(p.From) {
				setting = p.Setting
			}
		}
	}
	b, err := ParseBasic(setting)
	if err != nil {
		return Basic{Gone: true} // what nobody can read lets nobody in
	}
	return b
}
