package adminapi

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/session"
	"example.org/exosh/internal/strictjson"
)

// A cursor is the place between two pages. It leaves the service sealed, bound to who asked for what.
type cursor struct {
	Taken int    // objects in the pages so far
	After string // the cmdlet's own cursor
}

// How long a page's successor can be asked for.
const cursorLife = time.Hour

// Never changed: a cursor that was edited, is somebody else's, or is of another request looks the same.
var errCursor = badRequest("InvalidSkipToken",
	"The $skiptoken is not valid for this request.", "Send the same body as for the first page, within an hour, and the nextLink as it is.")

// Seals a cursor. The text is base64url of nonce and AES-256-GCM of: Unix seconds of its end (8 bytes),
// objects taken (8 bytes), the cmdlet's cursor.
func (h *Handler) seal(c cursor, binding []byte) (string, error) {
	aead, err := h.aead()
	if err != nil {
		return "", err
	}
	plain := binary.BigEndian.AppendUint64(nil, uint64(h.now().Add(cursorLife).Unix()))
	plain = binary.BigEndian.AppendUint64(plain, uint64(c.Taken))
	plain = append(plain, c.After...)
	nonce := make([]byte, aead.NonceSize(), aead.NonceSize()+len(plain)+aead.Overhead())
	if _, err := rand.Read(nonce); err != nil {
		return "", fmt.Errorf("seal cursor: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(aead.Seal(nonce, nonce, plain, binding)), nil
}

// Opens a cursor that seal made with the same binding.
func (h *Handler) unseal(text string, binding []byte) (cursor, error) {
	aead, err := h.aead()
	if err != nil {
		return cursor{}, err
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(raw) < aead.NonceSize() {
		return cursor{}, errCursor
	}
	plain, err := aead.Open(nil, raw[:aead.NonceSize()], raw[aead.NonceSize():], binding)
	if err != nil || len(plain) < 16 {
		return cursor{}, errCursor
	}
	if h.now().Unix() > int64(binary.BigEndian.Uint64(plain)) {
		return cursor{}, errCursor
	}
	return cursor{Taken: int(binary.BigEndian.Uint64(plain[8:])), After: string(plain[16:])}, nil
}

func (h *Handler) aead() (cipher.AEAD, error) {
	block, err := aes.NewCipher(h.subkeys().cursor)
	if err != nil {
		return nil, fmt.Errorf("cursor key: %w", err)
	}
	return cipher.NewGCM(block)
}

// A keys is what is derived from Key, once.
type keys struct {
	once         sync.Once
	cursor, body []byte
}

// Returns the key of each purpose.
func (h *Handler) subkeys() *keys {
	k := &h.keys
	k.once.Do(func() { k.cursor, k.body = h.derive("cursor"), h.derive("body") })
	return k
}

func (h *Handler) derive(purpose string) []byte {
	if len(h.Key) != keySize {
		panic("adminapi: Handler.Key has to have 32 bytes")
	}
	m := hmac.New(sha256.New, h.Key)
	m.Write([]byte("adminapi " + purpose))
	return m.Sum(nil)
}

// Returns the hash that tells one request from another. It is keyed, because a body may hold a password
// and the hash is kept in the audit trail.
func (h *Handler) bodyHash(doc *strictjson.Object) string {
	m := hmac.New(sha256.New, h.subkeys().body)
	m.Write(strictjson.Canonical(doc))
	return hex.EncodeToString(m.Sum(nil))
}

// Returns what a cursor is bound to: tenant, user, environment, cmdlet and body.
func binding(who session.Identity, cmdlet, bodyHash string) []byte {
	b := append([]byte(nil), who.Tenant[:]...)
	b = append(b, who.User[:]...)
	if who.Env == catalog.SCC {
		b = append(b, "scc"...)
	}
	b = append(b, org.Fold(cmdlet)...)
	return append(append(b, 0), bodyHash...)
}

const (
	keySize  = 32
	keyClass = "sealing-key"
	keyName  = "adminapi"
	keyLife  = 100 * 365 * 24 * time.Hour
)

// LoadKey returns the key for [Handler.Key] that all nodes over a store share, and makes it the first
// time.
func LoadKey(ctx context.Context, s org.Store) ([]byte, error) {
	fresh := make([]byte, keySize)
	if _, err := rand.Read(fresh); err != nil {
		return nil, fmt.Errorf("make sealing key: %w", err)
	}
	ctx = org.WithCaller(ctx, &org.Caller{Tenant: org.SystemTenant, Actor: "system",
		Cause: &org.Cause{Operation: "make sealing key", Silent: true}})
	var key []byte
	err := s.Update(ctx, func(tx org.Tx) error {
		t, err := tx.Ticket(keyClass, keyName)
		if err == nil {
			return json.Unmarshal(t.Data, &key)
		}
		if !errors.Is(err, org.ErrNotFound) {
			return err
		}
		key = fresh
		data, err := json.Marshal(fresh)
		if err != nil {
			return err
		}
		return tx.PutTicket(&org.Ticket{Class: keyClass, Key: keyName, Owner: keyName, Expires: tx.Now().Add(keyLife), Data: data})
	})
	if err != nil {
		return nil, fmt.Errorf("load sealing key: %w", err)
	}
	if len(key) != keySize {
		return nil, errors.New("load sealing key: it has the wrong length")
	}
	return key, nil
}
