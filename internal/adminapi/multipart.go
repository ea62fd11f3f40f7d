package adminapi

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"

	"example.org/exosh/internal/strictjson"
)

// The limits of one part of a batch in multipart form.
const (
	maxPartHeaders = 64
	maxPartLine    = 64 << 10
)

// Returns the boundary of a batch that comes as multipart/mixed, the older form that OData clients still
// send.
func multipartBoundary(contentType string) (string, bool) {
	kind, params, err := mime.ParseMediaType(contentType)
	return params["boundary"], err == nil && strings.EqualFold(kind, "multipart/mixed") && params["boundary"] != ""
}

// Serves a batch whose parts are HTTP requests as text (OData 4.0 part 1, 11.7). Change sets, which are
// batches within one, are refused: cmdlets do not share a transaction.
func (c *call) multipartBatch(boundary string) error {
	data, err := c.rawBody()
	if err != nil {
		return err
	}
	var items []batchItem
	for r := multipart.NewReader(bytes.NewReader(data), boundary); ; {
		part, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return badRequest("BadBatch", "The batch is no valid multipart/mixed body.", "")
		}
		if len(items) == MaxBatch {
			return checkBatch(MaxBatch + 1)
		}
		it, err := c.part(part, len(items)+1)
		if err != nil {
			return err
		}
		items = append(items, it)
	}
	if err := checkBatch(len(items)); err != nil {
		return err
	}
	if err := distinct(items); err != nil {
		return err
	}
	return c.sendMultipart(c.answers(items))
}

// Reads one part: its own headers have said that it is an HTTP request, whose line, headers and body follow.
func (c *call) part(part *multipart.Part, number int) (batchItem, error) {
	it := batchItem{id: part.Header.Get("Content-ID"), header: c.r.Header.Clone()}
	if it.id == "" || checkRequestID(it.id) != nil {
		it.id = strconv.Itoa(number)
	}
	kind, _, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
	if err != nil || !strings.EqualFold(kind, "application/http") {
		return it, badRequest("BadBatch", "Part "+strconv.Itoa(number)+" of the batch is no application/http.", "Change sets are not supported: send each request as a part of its own.")
	}
	in := bufio.NewReaderSize(part, 4<<10)
	text := textproto.NewReader(in)
	line, err := text.ReadLine()
	if err != nil || len(line) > maxPartLine {
		return it, badPart(number)
	}
	method, rest, _ := strings.Cut(line, " ")
	address, version, _ := strings.Cut(rest, " HTTP/")
	if version != "1.1" || address == "" {
		return it, badPart(number)
	}
	header, err := text.ReadMIMEHeader()
	if err != nil && !errors.Is(err, io.EOF) || len(header) > maxPartHeaders {
		return it, badPart(number)
	}
	for name, values := range header {
		it.header[name] = values
	}
	if err := checkRequestID(it.header.Get("client-request-id")); err != nil {
		return it, err
	}
	body, err := io.ReadAll(in)
	if err != nil {
		return it, badPart(number)
	}
	if err := c.aim(&it, method, address); err != nil || it.method == http.MethodGet {
		return it, err
	}
	it.body, err = strictjson.DecodeObject(bytes.TrimSpace(body))
	return it, err
}

func badPart(number int) error {
	return badRequest("BadBatch", "Part "+strconv.Itoa(number)+" of the batch holds no HTTP request.",
		"A part is a line such as GET Mailbox HTTP/1.1, headers, an empty line, and for POST a body.")
}

// Writes the answers as parts in the order of the requests.
func (c *call) sendMultipart(list []batchAnswer) error {
	boundary := "batchresponse_" + newID()
	var b bytes.Buffer
	for _, a := range list {
		b.WriteString("--" + boundary + "\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: " + a.ID + "\r\n\r\n")
		b.WriteString("HTTP/1.1 " + strconv.Itoa(a.Status) + " " + http.StatusText(a.Status) + "\r\n")
		h := http.Header{}
		for name, value := range a.Headers {
			h.Set(name, value)
		}
		_ = h.Write(&b) // a buffer takes everything
		b.WriteString("\r\n")
		b.Write(a.Body)
		b.WriteString("\r\n")
	}
	b.WriteString("--" + boundary + "--\r\n")
	c.send(http.StatusOK, "multipart/mixed; boundary="+boundary, b.Bytes())
	return nil
}
