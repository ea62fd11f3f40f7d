package mailroom

import (
	"io"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/message"
	"example.org/exosh/internal/org"
)

// What is shown of texts at most, in bytes.
const (
	mostText = 1 << 20
	mostHTML = 2 << 20
)

type listJSON struct {
	Messages []messageJSON `json:"messages"`
	Complete bool          `json:"complete"` // false where older messages were not searched
}

type messageJSON struct {
	ID         string         `json:"id"`
	MessageID  string         `json:"messageId"`
	From       string         `json:"from"`
	Subject    string         `json:"subject"`
	Size       int64          `json:"size"`
	Received   time.Time      `json:"received"`
	Deliveries []deliveryJSON `json:"deliveries"`
	LeftOut    int            `json:"deliveriesLeftOut,omitempty"`
}

type deliveryJSON struct {
	Mailbox string `json:"mailbox"` // "outbox" for the lab's outbox
	Folder  string `json:"folder"`
	For     string `json:"for"`
	Read    bool   `json:"read"`
}

type detailJSON struct {
	messageJSON
	Envelope     envelopeJSON      `json:"envelope"`
	Headers      []headerJSON      `json:"headers"`
	Text         *textJSON         `json:"text"`
	HTML         *textJSON         `json:"html"`
	Links        []string          `json:"links"`
	Attachments  []attachmentJSON  `json:"attachments"`
	Events       []eventJSON       `json:"events"`
	Conversation *conversationJSON `json:"conversation"`
}

type envelopeJSON struct {
	From       string          `json:"from"`
	Recipients []recipientJSON `json:"recipients"`
}

type recipientJSON struct {
	Address string `json:"address"`
	Status  string `json:"status"`
}

type headerJSON struct {
	Name  string `json:"name"`
	Value string `json:"value"` // decoded
}

type textJSON struct {
	Content  string `json:"content"`
	Complete bool   `json:"complete"`
}

type attachmentJSON struct {
	Part      int    `json:"part"`
	Name      string `json:"name"`
	Type      string `json:"type"`
	Size      int64  `json:"size"` // decoded
	ContentID string `json:"contentId,omitempty"`
	URL       string `json:"url"`
}

type eventJSON struct {
	Time      time.Time `json:"time"`
	Name      string    `json:"name"`
	Recipient string    `json:"recipient,omitempty"`
	Detail    string    `json:"detail"`
}

type conversationJSON struct {
	ID       string     `json:"id"`
	Client   string     `json:"client"`
	Server   string     `json:"server"`
	TLS      string     `json:"tls"`
	Hello    string     `json:"hello"`
	User     string     `json:"user"`
	Method   string     `json:"method"`
	Began    time.Time  `json:"began"`
	Ended    *time.Time `json:"ended"` // null while it lasts
	End      string     `json:"end"`
	Messages []string   `json:"messages"`
	Lines    []lineJSON `json:"lines"`
	LeftOut  int        `json:"linesLeftOut,omitempty"`
}

type lineJSON struct {
	Time    time.Time `json:"time"`
	From    string    `json:"from"` // "C", "S", or "" for an event
	Text    string    `json:"text"`
	Meaning string    `json:"meaning,omitempty"` // of a refusal
	Advice  string    `json:"advice,omitempty"`
}

func (a arrival) json() messageJSON {
	m := messageJSON{
		ID: org.IDText(a.ID), MessageID: a.MessageID, From: a.From, Subject: a.Subject, Size: a.Size,
		Received: a.Received.UTC(), Deliveries: []deliveryJSON{}, LeftOut: a.More,
	}
	for _, p := range a.Places {
		m.Deliveries = append(m.Deliveries, deliveryJSON{p.name(), p.Folder, p.For, p.Item.Read})
	}
	return m
}

// name is how a query names the mailbox.
func (p place) name() string {
	if p.Mailbox == "" {
		return outbox
	}
	return p.Mailbox
}

func (f found) json() listJSON {
	l := listJSON{Messages: []messageJSON{}, Complete: f.Complete}
	for _, a := range f.List {
		l.Messages = append(l.Messages, a.json())
	}
	return l
}

func (d *detail) json() (detailJSON, error) {
	view := d.Content.View()
	j := detailJSON{
		messageJSON: d.arrival.json(), Envelope: envelopeJSON{d.Sender, []recipientJSON{}}, Headers: []headerJSON{},
		Text: d.text(view.Text, mostText), HTML: d.text(view.HTML, mostHTML), Events: []eventJSON{},
	}
	for _, t := range d.Traces {
		j.Envelope.Recipients = append(j.Envelope.Recipients, recipientJSON{t.Recipient, t.Status})
	}
	for _, f := range d.Content.Header {
		j.Headers = append(j.Headers, headerJSON{f.Name, f.Text()})
	}
	for _, e := range d.Events {
		j.Events = append(j.Events, eventJSON{e.Time.UTC(), e.Name, e.Recipient, e.Detail})
	}
	if d.HasConversation {
		c := conversation(&d.Conversation)
		j.Conversation = &c
	}
	j.Links = links(j.Text, j.HTML)
	var err error
	j.Attachments, err = d.attachments(view)
	return j, err
}

func (d *detail) text(p *message.Part, limit int64) *textJSON {
	if p == nil {
		return nil
	}
	text, all := d.Content.Text(p, limit)
	return &textJSON{text, all}
}

// attachments lists the parts that are not the message's words. Their numbers count the message's leaves from 1.
func (d *detail) attachments(v message.View) ([]attachmentJSON, error) {
	list := []attachmentJSON{}
	for i, p := range d.Content.Root.Leaves() {
		if p == v.Text || p == v.HTML {
			continue
		}
		size, err := io.Copy(io.Discard, d.Content.Content(p))
		if err != nil && size == 0 {
			size = p.End - p.Body // what cannot be decoded is given as it is
		}
		list = append(list, attachmentJSON{Part: i + 1, Name: partName(p), Type: p.Type, Size: size, ContentID: p.ContentID(), URL: d.partURL(i + 1)})
	}
	return list, nil
}

func conversation(c *mail.Conversation) conversationJSON {
	j := conversationJSON{
		ID: org.IDText(c.ID), Client: c.Client.String(), Server: c.Server, TLS: c.TLS, Hello: c.Hello, User: c.User, Method: c.Method,
		Began: c.Began.UTC(), End: c.End, Messages: []string{}, Lines: []lineJSON{}, LeftOut: c.Cut,
	}
	if !c.Ended.IsZero() {
		t := c.Ended.UTC()
		j.Ended = &t
	}
	for _, id := range c.Messages {
		j.Messages = append(j.Messages, org.IDText(id))
	}
	for _, l := range c.Lines {
		why := explain(l)
		j.Lines = append(j.Lines, lineJSON{l.Time.UTC(), l.From, l.Text, why.Meaning, why.Advice})
	}
	return j
}
