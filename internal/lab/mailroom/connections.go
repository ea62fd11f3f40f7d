package mailroom

import (
	"net/http"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// A connectionView is one line of the page of connections.
type connectionView struct {
	mail.Conversation
	Refusals []mail.Line
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

func refusals(c *mail.Conversation) []mail.Line {
	var list []mail.Line
	for _, l := range c.Lines {
		if l.Refused() {
			list = append(list, l)
		}
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
