package adminapi

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/adminapi/wire"
	"example.org/exosh/internal/session"
	"example.org/exosh/internal/strictjson"
)

// An invocation is one decoded request for a cmdlet, whether it came alone or in a batch.
type invocation struct {
	cmdlet    string
	args      []command.Arg
	fields    wire.Fields
	selected  string // $select as given, for the next link
	page      session.Page
	requestID string
	bodyHash  string
	quiet     bool // warnings are not wanted
}

// The most properties that $select may name; no object has half as many.
const mostSelected = 1000

// Serves POST InvokeCommand (protocol sections 4.5 to 4.11).
func (c *call) invoke() error {
	body, err := c.body()
	if err != nil {
		return err
	}
	doc, err := strictjson.DecodeObject(body)
	if err != nil {
		return err
	}
	in, err := c.h.invocation(c.who, c.r.Header, readOptions(c.r.URL.Query()), doc)
	if err != nil {
		return err
	}
	a, err := c.run(in)
	if err != nil {
		return err
	}
	status, parts := c.render(a)
	c.send(status, odataType, parts...)
	return nil
}

// Runs a cmdlet in the caller's session and collects what it writes.
func (c *call) run(in *invocation) (*answer, error) {
	s, err := c.h.Sessions.Open(c.r.Context(), c.who, c.client)
	if err != nil {
		return nil, err
	}
	a := &answer{in: in}
	err = s.Run(c.r.Context(), session.Request{
		Cmdlet: in.cmdlet, Args: in.args, Page: &in.page, RequestID: in.requestID, BodyHash: in.bodyHash,
		PlainSecrets: true, Correlation: c.id,
	}, a.take)
	if err != nil {
		return nil, err
	}
	return a, a.failure()
}

// Decodes a request: what it says of the cmdlet, and how the answer is wanted.
func (h *Handler) invocation(who session.Identity, header http.Header, q options, doc *strictjson.Object) (*invocation, error) {
	if err := checkFormat(header.Get("X-ResponseFormat")); err != nil {
		return nil, err
	}
	if n := strings.Count(q.selected, ","); n >= mostSelected {
		return nil, badRequest("BadSelect", "$select names more than "+strconv.Itoa(mostSelected)+" properties.", "Leave it out to get all properties.")
	}
	in := &invocation{fields: wire.SelectFields(q.selected), selected: q.selected,
		requestID: header.Get("client-request-id"), bodyHash: h.bodyHash(doc)}
	in.page.Select = in.fields.Names()
	in.quiet = strings.EqualFold(header.Get("WarningAction"), "SilentlyContinue") || strings.EqualFold(header.Get("WarningAction"), "Ignore")
	if err := in.decode(doc); err != nil {
		return nil, err
	}
	var err error
	if in.page.Limit, err = pageSize(header); err != nil {
		return nil, err
	}
	if q.skipToken != "" {
		at, err := h.unseal(q.skipToken, binding(who, in.cmdlet, in.bodyHash))
		if err != nil {
			return nil, err
		}
		in.page.After, in.page.Taken = at.After, at.Taken
	}
	return in, nil
}

// Reads {"CmdletInput":{"CmdletName":...,"Parameters":{...}}}.
func (in *invocation) decode(doc *strictjson.Object) error {
	input, err := member[*strictjson.Object](doc, "CmdletInput", "an object")
	if err != nil {
		return err
	}
	if err := only(doc, "CmdletInput"); err != nil {
		return err
	}
	if err := only(input, "CmdletName", "Parameters"); err != nil {
		return err
	}
	if in.cmdlet, err = member[string](input, "CmdletName", "the name of a cmdlet"); err != nil {
		return err
	}
	if in.cmdlet == "" {
		return badRequest("InvalidRequest", "CmdletName is empty.", "Name the cmdlet, such as Get-Mailbox.")
	}
	if v, _ := input.Get("Parameters"); v == nil {
		return nil
	}
	params, err := member[*strictjson.Object](input, "Parameters", "an object")
	if err != nil {
		return err
	}
	in.args, err = wire.Params(params)
	return err
}

func member[T any](o *strictjson.Object, name, want string) (T, error) {
	v, _ := o.Get(name)
	t, ok := v.(T)
	if !ok {
		return t, badRequest("InvalidRequest", name+" has to be "+want+".",
			`A request is {"CmdletInput":{"CmdletName":"Get-Mailbox","Parameters":{}}}.`)
	}
	return t, nil
}

// Refuses members that have no meaning; annotations of OData pass.
func only(o *strictjson.Object, names ...string) error {
	for _, m := range o.Members {
		known := strings.Contains(m.Name, "@odata.")
		for _, n := range names {
			known = known || strings.EqualFold(n, m.Name)
		}
		if !known {
			return badRequest("InvalidRequest", "The request has a member "+strconv.QuoteToASCII(clip(m.Name))+" that has no meaning.",
				"Understood here: "+strings.Join(names, ", ")+".")
		}
	}
	return nil
}

func checkFormat(format string) error {
	switch strings.ToLower(format) {
	case "", "json":
		return nil
	case "clixml":
		return httpError(http.StatusNotImplemented, command.NotImplemented, session.IDNotSupported,
			"X-ResponseFormat clixml is not supported yet.", "Send X-ResponseFormat: json.")
	}
	return badRequest("BadResponseFormat", "X-ResponseFormat "+strconv.QuoteToASCII(clip(format))+" is unknown.", "Send X-ResponseFormat: json.")
}

// Options are what the query of a request says.
type options struct{ selected, skipToken string }

// Reads $select and $skiptoken, in any case. Others are left to whoever sent them: the vendor's own
// clients add some.
func readOptions(q url.Values) options {
	var o options
	for name, values := range q {
		switch strings.ToLower(name) {
		case "$select":
			o.selected = strings.Join(values, ",")
		case "$skiptoken":
			o.skipToken = values[0]
		}
	}
	return o
}

// Reads odata.maxpagesize of the Prefer header (RFC 7240), with or without blanks around the equals
// sign. The header is sometimes sent as X-Prefer.
func pageSize(h http.Header) (int, error) {
	for _, line := range append(h.Values("Prefer"), h.Values("X-Prefer")...) {
		for part := range strings.FieldsFuncSeq(line, func(r rune) bool { return r == ';' || r == ',' }) {
			name, value, _ := strings.Cut(part, "=")
			if !strings.EqualFold(strings.TrimSpace(name), "odata.maxpagesize") {
				continue
			}
			n, err := strconv.Atoi(strings.Trim(value, ` "`))
			if err != nil || n < 1 {
				return 0, badRequest("BadPageSize", "odata.maxpagesize has to be a number from 1 to 1000.", "")
			}
			return min(n, session.MaxPage), nil
		}
	}
	return session.MaxPage, nil
}
