package message

import (
	"fmt"
	"mime"
	"slices"
	"strings"
)

// mostName is how long the name of a file may be, in bytes, as in most file systems.
const mostName = 255

// check says which value of a draft cannot be written.
func (d Draft) check() error {
	lists := [][]Address{d.From, d.ReplyTo, d.To, d.Cc}
	if d.Sender != nil {
		lists = append(lists, []Address{*d.Sender})
	}
	for _, a := range slices.Concat(lists...) {
		if err := a.check(); err != nil {
			return err
		}
	}
	if d.MessageID != "" && !isID(d.MessageID) {
		return fmt.Errorf("%q is no Message-ID", d.MessageID)
	}
	for _, a := range d.Attachments {
		if a.ContentID != "" && !isID("<"+a.ContentID+">") {
			return fmt.Errorf("%q is no Content-ID", a.ContentID)
		}
		if len(a.Name) > mostName {
			return fmt.Errorf("the name of the file %.40q... is longer than %d bytes", a.Name, mostName)
		}
		if a.Type != "" && mime.FormatMediaType(a.Type, nil) == "" || strings.HasPrefix(a.Type, "multipart/") {
			return fmt.Errorf("%q is no media type of a file", a.Type)
		}
	}
	return nil
}

func (d Draft) fields() []Field {
	list := []Field{addressField("From", d.From)}
	if d.Sender != nil {
		list = append(list, addressField("Sender", []Address{*d.Sender}))
	}
	for _, f := range []struct {
		name string
		list []Address
	}{{"Reply-To", d.ReplyTo}, {"To", d.To}, {"Cc", d.Cc}} {
		if len(f.list) > 0 {
			list = append(list, addressField(f.name, f.list))
		}
	}
	list = append(list, NewField("Subject", d.Subject))
	if !d.Date.IsZero() {
		list = append(list, NewField("Date", DateText(d.Date)))
	}
	if d.MessageID != "" {
		list = append(list, structured("Message-ID", d.MessageID))
	}
	return append(list, d.Extra...)
}

func (r Report) draft() Draft {
	return Draft{
		From: []Address{r.From}, To: []Address{r.To}, Subject: r.Subject, Date: r.Date, MessageID: r.MessageID,
		Extra: append([]Field{NewField("Auto-Submitted", "auto-replied")}, r.Extra...),
	}
}

func addressField(name string, list []Address) Field {
	var texts []string
	for _, a := range list {
		texts = append(texts, a.String())
	}
	return structured(name, strings.Join(texts, ", "))
}
