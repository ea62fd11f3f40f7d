//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

var guideBlocks = regexp.MustCompile("(?ms)^```(sh|python)\n(.*?)^```")

// TestMailGuides runs every command of the guides about mail that a terminal takes, in order and in one folder,
// against an organisation that was started as the guide says, on ports of its own. Programs of others that are
// not installed are left out. (The PowerShell of the guides is played by internal/demo.)
func TestMailGuides(t *testing.T) {
	t.Parallel()
	for name, blocks := range map[string]int{"mail.md": 5, "lab-mail.md": 1} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile("../../docs/" + name)
			if err != nil {
				t.Fatal(err)
			}
			g := startGuide(t)
			ran := 0
			for _, b := range guideBlocks.FindAllStringSubmatch(string(text), -1) {
				if g.run(b[1], b[2]) {
					ran++
				}
			}
			if ran < blocks {
				t.Errorf("only %d blocks were run", ran)
			}
		})
	}
}

// A guide is a folder in which a guide's commands are run.
type guide struct {
	t     *testing.T
	dir   string
	ports *strings.Replacer // the guide's ports are those of the test
}

func startGuide(t *testing.T) *guide {
	g := &guide{t: t, dir: t.TempDir()}
	if err := os.Symlink(os.Args[0], filepath.Join(g.dir, "exosh")); err != nil {
		t.Fatal(err)
	}
	serve := g.command("exosh", "serve", "--data", "contoso", "--seed", "contoso", "--lab", "--listen", "127.0.0.1:0", "--ready-file", "ready.json")
	var out bytes.Buffer
	serve.Stdout, serve.Stderr = &out, &out
	if err := serve.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = serve.Process.Signal(syscall.SIGTERM)
		if err := serve.Wait(); err != nil {
			t.Errorf("%v\n%s", err, out.String())
		}
	})
	if b, err := g.command("exosh", "wait", "--ready-file", "ready.json", "--timeout", "60s").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s%s", err, b, out.String())
	}
	g.ports = g.readPorts()
	return g
}

func (g *guide) readPorts() *strings.Replacer {
	var ready struct{ ConnectionURI, SMTP string }
	b, err := os.ReadFile(filepath.Join(g.dir, "ready.json"))
	if err == nil {
		err = json.Unmarshal(b, &ready)
	}
	if err != nil {
		g.t.Fatal(err)
	}
	u, err := url.Parse(ready.ConnectionURI)
	if err != nil {
		g.t.Fatal(err)
	}
	_, port, err := net.SplitHostPort(ready.SMTP)
	if err != nil {
		g.t.Fatal(err)
	}
	return strings.NewReplacer("2587", port, "localhost:8443", u.Host)
}

func (g *guide) command(name string, args ...string) *exec.Cmd {
	if name == "exosh" {
		name = filepath.Join(g.dir, name)
	}
	c := exec.Command(name, args...)
	c.Dir = g.dir
	c.Env = []string{asProgram + "=1", "PATH=" + g.dir + ":" + os.Getenv("PATH"), "HOME=" + g.dir, "XDG_CONFIG_HOME=" + g.dir, "NO_COLOR=1", "TMPDIR=" + g.dir}
	return c
}

// foreign are the programs of others that the guide calls.
var foreign = regexp.MustCompile(`\b(swaks|msmtp|curl)\b`)

// run runs a block and says whether it could.
func (g *guide) run(language, text string) bool {
	text = g.ports.Replace(text)
	c := g.command("sh", "-e", "-c", text)
	if language == "python" {
		c = g.command("python3", "-c", text)
	}
	for _, name := range append(foreign.FindAllString(text, -1), filepath.Base(c.Args[0])) {
		if _, err := exec.LookPath(name); err != nil {
			g.t.Logf("%s is not installed: not run:\n%s", name, text)
			return false
		}
	}
	if out, err := c.CombinedOutput(); err != nil {
		g.t.Errorf("%v of\n%s\noutput:\n%s", err, text, out)
	}
	return true
}
