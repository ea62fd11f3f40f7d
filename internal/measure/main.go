// Measure times whole commands beside their references, in turns, in one run:
//
//	go run ./internal/measure [-rounds 60] [-out docs/benchmarks/cold-start.txt]
//
// P-24 is the cold start of the shell beside that of a program that prints one line. P-25 is connect
// with an access token, Get-Mailbox of one user, and exit, beside one TLS connection with one request.
// Nothing leaves loopback; the number of runs is bounded.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"example.org/exosh/internal/server"
)

func main() {
	rounds := flag.Int("rounds", 60, "runs of each command that count, 5 to 1000")
	out := flag.String("out", "", "file to write the table to, beside standard output")
	listing := flag.String("listing", "", "measure listings instead, of organisations with these numbers of mailboxes: 1000,10000,100000")
	mails := flag.Duration("mail", 0, "measure mail instead, in blocks of this length: 10s; -rounds says how many")
	flag.Parse()
	if *rounds < 5 || *rounds > 1000 {
		fmt.Fprintln(os.Stderr, "measure: -rounds must be 5 to 1000")
		os.Exit(2)
	}
	if *listing != "" {
		sizes, err := sizesOf(*listing)
		if err == nil {
			err = measureListing(sizes, *rounds, *out)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "measure:", err)
			os.Exit(1)
		}
		return
	}
	if *mails > 0 {
		if err := measureMail(*rounds, *mails, *out); err != nil {
			fmt.Fprintln(os.Stderr, "measure:", err)
			os.Exit(1)
		}
		return
	}
	if err := measure(*rounds, *out); err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1)
	}
}

func measure(rounds int, file string) error {
	dir, err := os.MkdirTemp("", "exosh-measure-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	bin, err := build(dir, "./cmd/exosh", "./internal/measure/hello", "./internal/measure/onerequest")
	if err != nil {
		return err
	}
	ready, stop, err := organisation(dir, bin["exosh"])
	if err != nil {
		return err
	}
	defer stop()
	contests, err := contests(bin, ready)
	if err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s/%s, %d cores, %d runs of each command in turns; load %s\n\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), rounds, load())
	env := []string{"EXOSH_CA_FILE=" + ready.CAFile, "HOME=" + dir}
	for _, c := range contests {
		r, err := c.run(5, rounds, env)
		if err != nil {
			return err
		}
		b.WriteString(r.text(c))
	}
	fmt.Print(b.String())
	if file == "" {
		return nil
	}
	return os.WriteFile(file, []byte(b.String()), 0o644)
}

func build(dir string, packages ...string) (map[string]string, error) {
	bin := map[string]string{}
	for _, p := range packages {
		name := filepath.Base(p)
		path := filepath.Join(dir, name)
		cmd := exec.Command("go", "build", "-ldflags=-s -w", "-o", path, p)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("build %s: %w: %s", p, err, out)
		}
		bin[name] = path
	}
	return bin, nil
}

// organisation starts a server of its own and stops it by its own process.
func organisation(dir, exosh string) (*server.Ready, func(), error) {
	file := filepath.Join(dir, "ready.json")
	cmd := exec.Command(exosh, "serve", "--ephemeral", "--seed", "contoso", "--listen", "127.0.0.1:0", "--ready-file", file)
	if err := cmd.Start(); err != nil {
		return nil, nil, err
	}
	stop := func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	}
	if out, err := exec.Command(exosh, "wait", "--ready-file", file, "--timeout", "30s").CombinedOutput(); err != nil {
		stop()
		return nil, nil, fmt.Errorf("wait for the organisation: %w: %s", err, out)
	}
	ready, err := server.ReadReady(file)
	if err != nil {
		stop()
		return nil, nil, err
	}
	return ready, stop, nil
}

// account is the demo's administrator without a second factor.
func account(r *server.Ready) (server.ReadyAccount, error) {
	for _, a := range r.Accounts {
		if a.TOTPSecret == "" && a.Phone == "" && strings.Contains(a.Note, "dministrator") {
			return a, nil
		}
	}
	return server.ReadyAccount{}, fmt.Errorf("no administrator without a second factor among %d accounts", len(r.Accounts))
}

