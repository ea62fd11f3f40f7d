// Package ready is the file by which a running organisation tells programs how to use it: servers write it,
// clients and tests read it.
package ready

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// A File is what a program needs to use a running organisation. It is written to --ready-file, and
// to standard output, as one JSON object.
type File struct {
	ConnectionURI string    `json:"connectionUri"`            // for Connect-ExchangeOnline -ConnectionUri
	ComplianceURI string    `json:"complianceUri,omitempty"`  // for Connect-IPPSSession -ConnectionUri
	AuthorityURI  string    `json:"authorizationEndpointUri"` // for -AzureADAuthorizationEndpointUri
	SMTP          string    `json:"smtp,omitempty"`           // host:port of mail submission with STARTTLS
	SMTPS         string    `json:"smtps,omitempty"`          // host:port of mail submission over implicit TLS
	Metrics       string    `json:"metrics,omitempty"`        // address of Prometheus metrics
	CAFile        string    `json:"caFile,omitempty"`         // PEM file to trust; absent with --tls-cert
	TenantID      string    `json:"tenantId"`
	LabURI        string    `json:"labUri,omitempty"` // the lab page, where there is one
	PID           int       `json:"pid"`
	Accounts      []Account `json:"accounts,omitempty"` // with a demo seed
}

// An Account is one account of a demo seed. It is fictional and the same on every machine.
type Account struct {
	UPN        string `json:"upn"`
	Password   string `json:"password"`
	TOTPSecret string `json:"totpSecret,omitempty"` // base32, where the account has an authenticator app
	Phone      string `json:"phone,omitempty"`
	Note       string `json:"note,omitempty"`
}

// Write replaces the file at once, so that a reader never sees half of it. Only its owner can read it.
func (f *File) Write(path string) error {
	data, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return fmt.Errorf("encode the ready file: %w", err)
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".ready-*")
	if err != nil {
		return fmt.Errorf("write the ready file: %w", err)
	}
	_, err = tmp.Write(append(data, '\n'))
	if err = errors.Join(err, tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		os.Remove(tmp.Name())
		return fmt.Errorf("write the ready file %s: %w", path, err)
	}
	return nil
}

// maxFile is more than a ready file ever holds.
const maxFile = 1 << 20

// Read reads a ready file.
func Read(path string) (*File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxFile {
		return nil, fmt.Errorf("%s is too large to be a ready file", path)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var f File
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, fmt.Errorf("%s is not a ready file: %w", path, err)
	}
	if f.ConnectionURI == "" {
		return nil, fmt.Errorf("%s is not a ready file: it has no connectionUri", path)
	}
	return &f, nil
}
