package seed_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail/setting"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/password"
	"example.org/exosh/internal/seed"
)

var update = flag.Bool("update", false, "make the hashes of the built-in seeds' passwords anew")

// The passwords of the built-in seeds are those whose hashes are kept, at the cost of real ones.
func TestBuiltInPasswords(t *testing.T) {
	t.Parallel()
	if *update {
		hashAnew(t)
	}
	var h password.Hasher
	for _, name := range seed.Names() {
		built, err := seed.ByName(name)
		if err != nil {
			t.Fatal(err)
		}
		s := open(t)
		info, err := built.Plant(t.Context(), deps(s), "O365Default")
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range built.Accounts("O365Default") {
			view(t, s, info.ID, func(tx org.Tx) error {
				account, _, err := org.AccountByUPN(tx, a.UPN)
				if err != nil {
					return err
				}
				if ok, err := h.Verify(context.Background(), account.PasswordHash, a.Password); !ok || err != nil || h.Outdated(account.PasswordHash) {
					t.Errorf("%s: %s: %v, %v", name, a.UPN, ok, err)
				}
				return nil
			})
		}
	}
}

func hashAnew(t *testing.T) {
	var h password.Hasher
	text := "# argon2id of the passwords in the built-in seeds, so that the demo need not spend the time. Made by\n" +
		"# `go test ./internal/seed -run TestBuiltInPasswords -update`.\n"
	for _, a := range contoso(t).Accounts("O365Default") {
		hash, err := h.Hash(t.Context(), a.Password)
		if err != nil {
			t.Fatal(err)
		}
		alias, _, _ := strings.Cut(a.UPN, "@")
		text += alias + " " + hash + "\n"
	}
	if err := os.WriteFile("contoso.hashes", []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// The file that the guide shows makes an organisation.
func TestDocumentedFile(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/seed.md")
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?ms)^```yaml\n(.*?)^```").FindSubmatch(page)
	if block == nil {
		t.Fatal("the guide shows no file")
	}
	own, err := seed.Parse("tailspin.yaml", block[1])
	if err != nil {
		t.Fatal(err)
	}
	s := open(t)
	info, err := own.Plant(t.Context(), deps(s), "O365Default")
	if err != nil {
		t.Fatal(err)
	}
	if info.Display != "Tailspin Toys" || info.ID != own.TenantID("O365Default") || info.ID == seed.TenantID("O365Default") {
		t.Errorf("the organisation is %+v", info)
	}
	view(t, s, info.ID, func(tx org.Tx) error {
		ada, _, err := org.AccountByUPN(tx, "ada@tailspin.example")
		if err != nil {
			return err
		}
		h := password.Hasher{Cost: password.Cheap()}
		if ok, err := h.Verify(t.Context(), ada.PasswordHash, "Brook-Hollow-83"); !ok || err != nil {
			t.Errorf("the password of the file doesn't open the account: %v", err)
		}
		room, err := org.One(tx, org.KindRecipient, org.SpaceAlias, "fjord")
		if err != nil {
			return err
		}
		region, err := setting.Of(tx, setting.KindRegional, room)
		if got := directory.Text(region, "Language"); got != "nb-NO" {
			t.Errorf("the room speaks %q", got)
		}
		return err
	})
}

// A store takes one organisation of a name; other environments than the seed's are refused.
func TestPlantRefuses(t *testing.T) {
	t.Parallel()
	own, err := seed.Parse("small.yaml", []byte(small))
	if err != nil {
		t.Fatal(err)
	}
	s := open(t)
	if _, err := own.Plant(t.Context(), deps(s), "O365China"); err == nil || !strings.Contains(err.Error(), "O365China") {
		t.Errorf("got %v", err)
	}
	if got := fmt.Sprint(own.Realms()); got != "[O365Default]" {
		t.Errorf("realms are %s", got)
	}
	if _, err := own.Plant(t.Context(), deps(s), "O365Default"); err != nil {
		t.Fatal(err)
	}
	if _, err := own.Plant(t.Context(), deps(s), "O365Default"); err == nil {
		t.Error("it was made twice")
	}
}

func FuzzParse(f *testing.F) {
	f.Add(small)
	for _, name := range seed.Names() {
		text, err := seed.Text(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Fuzz(func(_ *testing.T, text string) {
		_, _ = seed.Parse("a.yaml", []byte(text))
	})
}
