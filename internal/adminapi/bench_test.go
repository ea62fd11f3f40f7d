package adminapi_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// P-07: a point read beside a bare handler that decodes and encodes the same JSON, over HTTP on loopback.
// The token is one seen before; verifying it is the sign-in service's cost.
func BenchmarkPointRead(b *testing.B) {
	d := newDoor(b)
	d.Things(b, d.Contoso, many("x", 100)...)
	body := []byte(invocation("Get-Thing", `"Identity":"x0042@contoso.com"`))
	answer := d.invoke(b, "Get-Thing", `"Identity":"x0042@contoso.com"`).Body.Bytes()
	b.Run("bare", func(b *testing.B) { measure(b, bare(answer), "/", body) })
	b.Run("admin", func(b *testing.B) { measure(b, d, d.beta("InvokeCommand"), body) })
}

// A bare handler answers a fixed object.
func bare(answer []byte) http.Handler {
	var v any
	if err := json.Unmarshal(answer, &v); err != nil {
		panic(err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in any
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(v)
	})
}

func measure(b *testing.B, h http.Handler, path string, body []byte) {
	server := httptest.NewServer(h)
	defer server.Close()
	client := server.Client()
	transport := client.Transport.(*http.Transport)
	transport.MaxIdleConnsPerHost, transport.DisableCompression = 16, true
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			r, err := http.NewRequest("POST", server.URL+path, bytes.NewReader(body))
			if err != nil {
				b.Error(err)
				return
			}
			r.Header.Set("Authorization", "Bearer navin@contoso.com")
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("connection-id", "conn-1")
			res, err := client.Do(r)
			if err != nil {
				b.Error(err)
				return
			}
			if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != 200 {
				b.Errorf("%d, %v", res.StatusCode, err)
			}
			res.Body.Close()
		}
	})
}

// A page of 1,000 objects.
func BenchmarkPage(b *testing.B) {
	d := newDoor(b)
	d.Things(b, d.Contoso, many("x", 1000)...)
	path, body := d.beta("InvokeCommand"), invocation("Get-Thing", `"ResultSize":"Unlimited"`)
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest("POST", path, strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer navin@contoso.com")
		w := httptest.NewRecorder()
		d.ServeHTTP(w, r)
		if w.Code != 200 {
			b.Fatal(w.Body)
		}
	}
}

// The door alone, without HTTP: what a point read costs this side of the socket.
func BenchmarkPointReadServed(b *testing.B) {
	d := newDoor(b)
	d.Things(b, d.Contoso, many("x", 100)...)
	path, body := d.beta("InvokeCommand"), invocation("Get-Thing", `"Identity":"x0042@contoso.com"`)
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest("POST", path, strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer navin@contoso.com")
		r.Header.Set("connection-id", "conn-1")
		w := httptest.NewRecorder()
		d.ServeHTTP(w, r)
		if w.Code != 200 {
			b.Fatal(w.Body)
		}
	}
}
