package restclient

import (
	"context"
	"net/http"
	"time"
)

// A Session is one open connection of the account, as a service of exosh lists them.
type Session struct {
	ConnectionID string    `json:"connectionId"`
	Opened       time.Time `json:"opened"`
	LastUsed     time.Time `json:"lastUsed"`
	Host         string    `json:"host"`
	Program      string    `json:"program"`
	Address      string    `json:"address"`
	Current      bool      `json:"current"` // the session of this connection
}

// Sessions lists the account's open sessions. Only services of exosh can; others give none.
func (c *Client) Sessions(ctx context.Context) ([]Session, error) {
	if !c.Own() {
		return nil, nil
	}
	var list struct {
		Value []Session `json:"value"`
	}
	err := c.get(ctx, c.beta("Sessions").String(), "list of sessions", &list)
	return list.Value, err
}

// CloseSession ends this connection's session on a service that has a way to; on others it does
// nothing, and the session ends by being idle.
func (c *Client) CloseSession(ctx context.Context) error { return c.EndSession(ctx, c.ConnectionID) }

// EndSession ends one of the account's sessions, as CloseSession does. One that is gone already is no error.
func (c *Client) EndSession(ctx context.Context, connectionID string) error {
	if !c.Own() {
		return nil
	}
	u := c.beta("Sessions('" + connectionID + "')")
	r, err := c.send(ctx, request{method: http.MethodDelete, url: u, header: c.common(c.RequestID()), limit: maxSmall, once: true})
	if err != nil {
		return err
	}
	if r.ok() || r.status == http.StatusNotFound || r.status == http.StatusGone {
		return nil
	}
	return c.failure("Disconnect-ExchangeOnline", r)
}
