package server

import (
	"bytes"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"example.org/exosh/internal/lab"
)

// S-60: secrets that people give appear nowhere: not in the log, not in the audit trail, not in the
// database, not in an answer.
func TestS60SecretsAppearNowhere(t *testing.T) {
	t.Parallel()
	var log lockedBuffer
	s := start(t, func(o *Options) {
		o.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	const wrong, chosen = "Canary-Wrong-7431", "Canary-Chosen-7431"
	amara := account(t, s, "amara")
	bearer, tenant := token(t, s, amara), s.Realms()[0].TenantID

	tryPassword(t, s, amara, wrong)
	var answers strings.Builder
	for _, call := range []struct {
		cmdlet string
		params map[string]any
	}{
		{"New-Mailbox", map[string]any{"Name": "Finch", "MicrosoftOnlineServicesID": "finch@contoso.com", "Password": chosen}},
		{"New-Mailbox", map[string]any{"Name": "Finch", "MicrosoftOnlineServicesID": "finch@contoso.com", "Password": chosen}},
		{"Set-Mailbox", map[string]any{"Identity": "finch@contoso.com", "Password": chosen, "Nonsense": chosen}},
		{"Search-UnifiedAuditLog", map[string]any{"StartDate": "2020-01-01", "EndDate": "2099-01-01", "ResultSize": 100}},
	} {
		status, answer := invoke(t, s, bearer, tenant, call.cmdlet, call.params)
		answers.WriteString(strings.Join(texts(answer), "\n"))
		if call.cmdlet == "Search-UnifiedAuditLog" && (status != http.StatusOK || !strings.Contains(answers.String(), "finch@contoso.com")) {
			t.Errorf("the audit trail does not tell of the new mailbox: %d", status)
		}
	}
	for _, canary := range []string{wrong, chosen, bearer, bearer[len(bearer)-40:]} {
		if strings.Contains(log.String(), canary) {
			t.Errorf("the log shows %.20q", canary)
		}
		if strings.Contains(answers.String(), canary) {
			t.Errorf("an answer shows %.20q", canary)
		}
		for path, data := range files(t, s.dir) {
			if bytes.Contains(data, []byte(canary)) {
				t.Errorf("%s holds %.20q", path, canary)
			}
		}
	}
}

func tryPassword(t *testing.T, s *Server, a lab.Account, password string) {
	t.Helper()
	r := s.Realms()[0]
	res, err := client(s).PostForm(r.AuthorityURI+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"password"}, "client_id": {"fb78d390-0c51-40cd-8e17-fdbfab77341b"},
		"username": {a.UPN}, "password": {password}, "scope": {r.ConnectionURI + "/.default"},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusBadRequest {
		t.Errorf("a wrong password answers %d", res.StatusCode)
	}
}

// texts are all texts in a decoded answer.
func texts(v any) []string {
	var list []string
	switch v := v.(type) {
	case string:
		list = append(list, v)
	case []any:
		for _, item := range v {
			list = append(list, texts(item)...)
		}
	case map[string]any:
		for _, item := range v {
			list = append(list, texts(item)...)
		}
	}
	return list
}

// files reads everything in a directory.
func files(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		all[path], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
