package mailroom

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

type errorJSON struct {
	Error    string        `json:"error"`
	Messages []messageJSON `json:"messages,omitempty"` // what did arrive
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false) // it is JSON to everybody: nosniff
	if err := e.Encode(v); err != nil {
		panic(http.ErrAbortHandler) // the reader went away
	}
}

// refuse answers with an error; what only the server can do something about is logged.
func (r *Room) refuse(w http.ResponseWriter, q *http.Request, err error) {
	status, text := http.StatusInternalServerError, "the mail could not be read; the server's log says why"
	switch {
	case org.IsNotFound(err):
		status, text = http.StatusNotFound, "there is no such message or mailbox"
	case errors.Is(err, errClosing), errors.Is(err, errCrowd):
		status, text = http.StatusServiceUnavailable, err.Error()
	case q.Context().Err() != nil:
		panic(http.ErrAbortHandler)
	default:
		r.log().Error("lab: read mail", "path", q.URL.Path, "error", err)
	}
	reply(w, status, errorJSON{Error: text})
}

func bad(w http.ResponseWriter, err error) {
	reply(w, http.StatusBadRequest, errorJSON{Error: err.Error()})
}

func (r *Room) apiList(w http.ResponseWriter, q *http.Request) {
	ask, err := r.parse(q.URL.Query())
	if err != nil {
		bad(w, err)
		return
	}
	f, err := r.find(q.Context(), ask)
	if err != nil {
		r.refuse(w, q, err)
		return
	}
	reply(w, http.StatusOK, f.json())
}

func (r *Room) apiMessage(w http.ResponseWriter, q *http.Request) {
	d, err := r.detail(q.Context(), q.PathValue("id"))
	if err != nil {
		r.refuse(w, q, err)
		return
	}
	r.answer(w, q, d)
}

// answer sends all that is known of a message.
func (r *Room) answer(w http.ResponseWriter, q *http.Request, d *detail) {
	defer d.Content.Close()
	j, err := d.json()
	if err != nil {
		r.refuse(w, q, err)
		return
	}
	reply(w, http.StatusOK, j)
}

// apiWait answers as soon as a message fits, or says after the time what else arrived.
func (r *Room) apiWait(w http.ResponseWriter, q *http.Request) {
	ask, err := r.parse(q.URL.Query(), "timeout")
	if err != nil {
		bad(w, err)
		return
	}
	after, err := timeout(q.URL.Query().Get("timeout"))
	if err != nil {
		bad(w, err)
		return
	}
	ctx, cancel := context.WithTimeout(q.Context(), after)
	defer cancel()
	a, err := r.wait(ctx, ask)
	if err == nil {
		d, err := r.detail(q.Context(), org.IDText(a.ID))
		if err != nil {
			r.refuse(w, q, err)
			return
		}
		r.answer(w, q, d)
		return
	}
	if !errors.Is(err, errNothing) {
		r.refuse(w, q, err)
		return
	}
	r.nothing(w, q, fmt.Sprintf("%v: %s", err, after))
}

// nothing says what arrived instead, newest first.
func (r *Room) nothing(w http.ResponseWriter, q *http.Request, text string) {
	f, err := r.find(q.Context(), query{Limit: 10})
	if err != nil {
		r.refuse(w, q, err)
		return
	}
	reply(w, http.StatusGatewayTimeout, errorJSON{Error: text, Messages: f.json().Messages})
}

// apiEmpty empties a mailbox.
func (r *Room) apiEmpty(w http.ResponseWriter, q *http.Request) {
	mailbox := q.URL.Query().Get("mailbox")
	if o := q.Header.Get("Origin"); o != "" && !sameHost(o, q.Host) {
		reply(w, http.StatusForbidden, errorJSON{Error: "pages of other sites may not empty mailboxes"})
		return
	}
	if mailbox == "" || len(q.URL.Query()) != 1 {
		bad(w, errors.New("say which mailbox to empty: ?mailbox=ADDRESS, or ?mailbox=outbox"))
		return
	}
	if err := r.empty(q.Context(), mailbox); err != nil {
		r.refuse(w, q, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func sameHost(origin, host string) bool {
	u, err := url.Parse(origin)
	return err == nil && u.Host == host
}

// raw answers with the message as it is stored.
func (r *Room) raw(w http.ResponseWriter, q *http.Request) {
	id, err := org.ParseID(q.PathValue("id"))
	if err == nil {
		err = r.view(q.Context(), func(x *reading) error {
			_, err := x.mail.Message(id)
			return err
		})
	} else {
		err = org.ErrNotFound
	}
	if err != nil {
		r.refuse(w, q, err)
		return
	}
	download(w, "message/rfc822", org.IDText(id)+".eml")
	if _, err := io.Copy(w, mail.Open(r.caller(q.Context(), nil), r.Store, id)); err != nil {
		panic(http.ErrAbortHandler)
	}
}

// part answers with the content of one part, as a file.
func (r *Room) part(w http.ResponseWriter, q *http.Request) {
	d, err := r.detail(q.Context(), q.PathValue("id"))
	if err != nil {
		r.refuse(w, q, err)
		return
	}
	defer d.Content.Close()
	leaves := d.Content.Root.Leaves()
	n, err := strconv.Atoi(q.PathValue("n"))
	if err != nil || n < 1 || n > len(leaves) {
		r.refuse(w, q, org.ErrNotFound)
		return
	}
	p := leaves[n-1]
	download(w, "application/octet-stream", fileName(p, n))
	if _, err := io.Copy(w, d.Content.Content(p)); err != nil {
		panic(http.ErrAbortHandler)
	}
}

func download(w http.ResponseWriter, kind, name string) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
}
