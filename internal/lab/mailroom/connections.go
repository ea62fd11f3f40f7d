package mailroom

import (
	"net/http"
	"slices"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// A connectionView is one line of the page of connections.
type connectionView struct {
	mail.Conversation
	Refusals []refusal
}

// A refusal is what the server refused with, once or several times in the same words.
type refusal struct {
	mail.Line
	Times int
}

func (r *Room) connectionsPage(w http.ResponseWriter, q *http.Request) {
	var list []connectionView
	for _, c := range r.recorded.newest() {
		list = append(list, connectionView{c, refusals(&c)})
	}
	r.show(w, http.StatusOK, "connections", list)
}

func (r *Room) connectionPage(w http.ResponseWriter, q *http.Request) {
	c, ok := r.connection(q.PathValue("id"))
	if !ok {
		r.fail(w, q, org.ErrNotFound)
		return
	}
	r.show(w, http.StatusOK, "connection", connectionView{c, refusals(&c)})
}

func refusals(c *mail.Conversation) []refusal {
	var list []refusal
	for _, l := range c.Lines {
		if !l.Refused() {
			continue
		}
		if i := slices.IndexFunc(list, func(r refusal) bool { return r.Text == l.Text }); i >= 0 {
			list[i].Times++
			continue
		}
		list = append(list, refusal{l, 1})
	}
	return list
}

func (r *Room) apiConnections(w http.ResponseWriter, q *http.Request) {
	list := []conversationJSON{}
	for _, c := range r.recorded.newest() {
		list = append(list, conversation(&c))
	}
	reply(w, http.StatusOK, struct {
		Connections []conversationJSON `json:"connections"`
	}{list})
}

func (r *Room) apiConnection(w http.ResponseWriter, q *http.Request) {
	c, ok := r.connection(q.PathValue("id"))
	if !ok {
		r.refuse(w, q, org.ErrNotFound)
		return
	}
	reply(w, http.StatusOK, conversation(&c))
}

func (r *Room) connection(text string) (mail.Conversation, bool) {
	id, err := org.ParseID(text)
	if err != nil {
		return mail.Conversation{}, false
	}
	return r.recorded.find(func(c *mail.Conversation) bool { return c.ID == id })
}
