package idp

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"example.org/exosh/internal/org"
)

// A trace is the two ids of a request: ours, and the one that the client made up.
type trace struct{ trace, correlation string }

type traceKey struct{}

func traceOf(r *http.Request) trace {
	t, _ := r.Context().Value(traceKey{}).(trace)
	return t
}

// Gives the request its ids and the response its headers.
func (p *Provider) traced(w http.ResponseWriter, r *http.Request) *http.Request {
	t := trace{trace: randomID()}
	t.correlation = t.trace
	if id, err := org.ParseID(r.Header.Get("client-request-id")); err == nil {
		t.correlation = org.IDText(id)
	}
	w.Header().Set("x-ms-request-id", t.trace)
	if strings.EqualFold(r.Header.Get("return-client-request-id"), "true") {
		w.Header().Set("client-request-id", t.correlation)
	}
	return r.WithContext(context.WithValue(r.Context(), traceKey{}, t))
}

func randomID() string {
	id, err := org.NewID(rand.Reader)
	if err != nil {
		return ""
	}
	return org.IDText(id)
}

// Address returns the address that a request came from, the zero one where it cannot be told.
// X-Forwarded-For counts only from one of Proxies, and only its last entry that is no proxy (S-44).
func (p *Provider) Address(r *http.Request) netip.Addr { return p.address(r) }

func (p *Provider) address(r *http.Request) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	addr := peer.Addr().Unmap()
	if !p.isProxy(addr) {
		return addr
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		a, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			return addr
		}
		addr = a.Unmap()
		if !p.isProxy(addr) {
			return addr
		}
	}
	return addr
}

func (p *Provider) isProxy(a netip.Addr) bool {
	return slices.ContainsFunc(p.Proxies, func(n netip.Prefix) bool { return n.Contains(a) })
}
