package session

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/org"
)

// Class is the class of the tickets that are session slots. Their owner is the account's id and their
// key that id, a slash and the number of the slot, so that two sessions cannot take the same slot on
// any engine. Each environment counts its own slots: those of Security & Compliance have "scc" before the
// number.
const Class = "session"

const complianceSlot = "scc"

// A slot is a session as its ticket holds it.
type slot struct {
	number  int
	version int64
	expires time.Time
	slotData
}

type slotData struct {
	Connection string    `json:"connection,omitempty"`
	ClientID   string    `json:"clientId"`
	UPN        string    `json:"upn"`
	Program    string    `json:"program,omitempty"`
	Host       string    `json:"host,omitempty"`
	Version    string    `json:"version,omitempty"`
	Address    string    `json:"address,omitempty"`
	Opened     time.Time `json:"opened"`
	Used       time.Time `json:"used"`
}

func (d *slotData) belongs(who Identity, connection string) bool {
	return d.Connection == connection && d.ClientID == who.ClientID
}

func (d slot) info() Info {
	return Info{
		ConnectionID: d.Connection, UPN: d.UPN, ClientID: d.ClientID, Program: d.Program, Host: d.Host,
		Version: d.Version, Address: d.Address, Opened: d.Opened, LastUsed: d.Used, Expires: d.expires,
	}
}

// Returns the live slots of a user in an environment, by number.
func slots(tx org.Tx, env catalog.Env, user org.ID) ([]slot, error) {
	var list []slot
	for t, err := range tx.Tickets(Class, org.IDText(user)) {
		if err != nil {
			return nil, err
		}
		number, mine := cutSlot(env, t)
		if !mine {
			continue
		}
		s, err := readSlot(t, number)
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].number < list[j].number })
	return list, nil
}

// Returns the number in the key of a slot, and whether the slot is one of the environment.
func cutSlot(env catalog.Env, t *org.Ticket) (number string, mine bool) {
	number, compliance := strings.CutPrefix(strings.TrimPrefix(t.Key, t.Owner+"/"), complianceSlot)
	return number, compliance == (env == catalog.SCC)
}

func readSlot(t *org.Ticket, number string) (slot, error) {
	s := slot{version: t.Version, expires: t.Expires}
	n, err := strconv.Atoi(number)
	if err != nil {
		return slot{}, fmt.Errorf("session slot %q: %w", t.Key, err)
	}
	if err := json.Unmarshal(t.Data, &s.slotData); err != nil {
		return slot{}, fmt.Errorf("session slot %q: %w", t.Key, err)
	}
	s.number = n
	return s, nil
}

func slotKey(who Identity, number int) string {
	key := org.IDText(who.User) + "/"
	if who.env() == catalog.SCC {
		key += complianceSlot
	}
	return key + strconv.Itoa(number)
}

// Writes a slot, new or known, so that it lives for the idle time from now on. The time between two
// writes is added, because a use in between is not written down.
func (s *Service) putSlot(tx org.Tx, who Identity, d *slot) error {
	now := tx.Now()
	d.Used = now
	if d.Opened.IsZero() {
		d.Opened = now
	}
	d.expires = now.Add(s.idle() + s.touch())
	data, err := json.Marshal(d.slotData)
	if err != nil {
		return err
	}
	return tx.PutTicket(&org.Ticket{
		Class: Class, Key: slotKey(who, d.number), Owner: org.IDText(who.User),
		Version: d.version, Expires: d.expires, Data: data,
	})
}

// Takes a slot for the connection, or keeps the one it has alive, and returns it and all that the user
// has then. It returns a fullError where every slot is another session's.
func (s *Service) take(ctx context.Context, who Identity, c Client) (mine slot, held []slot, err error) {
	ctx = s.system(ctx, who, c, "Connect")
	closure := func(tx org.Tx) error {
		list, err := slots(tx, who.env(), who.User)
		if err != nil {
			return err
		}
		mine, err = s.choose(list, who, c)
		if err != nil {
			return err
		}
		if err := s.putSlot(tx, who, &mine); err != nil {
			return err
		}
		held = append(slices.DeleteFunc(list, func(d slot) bool { return d.number == mine.number }), mine)
		return nil
	}
	// Every conflict means that somebody else took a slot; after as many as there are, all are taken.
	for range s.limit() + 2 {
		if err = s.Store.Update(ctx, closure); !errors.Is(err, org.ErrConflict) {
			break
		}
	}
	return mine, held, err
}

// Picks the slot that the connection has, or the first free one.
func (s *Service) choose(list []slot, who Identity, c Client) (slot, error) {
	taken := make(map[int]bool, len(list))
	for _, d := range list {
		if d.belongs(who, c.ConnectionID) {
			return d, nil
		}
		taken[d.number] = true
	}
	if len(list) >= s.limit() {
		return slot{}, &fullError{list}
	}
	number := 0
	for taken[number] {
		number++
	}
	return slot{number: number, slotData: slotData{
		Connection: c.ConnectionID, ClientID: who.ClientID, UPN: who.UPN, Program: c.Program,
		Host: c.Host, Version: c.Version, Address: who.Address,
	}}, nil
}

// A fullError says that all slots of a user are taken, and by what.
type fullError struct{ open []slot }

func (*fullError) Error() string { return "all sessions of the user are open" }

func (s *Service) close(ctx context.Context, who Identity, connection string) (bool, error) {
	found := false
	err := s.Store.Update(s.system(ctx, who, Client{ConnectionID: connection}, "Disconnect"), func(tx org.Tx) error {
		found = false
		list, err := slots(tx, who.env(), who.User)
		if err != nil {
			return err
		}
		for _, d := range list {
			if d.Connection != connection {
				continue
			}
			if err := tx.DeleteTicket(Class, slotKey(who, d.number)); err != nil && !errors.Is(err, org.ErrNotFound) {
				return err
			}
			found = true
		}
		return nil
	})
	s.state.forget(keyOf(who))
	if err != nil {
		return false, s.internal(ctx, "close session", "", err)
	}
	return found, nil
}

func (s *Service) list(ctx context.Context, who Identity, user org.ID) ([]Info, error) {
	var infos []Info
	err := s.Store.View(s.system(ctx, who, Client{}, ""), func(tx org.Tx) error {
		list, err := slots(tx, who.env(), user)
		if err != nil {
			return err
		}
		for _, d := range list {
			infos = append(infos, d.info())
		}
		return nil
	})
	if err != nil {
		return nil, s.internal(ctx, "list sessions", "", err)
	}
	sort.SliceStable(infos, func(i, j int) bool { return infos[i].Opened.Before(infos[j].Opened) })
	return infos, nil
}

// Returns a context in which the service itself acts on behalf of the user. What it changes is the
// state of sessions, which is no object of the organisation.
func (s *Service) system(ctx context.Context, who Identity, c Client, operation string) context.Context {
	return org.WithCaller(ctx, &org.Caller{
		Tenant: who.Tenant, Actor: who.UPN, ActorID: who.User, Client: who.ClientID,
		Address: who.Address, Session: c.ConnectionID, Env: who.env(),
		Cause: &org.Cause{Operation: operation, Silent: true},
	})
}
