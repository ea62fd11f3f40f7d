package mailroom

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"

	"example.org/exosh/internal/org"
)

// htmlPage answers with the HTML part, made harmless, for a frame.
func (r *Room) htmlPage(w http.ResponseWriter, q *http.Request) {
	d, err := r.detail(q.Context(), q.PathValue("id"))
	if err == nil {
		defer d.Content.Close()
	}
	if err == nil && d.Content.View().HTML == nil {
		err = org.ErrNotFound
	}
	if err != nil {
		r.fail(w, q, err)
		return
	}
	body, _ := harmless(d.text(d.Content.View().HTML, mostHTML).Content, d.images())
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", framePolicy)
	fmt.Fprintf(w, frame, body)
}

const frame = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Message</title>
<style>:root{color-scheme:light}body{margin:1rem;font:15px/1.5 system-ui,sans-serif;background:#fff;color:#1c2430;overflow-wrap:anywhere}img{max-width:100%%;height:auto}table{max-width:100%%}</style>
<body>%s`

// The largest inline image that is shown, and all of a message together, in bytes.
const (
	mostImage  = 1 << 20
	mostImages = 4 << 20
)

// images returns what finds inline images by their Content-ID.
func (d *detail) images() func(string) string {
	left := int64(mostImages)
	return func(id string) string {
		for _, p := range d.Content.Root.Leaves() {
			if p.ContentID() != id || id == "" || !isImage(p.Type) {
				continue
			}
			b, err := io.ReadAll(io.LimitReader(d.Content.Content(p), mostImage+1))
			if err != nil || len(b) > mostImage || int64(len(b)) > left {
				return ""
			}
			left -= int64(len(b))
			return "data:" + p.Type + ";base64," + base64.StdEncoding.EncodeToString(b)
		}
		return ""
	}
}

// isImage says whether a type is one of pixels: SVG is a document.
func isImage(kind string) bool {
	switch kind {
	case "image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp":
		return true
	}
	return false
}
