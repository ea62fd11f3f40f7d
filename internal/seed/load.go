package seed

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"example.org/exosh/internal/org"
	"example.org/exosh/internal/strictyaml"
)

//go:embed *.yaml contoso.hashes
var files embed.FS

// contoso is the name of the demo's seed.
const contoso = "contoso"

// A Seed is what an empty organisation is filled with: a checked seed file.
type Seed struct {
	file   *File
	hashes map[string]string // of passwords, by alias; those of built-in seeds are known
	scale  int               // mailboxes that are made beside those of the file
}

// Names lists the seeds that are built in: "contoso", the demo's company, and "contoso-eop", one that has
// its mailboxes elsewhere. "contoso-10000" is Contoso with 10,000 mailboxes more, of any number.
func Names() []string { return []string{contoso, "contoso-eop"} }

// Text returns the file of a built-in seed, with its comments.
func Text(name string) ([]byte, error) {
	for _, n := range Names() {
		if n == name {
			return files.ReadFile(n + ".yaml")
		}
	}
	return nil, fmt.Errorf("there is no built-in seed %q: there are %s", name, strings.Join(Names(), " and "))
}

// ByName returns a built-in seed.
func ByName(name string) (*Seed, error) {
	mailboxes, large, err := ScaleOf(name)
	if err != nil {
		return nil, err
	}
	if large {
		name = contoso
	}
	text, err := Text(name)
	if err != nil {
		return nil, err
	}
	s, err := Parse(name+".yaml", text)
	if err != nil {
		return nil, err
	}
	s.scale, s.hashes = mailboxes, knownHashes()
	return s, nil
}

// Open returns the seed that --seed asks for: a built-in one by its name, else the one in a file.
func Open(nameOrPath string) (*Seed, error) {
	s, err := ByName(nameOrPath)
	if err == nil {
		return s, nil
	}
	text, fileErr := read(nameOrPath)
	switch {
	case errors.Is(fileErr, fs.ErrNotExist):
		return nil, fmt.Errorf("--seed %s: %w, and no file has that name", nameOrPath, err)
	case fileErr != nil:
		return nil, fmt.Errorf("--seed %s: %w", nameOrPath, fileErr)
	}
	return Parse(nameOrPath, text)
}

// read reads a file of at most the size that is decoded.
func read(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, strictyaml.MaxSize+1))
}

// Parse reads and checks the text of a seed file; the error of a wrong one says in which line and column
// of the file what is wrong.
func Parse(file string, text []byte) (*Seed, error) {
	f := &File{}
	doc, err := strictyaml.Decode(file, text, f)
	if err != nil {
		return nil, err
	}
	check(f, doc)
	if err := doc.Err(); err != nil {
		return nil, err
	}
	return &Seed{file: f}, nil
}

// Summary says in a few words what the seed makes.
func (s *Seed) Summary() string {
	f := s.file
	return fmt.Sprintf("%s with %d users, %d shared mailboxes and resources, %d contacts and %d groups",
		f.Organization.Display, len(f.Users), len(f.Mailboxes), len(f.Contacts), len(f.Groups))
}

// knownHashes returns the hashes of the passwords in the built-in seeds, so that the demo starts at once.
func knownHashes() map[string]string {
	text, _ := files.ReadFile("contoso.hashes")
	known := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if alias, hash, ok := strings.Cut(strings.TrimSpace(line), " "); ok && alias != "#" {
			known[alias] = hash
		}
	}
	return known
}

// BuiltIn says whether the seed is one of exosh's own: its passwords are public.
func (s *Seed) BuiltIn() bool { return s.hashes != nil }

// Kind returns what kind of organisation the seed makes: "exchange" or "eop".
func (s *Seed) Kind() string { return s.file.Organization.Kind }

// Realms returns the environments that the seed has an organisation in, the default one first.
func (s *Seed) Realms() []string {
	var list []string
	for _, realm := range Realms() {
		if _, ok := s.file.Organization.in(realm); ok {
			list = append(list, realm)
		}
	}
	return list
}

// TenantID returns the id of the seed's organisation in an environment. It follows from its short name.
func (s *Seed) TenantID(realm string) org.ID { return tenantID(s.file.Organization.Name, realm) }

func tenantID(name, realm string) org.ID {
	return org.SeedID(org.SystemTenant, strings.ToLower(name+" "+realm))
}

// in returns the organisation's domains in an environment, and whether it is there at all.
func (h *Home) in(realm string) (Domains, bool) {
	if strings.EqualFold(realm, Realms()[0]) {
		return Domains{Domain: h.Domain, InitialDomain: h.InitialDomain}, true
	}
	for name, d := range h.Environments {
		if strings.EqualFold(name, realm) {
			return d, true
		}
	}
	return Domains{}, false
}
