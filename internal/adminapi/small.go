package adminapi

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// Serves EXOBanner('AutogenSession') (protocol section 4.2).
func (c *call) banner() error {
	if !strings.EqualFold(c.target.argument, "AutogenSession") {
		return errNoRoute
	}
	text := c.h.Banner
	if text == "" {
		text = "Connected to an exosh organization, version " + c.h.version() + "."
	}
	return c.sendJSON(struct {
		Context string `json:"@odata.context"`
		Type    string `json:"sessionType"`
		Text    string `json:"moduleBannerContent"`
	}{c.root() + "$metadata#EXOBanner/$entity", "AutogenSession", text})
}

// Serves basicinfo('AdminApiState') (protocol section 4.14).
func (c *call) basicInfo() error {
	if !strings.EqualFold(c.target.argument, "AdminApiState") {
		return errNoRoute
	}
	return c.sendJSON(struct {
		Context string `json:"@odata.context"`
		Name    string `json:"PropertyName"`
		Value   string `json:"PropertyValue"`
	}{c.root() + "$metadata#BasicInfo/$entity", "AdminApiState", "Running"})
}

// A sessionInfo is an open session as GET Sessions lists it.
type sessionInfo struct {
	ConnectionID string    `json:"connectionId"`
	Program      string    `json:"program"`
	Version      string    `json:"version"`
	Host         string    `json:"host"`
	Address      string    `json:"address"`
	ClientID     string    `json:"clientId"`
	Opened       time.Time `json:"opened"`
	LastUsed     time.Time `json:"lastUsed"`
	Expires      time.Time `json:"expires"`
	Current      bool      `json:"current"` // of the connection that asks
}

// Serves GET Sessions, a route of exosh: the caller's own open sessions, oldest first. It opens none, so
// that a user whose sessions are all taken can look at them.
func (c *call) listSessions() error {
	list, err := c.h.Sessions.List(c.r.Context(), c.who, c.who.User)
	if err != nil {
		return err
	}
	infos := make([]sessionInfo, 0, len(list))
	for _, s := range list {
		infos = append(infos, sessionInfo{
			ConnectionID: s.ConnectionID, Program: s.Program, Version: s.Version, Host: s.Host, Address: s.Address,
			ClientID: s.ClientID, Opened: s.Opened, LastUsed: s.LastUsed, Expires: s.Expires,
			Current: strings.EqualFold(s.ConnectionID, c.client.ConnectionID) && s.ClientID == c.who.ClientID,
		})
	}
	return c.sendJSON(struct {
		Context string        `json:"@odata.context"`
		Value   []sessionInfo `json:"value"`
	}{c.root() + "$metadata#Sessions", infos})
}

// Serves DELETE Sessions('{connection-id}'), a route of exosh: ends one of the caller's own sessions.
func (c *call) endSession() error {
	found, err := c.h.Sessions.Close(c.r.Context(), c.who, strings.ToLower(c.target.argument))
	if err != nil {
		return err
	}
	if !found {
		return errNoSession
	}
	c.w.WriteHeader(http.StatusNoContent)
	return nil
}

// Never changed.
var errNoSession = httpError(http.StatusNotFound, "ObjectNotFound", "SessionNotFound",
	"You have no open session with this connection id.", "GET Sessions lists those that are open.")

func (c *call) sendJSON(v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	c.send(http.StatusOK, odataType, body)
	return nil
}
