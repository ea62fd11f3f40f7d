package adminapi_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"example.org/exosh/internal/adminapi"
)

// S-57: bodies are bounded before and after decompression.
func TestInvokeBodyLimits(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	path := d.beta("InvokeCommand")
	wantStatus(t, d.do(t, "POST", path, strings.Repeat(" ", adminapi.MaxBody+1)), 413, "4 MiB")

	chunked := httptest.NewRequest("POST", path, io.LimitReader(blanks{}, 100<<20))
	chunked.ContentLength = -1
	chunked.Header.Set("Authorization", "Bearer navin@contoso.com")
	wantStatus(t, d.serve(t, chunked), 413, "4 MiB")

	bomb := squeeze(t, io.LimitReader(blanks{}, 100<<20))
	wantStatus(t, d.do(t, "POST", path, string(bomb), "Content-Encoding", "gzip"), 413, "4 MiB")

	small := squeeze(t, strings.NewReader(invocation("Get-Thing", "")))
	wantStatus(t, d.do(t, "POST", path, string(small), "Content-Encoding", "gzip"), 200)
}

type blanks struct{}

func (blanks) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = ' '
	}
	return len(b), nil
}

func squeeze(t *testing.T, r io.Reader) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.Copy(z, r); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestInvokeGzipAnswer(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.Things(t, d.Contoso, many("x", 90)...)
	r := d.invoke(t, "Get-Thing", "", "Accept-Encoding", "deflate, gzip;q=0.5")
	if r.Header().Get("Content-Encoding") != "gzip" {
		t.Fatalf("headers %v", r.Header())
	}
	z, err := gzip.NewReader(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil || !strings.Contains(string(text), `"Name":"x0029"`) {
		t.Errorf("%v in %.200s", err, text)
	}
	if r := d.invoke(t, "Get-Thing", "", "Accept-Encoding", "gzip;q=0"); r.Header().Get("Content-Encoding") != "" {
		t.Error("gzip was sent to a client that refuses it")
	}
}

func TestSlowBodyEnds(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	r := httptest.NewRequest(http.MethodPost, d.beta("InvokeCommand"), brokenBody{})
	r.Header.Set("Authorization", "Bearer navin@contoso.com")
	wantStatus(t, d.serve(t, r), 400, "could not be read")
}

type brokenBody struct{}

func (brokenBody) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// S-57: the time of an answer does not grow with a list of properties without bound.
func TestS57SelectIsBounded(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.Things(t, d.Contoso, "ada")
	for n, want := range map[int]int{1000: 200, 1001: 400} {
		r := d.do(t, "POST", d.beta("InvokeCommand")+"?$select="+strings.TrimSuffix(strings.Repeat("Name,", n), ","), invocation("Get-Thing", ""))
		if r.Code != want {
			t.Errorf("%d properties: %d, want %d", n, r.Code, want)
		}
	}
}

// S-57: what a proxy in front and the service could read differently is refused.
func TestS57TwoBearers(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	r := httptest.NewRequest("GET", d.beta("Sessions"), nil)
	r.Header["Authorization"] = []string{"Bearer navin@contoso.com", "Bearer otto@contoso.com"}
	if got := d.serve(t, r); got.Code != 401 {
		t.Errorf("status %d", got.Code)
	}
}
