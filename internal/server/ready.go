package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Ready is what a program needs to use a running organisation. It is written to --ready-file, and
// to standard output, as one JSON object.
type Ready struct {
	ConnectionURI string         `json:"connectionUri"`            // for Connect-ExchangeOnline -ConnectionUri
	ComplianceURI string         `json:"complianceUri,omitempty"`  // for Connect-IPPSSession -ConnectionUri
	AuthorityURI  string         `json:"authorizationEndpointUri"` // for -AzureADAuthorizationEndpointUri
	CAFile        string         `json:"caFile,omitempty"`         // PEM file to trust; absent with --tls-cert
	TenantID      string         `json:"tenantId"`
	LabURI        string         `json:"labUri,omitempty"` // the lab page, where there is one
	SMTP          string         `json:"smtp,omitempty"`   // host:port of message submission with STARTTLS
	SMTPS         string         `json:"smtps,omitempty"`  // host:port of the same over implicit TLS
	PID           int            `json:"pid"`
	Accounts      []ReadyAccount `json:"accounts,omitempty"` // with a demo seed
}

// ReadyAccount is one account of a demo seed. It is fictional and the same on every machine.
type ReadyAccount struct {
	UPN        string `json:"upn"`
	Password   string `json:"password"`
	TOTPSecret string `json:"totpSecret,omitempty"` // base32, where the account has an authenticator app
	Phone      string `json:"phone,omitempty"`
	Note       string `json:"note,omitempty"`
}

// write replaces the file at once, so that a reader never sees half of it. Only its owner can read it.
func (r *Ready) write(path string) error {
	data, err := json.MarshalIndent(r, "", "  ")
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

// maxReadyFile is more than a ready file ever holds.
const maxReadyFile = 1 << 20

// ReadReady reads a ready file.
func ReadReady(path string) (*Ready, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxReadyFile {
		return nil, fmt.Errorf("%s is too large to be a ready file", path)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var r Ready
	if err := json.Unmarshal(data, &r); err != nil {
		return nil, fmt.Errorf("%s is not a ready file: %w", path, err)
	}
	if r.ConnectionURI == "" {
		return nil, fmt.Errorf("%s is not a ready file: it has no connectionUri", path)
	}
	return &r, nil
}

// Wait waits until the file is there and names a server whose readyz answers, as probe reports it.
func Wait(ctx context.Context, path string, every time.Duration, probe func(context.Context, *Ready) error) (*Ready, error) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	var last error
	for {
		r, err := ReadReady(path)
		if err == nil {
			if err = probe(ctx, r); err == nil {
				return r, nil
			}
		}
		last = err
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("no server is ready behind %s: %w", path, last)
		case <-tick.C:
		}
	}
}
