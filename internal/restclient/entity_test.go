package restclient

import (
	"testing"
	"testing/synctest"
	"time"

	"example.org/exosh/object"
)

// Protocol section 5.5: besides what every request tries again, a failure of the service and an answer that
// cannot be read.
func TestEntitiesRetry(t *testing.T) {
	t.Parallel()
	good := answer{body: `{"value":[]}`}
	fails := answer{500, nil, `{"error":{"code":"InternalServerError","message":"no"}}`}
	cut := answer{body: `{"value":[{"Na`}
	for _, test := range []struct {
		name     string
		answers  []answer
		requests int
		wait     time.Duration
		ok       bool
	}{
		{"500 twice", []answer{fails, fails, good}, 3, 6 * time.Second, true},
		{"500 six times", []answer{fails, fails, fails, fails, fails, fails}, 6, 62 * time.Second, false},
		{"429", []answer{{429, map[string]string{"Retry-After": "7"}, throttledBody}, good}, 2, 7 * time.Second, true},
		{"cut", []answer{cut, good}, 2, 2 * time.Second, true},
		{"cut three times", []answer{cut, cut, cut}, 3, 6 * time.Second, false},
		{"501", []answer{{501, nil, `{"error":{"code":"NotSupported","message":"no"}}`}}, 1, 0, false},
		{"404", []answer{{404, nil, `{"error":{"code":"NotFound","message":"no"}}`}}, 1, 0, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c, s := fake(t, test.answers...)
				start := time.Now()
				_, err := c.Entities(t.Context(), EntityQuery{Cmdlet: "Get-EXOMailbox", Path: "Mailbox", Most: -1}, nil)
				if (err == nil) != test.ok || len(s.asked) != test.requests || time.Since(start) != test.wait {
					t.Errorf("err %v, %d requests, waited %v", err, len(s.asked), time.Since(start))
				}
			})
		})
	}
}

// A next page at another host, or at itself, is not followed.
func TestEntitiesNextPage(t *testing.T) {
	t.Parallel()
	for _, next := range []string{"https://evil.example/x", "https://exo.contoso.com:8443/adminapi/beta/t1/Mailbox"} {
		c, s := fake(t, answer{body: `{"value":[],"@odata.nextLink":"` + next + `"}`})
		_, err := c.Entities(t.Context(), EntityQuery{Path: "Mailbox", Most: -1}, func(*object.Object) error { return nil })
		if err == nil || len(s.asked) != 1 {
			t.Errorf("%s: %v after %d requests", next, err, len(s.asked))
		}
	}
}
