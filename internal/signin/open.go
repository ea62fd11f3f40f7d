package signin

import (
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"strings"
)

// A Desktop opens pages for the person.
type Desktop struct {
	Getenv func(string) string
	GOOS   string // "" means this system
}

func (d Desktop) goos() string {
	if d.GOOS == "" {
		return runtime.GOOS
	}
	return d.GOOS
}

func (d Desktop) windowsBelow() bool {
	return d.Getenv("WSL_DISTRO_NAME") != "" || d.Getenv("WSL_INTEROP") != ""
}

// Available says whether there is a display that a browser could be shown on.
func (d Desktop) Available() bool {
	if d.Getenv("BROWSER") != "" {
		return true
	}
	switch d.goos() {
	case "windows":
		return true
	case "darwin":
		return d.Getenv("SSH_CONNECTION") == ""
	}
	return d.Getenv("DISPLAY") != "" || d.Getenv("WAYLAND_DISPLAY") != "" || d.windowsBelow()
}

// Open shows the address in the person's browser.
func (d Desktop) Open(url string) error {
	if !strings.HasPrefix(url, "https://") && !strings.HasPrefix(url, "http://") {
		return fmt.Errorf("%q is not an address of a page", url)
	}
	var last error
	for _, argv := range d.commands(url) {
		path, err := exec.LookPath(argv[0])
		if err != nil {
			last = err
			continue
		}
		c := exec.Command(path, argv[1:]...)
		if last = c.Start(); last == nil {
			go func() { _ = c.Wait() }() // the browser outlives the sign-in
			return nil
		}
	}
	if last == nil {
		last = errors.New("there is no program to open pages with")
	}
	return last
}

// commands are the ways to show a page, best first. BROWSER is a list of commands joined by colons, in
// which %s stands for the address.
func (d Desktop) commands(url string) [][]string {
	var all [][]string
	for entry := range strings.SplitSeq(d.Getenv("BROWSER"), ":") {
		if argv := strings.Fields(entry); len(argv) > 0 {
			all = append(all, withAddress(argv, url))
		}
	}
	switch {
	case d.goos() == "windows":
		return append(all, []string{"rundll32", "url.dll,FileProtocolHandler", url})
	case d.goos() == "darwin":
		return append(all, []string{"open", url})
	case d.windowsBelow():
		all = append(all, []string{"wslview", url},
			[]string{"powershell.exe", "-NoProfile", "-NonInteractive", "-Command", "Start-Process '" + strings.ReplaceAll(url, "'", "''") + "'"})
	}
	return append(all, []string{"xdg-open", url}, []string{"x-www-browser", url}, []string{"www-browser", url})
}

func withAddress(argv []string, url string) []string {
	placed := false
	for i := range argv {
		if strings.Contains(argv[i], "%s") {
			argv[i], placed = strings.ReplaceAll(argv[i], "%s", url), true
		}
	}
	if !placed {
		argv = append(argv, url)
	}
	return argv
}
