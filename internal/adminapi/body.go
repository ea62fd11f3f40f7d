package adminapi

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"example.org/exosh/command"
)

// MaxBody is the most bytes of a request, before and after decompression.
const MaxBody = 4 << 20

const (
	jsonType  = "application/json; charset=utf-8"
	odataType = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
)

// Reads the JSON text of a request.
func (c *call) body() ([]byte, error) {
	if err := checkContentType(c.r.Header.Get("Content-Type")); err != nil {
		return nil, err
	}
	return c.rawBody()
}

// Reads the bytes of a request within their limits.
func (c *call) rawBody() ([]byte, error) {
	if c.r.ContentLength > MaxBody {
		return nil, errTooLarge
	}
	var in io.Reader = http.MaxBytesReader(c.w, c.r.Body, MaxBody)
	switch encoding := strings.ToLower(c.r.Header.Get("Content-Encoding")); encoding {
	case "", "identity":
	case "gzip":
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, bodyError(err)
		}
		in = z
	default:
		return nil, httpError(http.StatusUnsupportedMediaType, command.InvalidData, "UnsupportedEncoding",
			"The Content-Encoding "+strconv.QuoteToASCII(clip(encoding))+" is not supported.", "Send the body as it is, or with gzip.")
	}
	data, err := io.ReadAll(io.LimitReader(in, MaxBody+1))
	if err != nil {
		return nil, bodyError(err)
	}
	if len(data) > MaxBody {
		return nil, errTooLarge
	}
	return data, nil
}

// Never changed.
var errTooLarge = httpError(http.StatusRequestEntityTooLarge, command.LimitsExceeded, "RequestTooLarge",
	"The request is larger than 4 MiB.", "Split it into several requests.")

func bodyError(err error) error {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return errTooLarge
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum):
		return badRequest("InvalidBody", "The body says that it is gzip and is not.", "Check Content-Encoding.")
	}
	return badRequest("InvalidBody", "The body could not be read to its end.", "Send the request again.")
}

func checkContentType(value string) error {
	kind, params, err := mime.ParseMediaType(value)
	// Some clients write "application/json;odata.metadata=minimal", which is a fine media type, and some
	// send none.
	if value == "" || err == nil && strings.EqualFold(kind, "application/json") && goodCharset(params["charset"]) {
		return nil
	}
	return httpError(http.StatusUnsupportedMediaType, command.InvalidData, "UnsupportedMediaType",
		"The Content-Type "+strconv.QuoteToASCII(clip(value))+" is not supported.", "Send application/json in UTF-8.")
}

func goodCharset(name string) bool { return name == "" || strings.EqualFold(name, "utf-8") }

func clip(s string) string {
	const most = 100
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "..."
}

// The size from which an answer is worth compressing: what is smaller leaves in the first round trip of
// a connection anyway.
const worthZip = 14 << 10

// A zips keeps compressors, which are expensive to make.
type zips struct{ pool sync.Pool }

// Returns the parts compressed.
func (z *zips) squeeze(parts [][]byte) []byte {
	var out bytes.Buffer
	zw := z.get(&out)
	defer z.pool.Put(zw)
	for _, p := range parts {
		_, _ = zw.Write(p) // a buffer takes everything
	}
	_ = zw.Close()
	return out.Bytes()
}

func (z *zips) get(w io.Writer) *gzip.Writer {
	if zw, ok := z.pool.Get().(*gzip.Writer); ok {
		zw.Reset(w)
		return zw
	}
	zw, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil { // the level is valid
		panic(err)
	}
	return zw
}

// Writes an answer of one or more parts, compressed where the client takes it. It is compressed before
// the first byte is sent, so that a slow reader holds the small form in memory only. Errors of the
// connection are the client's.
func (c *call) send(status int, contentType string, parts ...[]byte) {
	size := 0
	for _, p := range parts {
		size += len(p)
	}
	h := c.w.Header()
	h.Set("Content-Type", contentType)
	if size >= worthZip && acceptsGzip(c.r.Header) {
		h.Set("Content-Encoding", "gzip")
		parts = [][]byte{c.h.zips.squeeze(parts)}
		size = len(parts[0])
	}
	h.Set("Content-Length", strconv.Itoa(size))
	c.w.WriteHeader(status)
	for _, p := range parts {
		if _, err := c.w.Write(p); err != nil {
			return
		}
	}
}

// Reports whether gzip is among the codings accepted, with a weight other than nought.
func acceptsGzip(h http.Header) bool {
	for part := range strings.SplitSeq(strings.Join(h.Values("Accept-Encoding"), ","), ",") {
		coding, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if !strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			continue
		}
		q, ok := strings.CutPrefix(strings.ReplaceAll(weight, " ", ""), "q=")
		f, err := strconv.ParseFloat(q, 64)
		return !ok || err != nil || f > 0
	}
	return false
}
