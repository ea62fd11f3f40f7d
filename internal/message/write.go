package message

import (
	"encoding/hex"
	"fmt"
	"io"
	"mime"
	"strings"

	gomessage "github.com/emersion/go-message"
	"github.com/emersion/go-message/textproto"
)

// Compose writes a draft. Boundaries come from random, 16 bytes each.
func Compose(w io.Writer, d Draft, random io.Reader) error {
	err := d.check()
	var root entity
	if err == nil {
		root, err = composer{random}.draft(d)
	}
	if err == nil {
		err = writeEntity(w, root, d.fields())
	}
	if err != nil {
		return fmt.Errorf("compose a message: %w", err)
	}
	return nil
}

// ComposeReport writes a report.
func ComposeReport(w io.Writer, r Report, random io.Reader) error {
	d := r.draft()
	err := d.check()
	var root entity
	if err == nil {
		root, err = composer{random}.report(r)
	}
	if err == nil {
		err = writeEntity(w, root, d.fields())
	}
	if err != nil {
		return fmt.Errorf("compose a report: %w", err)
	}
	return nil
}

// An entity is a part to be written: a multipart with parts, or a body.
type entity struct {
	kind   string
	params map[string]string
	more   []Field
	coding string // Content-Transfer-Encoding
	parts  []entity
	body   io.Reader
}

// A composer makes entities.
type composer struct{ random io.Reader }

func (c composer) multipart(kind string, parts ...entity) (entity, error) {
	var b [16]byte
	if _, err := io.ReadFull(c.random, b[:]); err != nil {
		return entity{}, fmt.Errorf("make a boundary: %w", err)
	}
	return entity{kind: kind, params: map[string]string{"boundary": "_" + hex.EncodeToString(b[:]) + "_"}, parts: parts}, nil
}

func text(kind, s string) entity {
	return entity{kind: kind, params: map[string]string{"charset": "utf-8"}, coding: "quoted-printable", body: strings.NewReader(s)}
}

func (c composer) words(plain, html string) (entity, error) {
	switch {
	case html == "":
		return text("text/plain", plain), nil
	case plain == "":
		return text("text/html", html), nil
	}
	return c.multipart("multipart/alternative", text("text/plain", plain), text("text/html", html))
}

func (c composer) draft(d Draft) (entity, error) {
	body, err := c.words(d.Text, d.HTML)
	if err != nil {
		return entity{}, err
	}
	related, files := []entity{body}, []entity(nil)
	for _, a := range d.Attachments {
		if a.ContentID != "" {
			related = append(related, a.entity("inline"))
		} else {
			files = append(files, a.entity("attachment"))
		}
	}
	if len(related) > 1 {
		if body, err = c.multipart("multipart/related", related...); err != nil {
			return entity{}, err
		}
	}
	if len(files) == 0 {
		return body, nil
	}
	return c.multipart("multipart/mixed", append([]entity{body}, files...)...)
}

func (a Attachment) entity(disposition string) entity {
	kind := a.Type
	if kind == "" {
		kind = "application/octet-stream"
	}
	name := oneLine(a.Name)
	e := entity{kind: kind, params: map[string]string{"name": name}, coding: "base64", body: a.Data}
	e.more = append(e.more, structured("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": name})))
	if a.ContentID != "" {
		e.more = append(e.more, structured("Content-ID", "<"+a.ContentID+">"))
	}
	return e
}

func (c composer) report(r Report) (entity, error) {
	words, err := c.words(r.Text, r.HTML)
	if err != nil {
		return entity{}, err
	}
	var status strings.Builder
	for _, group := range append([][]Field{r.Message}, r.Recipients...) {
		for _, f := range group {
			status.Write(f.Raw)
		}
		status.WriteString("\r\n")
	}
	kind := "message/delivery-status"
	if !isASCII([]byte(status.String())) {
		kind = "message/global-delivery-status" // RFC 6533
	}
	parts := []entity{words, {kind: kind, body: strings.NewReader(status.String())}}
	if r.Original != nil {
		kind := "message/rfc822"
		if r.Header {
			kind = "text/rfc822-headers"
		}
		parts = append(parts, entity{kind: kind, coding: "8bit", body: r.Original})
	}
	e, err := c.multipart("multipart/report", parts...)
	if err == nil {
		e.params["report-type"] = "delivery-status"
	}
	return e, err
}

func (e entity) header(fields []Field) gomessage.Header {
	var all []Field
	all = append(all, fields...)
	if fields != nil {
		all = append(all, NewField("MIME-Version", "1.0"))
	}
	all = append(all, structured("Content-Type", mime.FormatMediaType(e.kind, e.params)))
	if e.coding != "" {
		all = append(all, NewField("Content-Transfer-Encoding", e.coding))
	}
	all = append(all, e.more...)
	var h textproto.Header
	for i := len(all) - 1; i >= 0; i-- {
		h.AddRaw(all[i].Raw)
	}
	return gomessage.Header{Header: h}
}

func writeEntity(w io.Writer, e entity, fields []Field) error {
	mw, err := gomessage.CreateWriter(w, e.header(fields))
	if err != nil {
		return err
	}
	return writeBody(mw, e)
}

func writeBody(mw *gomessage.Writer, e entity) error {
	if e.body != nil {
		if _, err := io.Copy(mw, e.body); err != nil {
			return err
		}
	}
	for _, p := range e.parts {
		pw, err := mw.CreatePart(p.header(nil))
		if err != nil {
			return err
		}
		if err := writeBody(pw, p); err != nil {
			return err
		}
	}
	return mw.Close()
}
