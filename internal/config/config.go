// Package config reads the user's own environments from one file:
//
//	{
//	  "environments": [
//	    {
//	      "name": "Contoso",
//	      "connectionUri": "https://exo.contoso.com:8443",
//	      "complianceUri": "https://exo.contoso.com:8444",
//	      "authorizationEndpointUri": "https://exo.contoso.com:8443/organizations",
//	      "smtp": "exo.contoso.com:587",
//	      "caFile": "contoso-ca.pem"
//	    }
//	  ],
//	  "defaultEnvironment": "Contoso"
//	}
//
// Lines that begin with // are comments. What the file has and this package does not know is an error.
package config

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

const (
	maxFile         = 1 << 20 // bytes
	maxCA           = 4 << 20 // bytes
	maxEnvironments = 1000
)

// A File is the whole of the file.
type File struct {
	Environments []Environment `json:"environments"`
	// Default is the name of the environment to connect to where none is named; "" means O365Default.
	Default string `json:"defaultEnvironment"`
}

// An Environment is a service of one's own, or another view of the vendor's.
type Environment struct {
	Name             string   `json:"name"`                     // what -ExchangeEnvironmentName takes
	ConnectionURI    string   `json:"connectionUri"`            // https address of Exchange Online
	ComplianceURI    string   `json:"complianceUri"`            // the same of Security & Compliance; "" for none
	AuthorizationURI string   `json:"authorizationEndpointUri"` // https address to sign in at, with a tenant or "organizations"
	SMTP             string   `json:"smtp"`                     // host:port of message submission; "" where it is not known
	CAFile           string   `json:"caFile"`                   // PEM certificates trusted in place of the system's; relative to the file
	ClientID         string   `json:"clientId"`                 // application id; "" means that of the vendor's module
	Trusted          []string `json:"trusted"`                  // host suffixes that the service may send requests on to
}

// Path is where the file is looked for: EXOSH_CONFIG, else config.json in the folder exosh of the
// user's configuration folder; "" where there is none.
func Path(getenv func(string) string) string {
	if p := getenv("EXOSH_CONFIG"); p != "" {
		return p
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "exosh", "config.json")
}

// Read reads the file. One that does not exist is empty. Errors name the file and, where they can, the line.
func Read(path string) (*File, error) {
	text, err := readLimited(path, maxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return &File{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	f, err := parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for i := range f.Environments {
		e := &f.Environments[i]
		if e.CAFile != "" && !filepath.IsAbs(e.CAFile) {
			e.CAFile = filepath.Join(filepath.Dir(path), e.CAFile)
		}
	}
	return f, nil
}

func readLimited(path string, limit int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Size() > limit {
		return nil, fmt.Errorf("it is longer than %d KiB", limit>>10)
	}
	return os.ReadFile(path)
}

func parse(text []byte) (*File, error) {
	text = blankComments(text)
	var f File
	if err := json.Unmarshal(text, &f, json.RejectUnknownMembers(true)); err != nil {
		return nil, place(text, err)
	}
	if len(f.Environments) > maxEnvironments {
		return nil, fmt.Errorf("it has more than %d environments", maxEnvironments)
	}
	seen := map[string]bool{}
	for i, e := range f.Environments {
		if err := e.check(); err != nil {
			return nil, fmt.Errorf("line %d: environment %d: %w", lineOf(text, i), i+1, err)
		}
		if key := strings.ToLower(e.Name); seen[key] {
			return nil, fmt.Errorf("line %d: there are two environments named %q", lineOf(text, i), e.Name)
		} else {
			seen[key] = true
		}
	}
	return &f, nil
}

// blankComments overwrites whole lines that are comments, so that offsets stay what they are.
func blankComments(text []byte) []byte {
	lines := bytes.SplitAfter(text, []byte("\n"))
	for i, line := range lines {
		if bytes.HasPrefix(bytes.TrimLeft(line, " \t"), []byte("//")) {
			lines[i] = append(bytes.Repeat([]byte(" "), len(bytes.TrimRight(line, "\n"))), line[len(bytes.TrimRight(line, "\n")):]...)
		}
	}
	return bytes.Join(lines, nil)
}

func (e *Environment) check() error {
	if e.Name == "" || strings.ContainsAny(e.Name, " \t\r\n'\"") {
		return fmt.Errorf("name is %q; it has to be a word", e.Name)
	}
	if err := checkAddress("connectionUri", e.ConnectionURI); err != nil {
		return err
	}
	if e.ComplianceURI != "" {
		if err := checkAddress("complianceUri", e.ComplianceURI); err != nil {
			return err
		}
	}
	if err := checkAddress("authorizationEndpointUri", e.AuthorizationURI); err != nil {
		return err
	}
	if u, _ := url.Parse(e.AuthorizationURI); strings.Trim(u.Path, "/") == "" {
		return fmt.Errorf("authorizationEndpointUri is %q; it has to end with a tenant or with /organizations", e.AuthorizationURI)
	}
	if host, port, err := net.SplitHostPort(e.SMTP); e.SMTP != "" && (err != nil || host == "" || port == "") {
		return fmt.Errorf("smtp is %q; it has to be of the form host:587", e.SMTP)
	}
	for _, t := range e.Trusted {
		if !strings.HasPrefix(t, ".") || strings.Count(t, ".") < 2 {
			return fmt.Errorf("trusted holds %q; it has to be a suffix of host names such as .region.contoso.com", t)
		}
	}
	return nil
}

func checkAddress(key, value string) error {
	u, err := url.Parse(value)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
		return fmt.Errorf("%s is %q; it has to be an https address", key, value)
	}
	return nil
}

// Roots returns the certificates of CAFile; nil, which means the system's, where there is no CAFile.
func (e *Environment) Roots() (*x509.CertPool, error) {
	if e.CAFile == "" {
		return nil, nil
	}
	pem, err := readLimited(e.CAFile, maxCA)
	if err != nil {
		return nil, fmt.Errorf("environment %s: read caFile %s: %w", e.Name, e.CAFile, err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("environment %s: caFile %s holds no certificate in PEM form", e.Name, e.CAFile)
	}
	return pool, nil
}

// place adds the line to an error of the decoder.
func place(text []byte, err error) error {
	offset := int64(-1)
	var semantic *json.SemanticError
	var syntactic *jsontext.SyntacticError
	what := err.Error()
	switch {
	case errors.As(err, &semantic):
		offset = semantic.ByteOffset
		if strings.Contains(what, "unknown") {
			what = fmt.Sprintf("%s is not known; see the documentation for what is", semantic.JSONPointer)
		}
	case errors.As(err, &syntactic):
		offset = syntactic.ByteOffset
		what = syntactic.Err.Error()
	}
	if offset < 0 || offset > int64(len(text)) {
		return err
	}
	return fmt.Errorf("line %d: %s", 1+bytes.Count(text[:offset], []byte("\n")), what)
}

// lineOf finds the line on which an environment starts.
func lineOf(text []byte, index int) int {
	d := jsontext.NewDecoder(bytes.NewReader(text))
	for {
		if d.StackPointer() == jsontext.Pointer(fmt.Sprintf("/environments/%d", index)) {
			return 1 + bytes.Count(text[:d.InputOffset()], []byte("\n"))
		}
		if _, err := d.ReadToken(); err != nil {
			return 1
		}
	}
}
