package server

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"example.org/exosh/internal/org"
	"example.org/exosh/internal/sqlstore"
)

// F-33: a server that is stopped under load finishes what is under way. Every change that was
// acknowledged is in the store and has one audit record; a change that was not is not half there.
func TestF33StopUnderLoad(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := Start(context.Background(), Options{Data: dir, Listen: "127.0.0.1:0", Seed: "contoso"})
	if err != nil {
		t.Fatal(err)
	}
	load := newLoad(s, token(t, s, account(t, s, "amara")))
	load.run(8)
	load.waitFor(t, 40)
	ctx, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	began := time.Now()
	if err := s.Close(ctx); err != nil {
		t.Errorf("stop: %v", err)
	}
	if took := time.Since(began); took > stopTime {
		t.Errorf("the stop took %v", took)
	}
	load.workers.Wait()
	written := notes(t, dir, s.realms[0].tenant.ID)
	for note := range load.acknowledged {
		if written[note] != 1 {
			t.Errorf("acknowledged change %s has %d audit records", note, written[note])
		}
	}
	if len(load.acknowledged) < 40 {
		t.Errorf("only %d changes were acknowledged", len(load.acknowledged))
	}
}

// A load is a number of clients that change one mailbox each until the server is gone.
type load struct {
	url, bearer string
	client      *http.Client
	workers     sync.WaitGroup

	mu           sync.Mutex
	acknowledged map[string]bool
	enough       chan struct{}
	want         int
}

func newLoad(s *Server, bearer string) *load {
	r := s.Realms()[0]
	c := client(s)
	c.Transport.(*http.Transport).DisableKeepAlives = false
	return &load{
		url: r.ConnectionURI + "/adminapi/beta/" + r.TenantID + "/InvokeCommand", bearer: bearer, client: c,
		acknowledged: map[string]bool{}, enough: make(chan struct{}), want: -1,
	}
}

func (l *load) run(n int) {
	for w := range n {
		l.workers.Go(func() {
			for i := 0; i < 10_000 && l.change(fmt.Sprintf("note-%d-%d", w, i)); i++ {
			}
		})
	}
}

// change sets a note and says whether the server still answers.
func (l *load) change(note string) bool {
	body, err := json.Marshal(map[string]any{"CmdletInput": map[string]any{"CmdletName": "Set-Mailbox", "Parameters": map[string]any{
		"Identity": "olivia@contoso.com", "CustomAttribute15": note,
	}}})
	if err != nil {
		return false
	}
	req, err := http.NewRequest(http.MethodPost, l.url, bytes.NewReader(body))
	if err != nil {
		return false
	}
	req.Header.Set("Authorization", "Bearer "+l.bearer)
	req.Header.Set("Content-Type", "application/json")
	res, err := l.client.Do(req)
	if err != nil {
		return false
	}
	defer res.Body.Close()
	if res.StatusCode == http.StatusOK {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.acknowledged[note] = true
		if len(l.acknowledged) == l.want {
			close(l.enough)
		}
	}
	return true
}

func (l *load) waitFor(t *testing.T, n int) {
	t.Helper()
	l.mu.Lock()
	done := len(l.acknowledged) >= n
	l.want = n
	l.mu.Unlock()
	if done {
		return
	}
	select {
	case <-l.enough:
	case <-time.After(30 * time.Second):
		t.Fatal("the load does not get going")
	}
}

// notes counts the audit records of each note.
func notes(t *testing.T, dir string, tenant org.ID) map[string]int {
	t.Helper()
	store, err := sqlstore.Open(context.Background(), sqlstore.Options{Path: filepath.Join(dir, filepath.FromSlash(storeFile)), Shared: true})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	counts := map[string]int{}
	ctx := org.WithCaller(context.Background(), &org.Caller{Tenant: tenant, Actor: "test"})
	err = store.View(ctx, func(tx org.Tx) error {
		for r, err := range tx.AuditLog(org.AuditQuery{Operations: []string{"Set-Mailbox"}, Results: []string{"True"}}) {
			if err != nil {
				return err
			}
			for _, p := range r.Params {
				if p.Name == "CustomAttribute15" {
					counts[p.Value]++
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := store.VerifyAudit(context.Background(), tenant); err != nil {
		t.Error(err)
	}
	return counts
}
