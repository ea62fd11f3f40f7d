package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const good = `// my own
{
  "environments": [
    // the office
    {
      "name": "Contoso",
      "connectionUri": "https://exo.contoso.com:8443",
      "authorizationEndpointUri": "https://exo.contoso.com:8443/organizations",
      "caFile": "ca.pem",
      "trusted": [".region.contoso.com"]
    }
  ],
  "defaultEnvironment": "Contoso"
}
`

func write(t *testing.T, text string) string {
	path := filepath.Join(t.TempDir(), "config.json")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRead(t *testing.T) {
	t.Parallel()
	path := write(t, good)
	f, err := Read(path)
	want := &File{Default: "Contoso", Environments: []Environment{{
		Name: "Contoso", ConnectionURI: "https://exo.contoso.com:8443", AuthorizationURI: "https://exo.contoso.com:8443/organizations",
		CAFile: filepath.Join(filepath.Dir(path), "ca.pem"), Trusted: []string{".region.contoso.com"},
	}}}
	if diff := cmp.Diff(want, f); diff != "" || err != nil {
		t.Error(err, diff)
	}
	f, err = Read(filepath.Join(t.TempDir(), "none"))
	if err != nil || len(f.Environments) != 0 {
		t.Error(f, err)
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	swap := func(old, new string) string { return strings.Replace(good, old, new, 1) }
	for _, test := range []struct{ name, text, want string }{
		{"unknown key", swap(`"caFile"`, `"cafile2"`), "line 9: /environments/0/cafile2 is not known"},
		{"unknown key above", swap(`"defaultEnvironment"`, `"default"`), "line 13: /default is not known"},
		{"key in another case", swap(`"name"`, `"Name"`), "line 6: /environments/0/Name is not known"},
		{"syntax", swap(`"Contoso",`, `"Contoso"`), "line 7:"},
		{"twice", swap(`"caFile"`, `"name"`), "line 9:"},
		{"http", swap(`"https://exo.contoso.com:8443"`, `"http://exo.contoso.com"`), `line 5: environment 1: connectionUri is "http://exo.contoso.com"`},
		{"no tenant", swap(`/organizations`, `/`), "authorizationEndpointUri is"},
		{"no name", swap(`"Contoso"`, `""`), `name is ""`},
		{"trust in everything", swap(`".region.contoso.com"`, `".com"`), `trusted holds ".com"`},
		{"type", swap(`"ca.pem"`, `5`), "line 9:"},
		{"empty", "", "line 1"},
		{"too long", strings.Repeat(" ", maxFile+1), "longer than"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := write(t, test.text)
			_, err := Read(path)
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), path) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

func TestRoots(t *testing.T) {
	t.Parallel()
	e := Environment{Name: "x"}
	if p, err := e.Roots(); p != nil || err != nil {
		t.Error(p, err)
	}
	e.CAFile = write(t, "no certificate")
	if _, err := e.Roots(); err == nil || !strings.Contains(err.Error(), "holds no certificate") {
		t.Error(err)
	}
	e.CAFile = "/does/not/exist"
	if _, err := e.Roots(); err == nil {
		t.Error("a missing file was accepted")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte(`{"environments":[{}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if c, err := parse(text); (c == nil) == (err == nil) {
			t.Fatal(c, err)
		}
	})
}

// The example of the guide is a file that works.
func TestGuideExample(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("../../docs/connect.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(guide), "```json\n")
	example, _, ok := strings.Cut(rest, "```")
	if !ok {
		t.Fatal("the guide has no example")
	}
	f, err := Read(write(t, example))
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Environments) != 1 || f.Default != "Contoso" || filepath.Base(f.Environments[0].CAFile) != "contoso-ca.pem" {
		t.Errorf("read %+v", f)
	}
}