// bearer signs in with a password, once.
func bearer(r *server.Ready, a server.ReadyAccount) (string, error) {
	client, err := server.ClientFor(r.CAFile)
	if err != nil {
		return "", err
	}
	res, err := client.PostForm(r.AuthorityURI+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"password"}, "client_id": {"fb78d390-0c51-40cd-8e17-fdbfab77341b"},
		"username": {a.UPN}, "password": {a.Password}, "scope": {r.ConnectionURI + "/.default openid profile offline_access"},
	})
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	var answer struct {
		AccessToken string `json:"access_token"`
		Description string `json:"error_description"`
	}
	if err := json.NewDecoder(io.LimitReader(res.Body, 1<<20)).Decode(&answer); err != nil {
		return "", err
	}
	if res.StatusCode != http.StatusOK {
		return "", fmt.Errorf("sign in: %s", answer.Description)
	}
	return answer.AccessToken, nil
}

func contests(bin map[string]string, r *server.Ready) ([]contest, error) {
	a, err := account(r)
	if err != nil {
		return nil, err
	}
	token, err := bearer(r, a)
	if err != nil {
		return nil, err
	}
	script := fmt.Sprintf("%s; Get-Mailbox '%s'; Disconnect-ExchangeOnline -Confirm:$false", connect(r, a.UPN, token), a.UPN)
	call := r.ConnectionURI + "/adminapi/beta/" + r.TenantID + "/InvokeCommand"
	body := `{"CmdletInput":{"CmdletName":"Get-Mailbox","Parameters":{"Identity":"` + a.UPN + `"}}}`
	return []contest{
		{
			row: "P-24", what: "cold start, exosh -c 1", goal: "at most 2.5 times a program that prints one line, at most 4 ms more, peak memory at most 12 MiB", bar: 2.5, more: 4 * time.Millisecond, memory: 12 << 20,
			ours: []string{bin["exosh"], "-NoProfile", "-c", "1"}, ref: []string{bin["hello"]},
		},
		{
			row: "P-25", what: "connect with an access token, Get-Mailbox of one user, disconnect", goal: "at most 2.5 times one TLS connection with one request, at most 40 ms, peak memory at most 25 MiB", bar: 2.5, wall: 40 * time.Millisecond, memory: 25 << 20,
			ours: []string{bin["exosh"], "-NoProfile", "-c", script}, ref: []string{bin["onerequest"], r.CAFile, call, token, body},
		},
	}, nil
}

// connect is the command that connects with an access token.
func connect(r *server.Ready, upn, token string) string {
	return fmt.Sprintf("Connect-ExchangeOnline -ConnectionUri '%s' -AzureADAuthorizationEndpointUri '%s' -AccessToken '%s' -UserPrincipalName '%s' -CommandName Get-Mailbox -ShowBanner:$false",
		r.ConnectionURI, r.AuthorityURI, token, upn)
}

func (r result) text(c contest) string {
	verdict := func(met bool) string {
		if met {
			return "met"
		}
		return "not met"
	}
	wall := verdict(r.oursMedian <= c.wall)
	if c.more > 0 {
		wall = verdict(r.oursMedian-r.refMedian <= c.more)
	}
	return fmt.Sprintf("%s %s\n  goal       %s\n  ratio      %.2f (95%% of medians %.2f to %.2f): %s\n  ours       median %.1f ms: %s; peak memory %.1f MiB: %s\n  reference  median %.1f ms\n  CPU ratio  %.2f\n\n",
		c.row, c.what, c.goal, r.ratio, r.low, r.high, verdict(r.high <= c.bar), ms(r.oursMedian), wall,
		float64(r.rss)/(1<<20), verdict(r.rss <= c.memory), ms(r.refMedian), r.cpuRatio)
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// load is the machine's load average, for the reader to judge the figures by.
func load() string {
	data, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Join(strings.Fields(string(data))[:3], " ")
}
