package outbound

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// An stsPolicy is what a domain says of how mail reaches its servers (RFC 8461, 3.2).
type stsPolicy struct {
	mode   string   // "enforce", "testing", "none"
	hosts  []string // patterns of its servers
	maxAge time.Duration
}

// maxAge is the longest time that a policy is kept (RFC 8461, 3.2).
const maxAge = 31557600 * time.Second

// parseSTS reads a policy. What it does not know it skips.
func parseSTS(text string) (*stsPolicy, error) {
	p := &stsPolicy{maxAge: -1}
	for n, line := range strings.Split(strings.TrimRight(strings.ReplaceAll(text, "\r\n", "\n"), "\n"), "\n") {
		key, value, ok := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch {
		case n == 0 && (!ok || key != "version" || value != "STSv1"):
			return nil, errors.New("it does not begin with version: STSv1")
		case !ok && strings.TrimSpace(line) != "":
			return nil, fmt.Errorf("its line %d is not of the form key: value", n+1)
		case key == "mode" && p.mode == "":
			p.mode = value
		case key == "mx":
			p.hosts = append(p.hosts, strings.ToLower(strings.TrimSuffix(value, ".")))
		case key == "max_age" && p.maxAge < 0:
			seconds, err := strconv.ParseUint(value, 10, 32)
			if err != nil {
				return nil, fmt.Errorf("its max_age %q is not a number of seconds", value)
			}
			p.maxAge = min(time.Duration(seconds)*time.Second, maxAge)
		}
	}
	return p, p.check()
}

func (p *stsPolicy) check() error {
	switch {
	case p.mode != "enforce" && p.mode != "testing" && p.mode != "none":
		return fmt.Errorf("its mode is %q", p.mode)
	case p.maxAge < 0:
		return errors.New("it has no max_age")
	case p.mode != "none" && len(p.hosts) == 0:
		return errors.New("it names no servers")
	}
	return nil
}

// policy returns what the policy asks of a connection to a server. The error is a *mail.Status where the server is
// none of the domain's: mail waits until the records or the policy are right.
func (p *stsPolicy) policy(domain, host string) (policy, error) {
	if p == nil || p.mode != "enforce" {
		return policy{}, nil
	}
	by := "the MTA-STS policy of " + domain
	for _, pattern := range p.hosts {
		if stsMatches(pattern, host) {
			return policy{by: by, encrypt: true, trusted: true, names: [][]string{{host}}}, nil
		}
	}
	return policy{}, refuse(451, "4.4.8", fmt.Sprintf("%s does not have the mail server %s that the domain's MX records name", by, host))
}

// stsMatches says whether a pattern has a host: *. stands for one label (RFC 8461, 4.1).
func stsMatches(pattern, host string) bool {
	host = strings.ToLower(host)
	if rest, wild := strings.CutPrefix(pattern, "*."); wild {
		_, below, ok := strings.Cut(host, ".")
		return ok && below == rest
	}
	return pattern == host
}

// stsID reads the record that announces a policy, and returns its id: it changes when the policy does. "" means
// that there is none.
func stsID(texts []string) string {
	id, n := "", 0
	for _, t := range texts {
		fields := strings.Split(t, ";")
		if strings.TrimSpace(fields[0]) != "v=STSv1" {
			continue
		}
		n++
		for _, f := range fields[1:] {
			if key, value, ok := strings.Cut(strings.TrimSpace(f), "="); ok && strings.TrimSpace(key) == "id" {
				id = strings.TrimSpace(value)
			}
		}
	}
	if n != 1 || len(id) > 32 {
		return ""
	}
	return id
}
