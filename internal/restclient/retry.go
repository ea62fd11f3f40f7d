package restclient

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// throttled says whether the same request may succeed later. A refusal for too many sessions lasts
// until one is closed, so it is not repeated.
func throttled(r *reply) bool {
	switch r.status {
	case http.StatusTooManyRequests:
		return parseFault(r).code() != "MaxConcurrency"
	case http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return parseFault(r).Error != nil // an answer that is not the service's own is not repeated
	}
	return false
}

// serverFault says whether the service failed in a way that passes by itself.
func serverFault(r *reply) bool {
	if r.status < 500 {
		return false
	}
	text := parseFault(r).text()
	for _, name := range []string{"DCOverloadedException", "SuitabilityDirectoryException", "ServerInMMException",
		"ADServerSettingsChangedException", "StorageTransientException"} {
		if strings.Contains(text, name) {
			return true
		}
	}
	return false
}

func (c *Client) wait(r *reply, attempt int) time.Duration {
	if r.status == http.StatusTooManyRequests {
		if d, ok := retryAfter(r.header.Get("Retry-After"), c.now()); ok {
			return min(d, maxWait)
		}
	}
	return retryInterval << attempt
}

// retryAfter reads seconds or a date (RFC 9110, 10.2.3).
func retryAfter(s string, now time.Time) (time.Duration, bool) {
	if n, err := strconv.Atoi(s); err == nil && n >= 0 {
		return time.Duration(n) * time.Second, true
	}
	if t, err := http.ParseTime(s); err == nil {
		return max(t.Sub(now), 0), true
	}
	return 0, false
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
