package server

import (
	"bytes"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

// S-86 and S-27: what the data directory and the ready file hold is their owner's, whatever the umask. The
// authority's certificate alone is for everybody.
func TestS86FilesAreTheirOwners(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new", "data")
	ready := filepath.Join(t.TempDir(), "ready.json")
	if err := os.WriteFile(ready, nil, 0o666); err != nil { // one that was there before is replaced
		t.Fatal(err)
	}
	if err := os.Chmod(ready, 0o666); err != nil {
		t.Fatal(err)
	}
	s := start(t, func(o *Options) { o.Data, o.ReadyFile = dir, ready })
	seen := 0
	check := func(path string, info fs.FileInfo) {
		seen++
		if path != s.CAFile() && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has the mode %v", path, info.Mode())
		}
	}
	err := filepath.Walk(dir, func(path string, info fs.FileInfo, err error) error {
		if err == nil {
			check(path, info)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(ready)
	if err != nil {
		t.Fatal(err)
	}
	check(ready, info)
	if seen < 6 {
		t.Errorf("only %d files were looked at", seen)
	}
}

// S-44: the demo's pages are plain HTTP on loopback. A name that somebody else points there, so that a page
// of theirs could read them, gets nothing.
func TestS44PagesAnswerToThisMachineOnly(t *testing.T) {
	t.Parallel()
	s := start(t, func(o *Options) { o.Lab, o.Pages = true, true })
	r := s.realms[0]
	for _, path := range []string{"/lab", "/signin", "/devicelogin", "/organizations/oauth2/v2.0/authorize", "/adminapi/beta/x/Sessions"} {
		for host, want := range map[string]bool{r.pages.Host: true, "127.0.0.1:" + r.pages.Port(): true, "attacker.example:" + r.pages.Port(): false, "localhost.attacker.example": false, "10.0.0.1": false} {
			req, err := http.NewRequest(http.MethodGet, r.pages.String()+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Host = host
			res, err := http.DefaultTransport.RoundTrip(req)
			if err != nil {
				t.Fatal(err)
			}
			body, _ := io.ReadAll(res.Body)
			res.Body.Close()
			if !want && res.StatusCode != http.StatusMisdirectedRequest {
				t.Errorf("%s as %s: %d", path, host, res.StatusCode)
			}
			if want && path == "/lab" && !bytes.Contains(body, []byte(account(t, s, "navin").Password)) {
				t.Errorf("%s as %s: %d", path, host, res.StatusCode)
			}
		}
	}
}

// S-57: no connection may be slow for ever, nor its header large.
func TestS57EveryListenerHasLimits(t *testing.T) {
	t.Parallel()
	srv := (&Server{o: Options{Log: slog.New(slog.DiscardHandler)}}).newHTTP(http.NotFoundHandler())
	if srv.ReadHeaderTimeout <= 0 || srv.ReadTimeout <= 0 || srv.WriteTimeout <= 0 || srv.IdleTimeout <= 0 || srv.MaxHeaderBytes <= 0 || srv.MaxHeaderBytes > 1<<20 {
		t.Errorf("%+v", srv)
	}
}
