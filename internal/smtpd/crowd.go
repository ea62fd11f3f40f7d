package smtpd

import (
	"net/netip"
	"time"
)

// A crowd counts connections by network. The server's lock guards it.
type crowd struct {
	networks Networks
	counts   map[netip.Prefix]*count
	swept    time.Time
}

// A count is that of one network.
type count struct {
	open   int
	recent int       // new ones since minute
	minute time.Time // when counting began
}

func newCrowd(l Limits) *crowd {
	return &crowd{networks: l.Networks, counts: map[netip.Prefix]*count{}}
}

// enter counts a new connection, or returns false where its address, or a network of it, has too many. Those that
// are turned away do not count, so that one address cannot use up what its neighbours may have.
func (c *crowd) enter(a netip.Addr, now time.Time) bool {
	c.sweep(now)
	ok := true
	c.each(a, func(n Network, p netip.Prefix) {
		k := c.counts[p]
		if k == nil {
			return
		}
		if now.Sub(k.minute) >= time.Minute {
			k.minute, k.recent = now, 0
		}
		ok = ok && k.open < n.Open && k.recent < n.PerMinute
	})
	if ok {
		c.each(a, func(_ Network, p netip.Prefix) { c.add(p, now) })
	}
	return ok
}

func (c *crowd) add(p netip.Prefix, now time.Time) {
	k := c.counts[p]
	if k == nil {
		k = &count{minute: now}
		c.counts[p] = k
	}
	k.open++
	k.recent++
}

func (c *crowd) leave(a netip.Addr) {
	c.each(a, func(_ Network, p netip.Prefix) {
		if k := c.counts[p]; k != nil {
			k.open--
		}
	})
}

func (c *crowd) each(a netip.Addr, do func(Network, netip.Prefix)) {
	a = a.Unmap().WithZone("")
	if !a.IsValid() || c.networks.Exempt && a.IsLoopback() {
		return
	}
	list := c.networks.V6
	if a.Is4() {
		list = c.networks.V4
	}
	for _, n := range list {
		if p, err := a.Prefix(n.Bits); err == nil && n.Bits > 0 {
			do(n, p)
		}
	}
}

// sweep forgets, once a minute, who has no connection and made none for a minute.
func (c *crowd) sweep(now time.Time) {
	if now.Sub(c.swept) < time.Minute {
		return
	}
	c.swept = now
	for p, k := range c.counts {
		if k.open == 0 && now.Sub(k.minute) >= time.Minute {
			delete(c.counts, p)
		}
	}
}
