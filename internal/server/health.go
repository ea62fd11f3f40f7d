package server

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// healthz tells whether the process can do its work at all: the store has not failed.
func (s *Server) healthz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	answerHealth(w, s.store.Health(ctx))
}

// readyz tells whether new work is welcome: the store answers and the server is not stopping.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	if s.stopping.Load() {
		answerHealth(w, errStopping)
		return
	}
	s.healthz(w, r)
}

type healthError string

func (e healthError) Error() string { return string(e) }

const errStopping = healthError("the server is stopping")

func answerHealth(w http.ResponseWriter, err error) {
	status, body := http.StatusOK, map[string]string{"status": "ok"}
	if err != nil {
		status, body = http.StatusServiceUnavailable, map[string]string{"status": "failed", "reason": reason(err)}
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the prober went away: nobody is left to tell
}

// reason tells a prober what is wrong without the details, which are in the log.
func reason(err error) string {
	if e, ok := err.(healthError); ok {
		return e.Error()
	}
	return "the store does not work; see the log"
}
