package auditlog

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// The figures of a search.
const (
	defaultSize = 100
	maxSize     = 5000  // records of one call
	maxLarge    = 50000 // records of one session of ReturnLargeSet
	maxPreview  = 5000  // records of one session of ReturnNextPreviewPage
	maxValues   = 1000  // values of one parameter
)

// searchTable says what each parameter of Search-UnifiedAuditLog does. The trail is always complete,
// which is what -HighCompleteness asks for.
func searchTable() project.Table[struct{}] {
	return project.Table[struct{}]{Cmdlet: "Search-UnifiedAuditLog", Rows: project.Reads[struct{}](
		"StartDate", "EndDate", "Operations", "UserIds", "RecordType", "ObjectIds", "FreeText", "IPAddresses",
		"ResultSize", "SessionId", "SessionCommand", "Formatted", "HighCompleteness",
	)}
}

// A query is a search with its arguments understood.
type query struct {
	audit     org.AuditQuery // without its dates
	from, to  time.Time
	record    string // -RecordType
	objects   []string
	addresses []string
	size      int // records wanted in this call
	most      int // records that all calls of the session may return
	session   string
	command   string
	formatted bool
	pauses    []pause // times of which nothing is found
}

func (a *auditlog) search(ctx context.Context, c *command.Call) error {
	if err := searchTable().Check(c.Args); err != nil {
		return err
	}
	q, err := parse(c.Args)
	if err != nil {
		return err
	}
	from, err := a.position(ctx, c, q)
	if err != nil {
		return err
	}
	var objects []*object.Object
	err = a.Read(ctx, func(tx org.Tx, home *directory.Organisation) error {
		hits, next, err := q.page(tx, from, pageLimit(c.Page))
		if err != nil {
			return err
		}
		for _, h := range hits {
			objects = append(objects, a.show(home, h, q.formatted))
		}
		if c.Page != nil {
			c.Page.Next = next
		}
		return nil
	})
	if err != nil {
		return err
	}
	return command.OutputAll(c, objects)
}

func pageLimit(p *command.Page) int {
	if p == nil || p.Limit <= 0 {
		return maxSize
	}
	return p.Limit
}

func parse(args command.Args) (*query, error) {
	q := &query{
		objects: texts(args, "ObjectIds"), addresses: texts(args, "IPAddresses"),
		session: args.Text("SessionId"), command: args.Text("SessionCommand"), formatted: args.Flag("Formatted"),
	}
	q.audit = org.AuditQuery{Operations: texts(args, "Operations"), Actors: folded(texts(args, "UserIds")), Text: args.Text("FreeText")}
	var err error
	if q.record, err = recordType(args.Text("RecordType")); err != nil {
		return nil, err
	}
	if q.from, err = date(args, "StartDate"); err != nil {
		return nil, err
	}
	if q.to, err = date(args, "EndDate"); err != nil {
		return nil, err
	}
	if !q.from.Before(q.to) {
		return nil, org.Invalid("EndDate", q.to.Format(time.RFC3339), "it must be later than StartDate")
	}
	if err := q.few(); err != nil {
		return nil, err
	}
	return q, q.sizes(args)
}

// few refuses lists that are too long: every record is compared with them.
func (q *query) few() error {
	for _, l := range []struct {
		name string
		list []string
	}{{"Operations", q.audit.Operations}, {"UserIds", q.audit.Actors}, {"ObjectIds", q.objects}, {"IPAddresses", q.addresses}} {
		if len(l.list) > maxValues {
			return org.Invalid(l.name, fmt.Sprint(len(l.list), " values"), fmt.Sprintf("it may hold at most %d", maxValues))
		}
	}
	return nil
}

// sizes reads -ResultSize and the parameters of a session.
func (q *query) sizes(args command.Args) error {
	var err error
	if q.size, err = project.ResultSize(args, defaultSize); err != nil {
		return err
	}
	if q.size < 0 || q.size > maxSize {
		return org.Invalid("ResultSize", args.Text("ResultSize"), fmt.Sprintf("it must be a number from 1 to %d", maxSize))
	}
	q.most = q.size
	switch {
	case q.session == "" && q.command == "":
		return nil
	case q.session == "":
		return org.Invalid("SessionCommand", q.command, "it needs -SessionId, a text of your own that names the session")
	case len(q.session) > 256:
		return org.Invalid("SessionId", q.session[:256], "it may have at most 256 bytes")
	}
	switch strings.ToLower(q.command) {
	case "returnlargeset":
		q.most = maxLarge
	case "", "returnnextpreviewpage":
		q.most = maxPreview
	default:
		return org.Invalid("SessionCommand", q.command, "it must be ReturnLargeSet or ReturnNextPreviewPage")
	}
	return nil
}

func date(args command.Args, name string) (time.Time, error) {
	v, _ := args.Get(name)
	d, err := object.Convert(v, "DateTime")
	t, ok := d.(time.Time)
	if err != nil || !ok {
		return time.Time{}, org.Invalid(name, args.Text(name), "it must be a date")
	}
	return t.UTC(), nil
}

// texts returns the values of a list parameter without the empty ones.
func texts(args command.Args, name string) []string {
	return slices.DeleteFunc(project.Texts(args, name), func(s string) bool { return s == "" })
}

func folded(list []string) []string {
	for i, text := range list {
		list[i] = org.Fold(text)
	}
	return list
}

// wants looks at what the store's query does not.
func (q *query) wants(r *org.AuditRecord) bool {
	if slices.ContainsFunc(q.pauses, func(p pause) bool { return p.hides(r) }) {
		return false
	}
	k := kindOf(r)
	if q.record != "" && q.record != k.name {
		return false
	}
	if len(q.addresses) > 0 && !directory.HasWord(q.addresses, host(r.Address)) && !directory.HasWord(q.addresses, r.Address) {
		return false
	}
	return len(q.objects) == 0 || q.names(r)
}

// host returns an address without its port.
func host(address string) string {
	if i := strings.LastIndexByte(address, ':'); i > 0 && strings.Count(address, ":") == 1 {
		return address[:i]
	}
	return address
}

// names says whether one of the objects asked for is one that the record is about.
func (q *query) names(r *org.AuditRecord) bool {
	for _, wanted := range q.objects {
		if org.Matches(wanted, objectID(r)) {
			return true
		}
		for _, t := range r.Targets {
			if org.Matches(wanted, t.Name) || org.Matches(wanted, t.ID.String()) {
				return true
			}
		}
	}
	return false
}
