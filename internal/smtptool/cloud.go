package smtptool

import (
	"bufio"
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

// A cloud is where one of the vendor's clouds takes mail.
type cloud struct {
	environment string // "O365Default"
	name        string // "the worldwide cloud, GCC included"
	server      string // host:port; "" where nothing answers any more
	resource    string // https address whose permission SMTP.Send a token needs
	closed      string
	passwords   string // what becomes of signing in with them; "" where nothing is announced
	source      string
	seen        string // year and month
}

//go:embed clouds.txt
var cloudsText string

var clouds = sync.OnceValues(func() ([]cloud, error) { return parseClouds(cloudsText) })

// vendorClouds lists the vendor's clouds in the order of its enumeration.
func vendorClouds() []cloud {
	list, err := clouds()
	if err != nil {
		panic(err) // the file is part of the binary; a test reads it
	}
	return list
}

func cloudOf(environment string) (cloud, bool) {
	for _, c := range vendorClouds() {
		if strings.EqualFold(c.environment, environment) {
			return c, true
		}
	}
	return cloud{}, false
}

func parseClouds(text string) ([]cloud, error) {
	var list []cloud
	lines := bufio.NewScanner(strings.NewReader(text))
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, value, ok := strings.Cut(line, ": ")
		if !ok {
			return nil, fmt.Errorf("clouds.txt: %q is not of the form key: value", line)
		}
		if key == "environment" {
			list = append(list, cloud{environment: value})
			continue
		}
		if len(list) == 0 || !list[len(list)-1].set(key, value) {
			return nil, fmt.Errorf("clouds.txt: %q has no place", line)
		}
	}
	return list, lines.Err()
}

func (c *cloud) set(key, value string) bool {
	switch key {
	case "cloud":
		c.name = value
	case "server":
		c.server = value
	case "resource":
		c.resource = value
	case "closed":
		c.closed = value
	case "passwords":
		c.passwords = value
	case "source":
		c.source = value
	case "seen":
		c.seen = value
	default:
		return false
	}
	return true
}
