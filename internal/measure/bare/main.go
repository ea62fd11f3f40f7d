// Bare streams objects of a listing that it makes up: the reference for a server that has to read them.
//
//	bare CERTIFICATE-FILE ADDRESS-FILE
//
// It serves TLS on loopback and writes its certificate and its address into the files. POST /?n=1000
// answers 1,000 objects of 13 properties, encoded by appending to one buffer, in one piece.
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"
)

func main() {
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(certFile, addressFile string) error {
	cert, err := certificate()
	if err != nil {
		return err
	}
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Certificate[0]})
	if err := os.WriteFile(certFile, block, 0o644); err != nil {
		return err
	}
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{cert}, NextProtos: []string{"http/1.1"}})
	if err != nil {
		return err
	}
	address := "https://localhost:" + strconv.Itoa(l.Addr().(*net.TCPAddr).Port) + "/"
	if err := os.WriteFile(addressFile+".new", []byte(address), 0o644); err != nil {
		return err
	}
	if err := os.Rename(addressFile+".new", addressFile); err != nil {
		return err
	}
	return http.Serve(l, http.HandlerFunc(stream))
}

func certificate() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	t := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}, NotAfter: time.Now().Add(24 * time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, t, t, &key.PublicKey, key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}

func stream(w http.ResponseWriter, r *http.Request) {
	n, err := strconv.Atoi(r.URL.Query().Get("n"))
	if err != nil || n < 1 || n > 10_000_000 {
		http.Error(w, "n has to be a number", http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	b := append(make([]byte, 0, 80<<10), `{"value":[`...)
	for i := range n {
		if i > 0 {
			b = append(b, ',')
		}
		if b = appendMailbox(b, i); len(b) > 64<<10 {
			if _, err := w.Write(b); err != nil {
				return
			}
			b = b[:0]
		}
	}
	_, _ = w.Write(append(b, ']', '}'))
}

// appendMailbox appends the properties that measure.Minimum asks for.
func appendMailbox(b []byte, n int) []byte {
	const id = "f4986cf7-6335-5dbf-a1dd-41228"
	number := strconv.Itoa(1_000_000 + n)
	for _, part := range [...]string{
		`{"Alias":"isaac.kowalski.`, `","DisplayName":"Isaac Kowalski `, `","DistinguishedName":"CN=Isaac Kowalski `,
		`,OU=contoso.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=exosh,DC=local","EmailAddresses@odata.type":"#Collection(String)","EmailAddresses":["SMTP:isaac.kowalski.`,
		`@contoso.com","smtp:isaac.kowalski.`, `@contoso.onmicrosoft.com"],"ExchangeVersion":"0.20 (15.0.0.0)","ExternalDirectoryObjectId":"` + id,
		`","Guid@data.type":"System.Guid","Guid@odata.type":"#Guid","Guid":"` + id,
		`","Id":"Isaac Kowalski `, `","Name":"Isaac Kowalski `, `","OrganizationId":"exosh.local/Microsoft Exchange Hosted Organizations/contoso.onmicrosoft.com - exosh.local/ConfigurationUnits/contoso.onmicrosoft.com/Configuration","PrimarySmtpAddress":"isaac.kowalski.`,
		`@contoso.com","RecipientType":"UserMailbox","RecipientTypeDetails":"UserMailbox","UserPrincipalName":"isaac.kowalski.`,
	} {
		b = append(append(b, part...), number...)
	}
	return append(b, `@contoso.com"}`...)
}
