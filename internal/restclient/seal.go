package restclient

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"fmt"
	"math/big"
	"strings"

	"example.org/exosh/command"
)

// A sealingKey is the public key under which a SecureString travels; the service puts it into the
// module file in XML form.
type sealingKey struct{ public *rsa.PublicKey }

// seal returns the text of a SecureString as the service expects it: sealed with RSA (PKCS #1 v1.5,
// which the vendor's dialect prescribes) where the module file holds a key. A service of our own that
// publishes none takes the text itself, under TLS.
func (c *Client) seal(plain string) (string, error) {
	key := c.key.Load()
	if key == nil && c.Own() {
		return plain, nil
	}
	if key == nil {
		return "", &command.Error{Category: command.SecurityError, ID: "NoEncryptionKey",
			Message: "The service has not given a key to send passwords with.",
			Advice:  "Connect again: Disconnect-ExchangeOnline, then Connect-ExchangeOnline."}
	}
	sealed, err := rsa.EncryptPKCS1v15(rand.Reader, key.public, []byte(plain))
	if err != nil {
		return "", fmt.Errorf("seal secret: %w", err)
	}
	return base64.StdEncoding.EncodeToString(sealed), nil
}

// findKey looks for an RSA key in XML form in the text of a module; nil where there is none.
func findKey(script string) *sealingKey {
	_, rest, found := strings.Cut(script, "<RSAKeyValue>")
	if !found {
		return nil
	}
	inner, _, found := strings.Cut(rest, "</RSAKeyValue>")
	if !found {
		return nil
	}
	modulus, ok1 := keyPart(inner, "Modulus")
	exponent, ok2 := keyPart(inner, "Exponent")
	if !ok1 || !ok2 || !exponent.IsInt64() || modulus.BitLen() < 2048 || modulus.BitLen() > 16384 {
		return nil
	}
	return &sealingKey{&rsa.PublicKey{N: modulus, E: int(exponent.Int64())}}
}

func keyPart(xml, name string) (*big.Int, bool) {
	_, rest, _ := strings.Cut(xml, "<"+name+">")
	text, _, found := strings.Cut(rest, "</"+name+">")
	b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if !found || err != nil || len(b) == 0 {
		return nil, false
	}
	return new(big.Int).SetBytes(b), true
}
