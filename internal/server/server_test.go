package server

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/lab"
)

// start serves the demo's organisation in a temporary directory for a test.
func start(t *testing.T, change func(*Options)) *Server {
	t.Helper()
	o := Options{Data: t.TempDir(), Listen: "127.0.0.1:0", Seed: "contoso"}
	if change != nil {
		change(&o)
	}
	s, err := Start(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return s
}

func client(s *Server) *http.Client {
	return &http.Client{
		Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: s.RootCAs()}, DisableKeepAlives: true},
		Timeout:   30 * time.Second,
	}
}

// account finds a demo account by what stands before the @.
func account(t *testing.T, s *Server, name string) lab.Account {
	t.Helper()
	a, err := lab.Find(s.Accounts(), name)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// token signs in with a password.
func token(t *testing.T, s *Server, a lab.Account) string {
	t.Helper()
	r := s.Realms()[0]
	res, err := client(s).PostForm(r.AuthorityURI+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"password"}, "client_id": {"fb78d390-0c51-40cd-8e17-fdbfab77341b"},
		"username": {a.UPN}, "password": {a.Password}, "scope": {r.ConnectionURI + "/.default openid profile offline_access"},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var answer map[string]any
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	bearer, _ := answer["access_token"].(string)
	if bearer == "" {
		t.Fatalf("no token for %s: %v", a.UPN, answer)
	}
	return bearer
}

// invoke runs a cmdlet and returns the status and the decoded answer.
func invoke(t *testing.T, s *Server, bearer, tenant, name string, params map[string]any) (int, map[string]any) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"CmdletInput": map[string]any{"CmdletName": name, "Parameters": params}})
	if err != nil {
		t.Fatal(err)
	}
	r := s.Realms()[0]
	req, err := http.NewRequest(http.MethodPost, r.ConnectionURI+"/adminapi/beta/"+tenant+"/InvokeCommand", strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+bearer)
	req.Header.Set("Content-Type", "application/json")
	res, err := client(s).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var answer map[string]any
	if err := json.Unmarshal(data, &answer); err != nil {
		t.Fatalf("%s answered %q", name, data)
	}
	return res.StatusCode, answer
}

func TestPasswordSignInThenGetMailbox(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	bearer := token(t, s, account(t, s, "amara"))
	status, answer := invoke(t, s, bearer, s.Realms()[0].TenantID, "Get-Mailbox", map[string]any{"Identity": "olivia@contoso.com"})
	if status != http.StatusOK {
		t.Fatalf("status %d: %v", status, answer)
	}
	list, _ := answer["value"].([]any)
	if len(list) != 1 || list[0].(map[string]any)["PrimarySmtpAddress"] != "olivia@contoso.com" {
		t.Errorf("answer %v", answer)
	}
}
