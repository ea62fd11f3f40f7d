package server

import (
	"context"
	"net/http"
	"net/http/httptrace"
	"sync"
	"testing"
	"time"
)

// F-33: who waits for a message does not hold up a stop.
func TestF33StopEndsWaitsForMail(t *testing.T) {
	t.Parallel()
	s, err := Start(context.Background(), Options{Data: t.TempDir(), Listen: "127.0.0.1:0", Seed: "contoso", Lab: true})
	if err != nil {
		t.Fatal(err)
	}
	c, lab := client(s), s.Ready().LabURI
	sent, done := make(chan struct{}), make(chan int, 1)
	wrote := sync.OnceFunc(func() { close(sent) })
	go func() {
		ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { wrote() }})
		q, _ := http.NewRequestWithContext(ctx, http.MethodGet, lab+"/api/wait?subject=never&timeout=2m", nil)
		r, err := c.Do(q)
		if err != nil {
			done <- 0 // the stop came before the server had read it
			return
		}
		r.Body.Close()
		done <- r.StatusCode
	}()
	<-sent
	if r, err := c.Get(lab + "/api/messages"); err != nil || r.StatusCode != http.StatusOK {
		t.Errorf("messages: %v, %v", r, err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	began := time.Now()
	if err := s.Close(ctx); err != nil {
		t.Errorf("stop: %v after %v", err, time.Since(began))
	}
	if status := <-done; status != http.StatusServiceUnavailable && status != 0 {
		t.Errorf("the wait ended with %d", status)
	}
}

// What mail the lab holds is shown to this machine only, under its own name.
func TestLabMailAnswersLoopbackOnly(t *testing.T) {
	t.Parallel()
	s := start(t, func(o *Options) { o.Lab = true })
	for host, want := range map[string]int{"": http.StatusOK, "mail.evil.example": http.StatusNotFound} {
		for _, path := range []string{"/mail", "/connections", "/api/messages", "/api/connections"} {
			q, err := http.NewRequest(http.MethodGet, s.Ready().LabURI+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			q.Host = host
			q.Header.Set("Origin", "https://evil.example")
			r, err := client(s).Do(q)
			if err != nil {
				t.Fatal(err)
			}
			r.Body.Close()
			if r.StatusCode != want || r.Header.Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("%s for %q: %s %v", path, host, r.Status, r.Header)
			}
		}
	}
}
