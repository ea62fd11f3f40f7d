package adminapi

import (
	"strconv"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/adminapi/odata"
)

// A recipientSet is an entity set whose entities are recipients.
type recipientSet struct {
	entity  string
	twin    string // cmdlet that gives them
	exo     string // cmdlet whose property sets they have
	options map[string]option
}

func mailboxes() recipientSet {
	return recipientSet{"Mailbox", "Get-Mailbox", "Get-EXOMailbox", map[string]option{
		"organizationalunit": {"OrganizationalUnit", textOption}, "softdeletedmailbox": {"SoftDeletedMailbox", flagOption},
		"inactivemailboxonly": {"InactiveMailboxOnly", flagOption}, "includeinactivemailbox": {"IncludeInactiveMailbox", flagOption},
		"archive": {"Archive", flagOption}, "mailboxplan": {"MailboxPlan", textOption}, "anr": {"Anr", textOption},
		"recipienttypedetails": {"RecipientTypeDetails", listOption},
	}}
}

func recipients() recipientSet {
	return recipientSet{"Recipient", "Get-Recipient", "Get-EXORecipient", map[string]option{
		"organizationalunit": {"OrganizationalUnit", textOption}, "includesoftdeletedrecipients": {"IncludeSoftDeletedRecipients", flagOption},
		"recipienttype": {"RecipientType", listOption}, "recipienttypedetails": {"RecipientTypeDetails", listOption},
		"anr": {"Anr", textOption}, "recipientpreviewfilter": {"RecipientPreviewFilter", textOption},
	}}
}

func casMailboxes() recipientSet {
	return recipientSet{"CasMailbox", "Get-CASMailbox", "Get-EXOCasMailbox", map[string]option{
		"organizationalunit": {"OrganizationalUnit", textOption}, "anr": {"Anr", textOption},
		"recipienttypedetails": {"RecipientTypeDetails", listOption},
	}}
}

// Returns what Mailbox, Mailbox('key') and their like ask for (protocol section 5.2).
func (s recipientSet) view(q *entityRequest) (*entityView, error) {
	v, err := s.shown(q)
	if err != nil {
		return nil, err
	}
	if q.path[0].Call {
		key, ok := q.path[0].Key()
		if !ok {
			return nil, errKey
		}
		return v, v.one(q, key)
	}
	if q.identity != "" {
		v.args = append(v.args, textArg("Identity", q.identity))
	}
	return v, v.many(q.query)
}

// Returns what Recipient/Exchange.BySmtpAddress(SmtpAddress='…') asks for.
func (s recipientSet) byAddress(q *entityRequest) (*entityView, error) {
	v, err := s.shown(q)
	if err != nil {
		return nil, err
	}
	address, ok := q.path[1].Arg("SmtpAddress")
	if !ok || !address.Quoted || !strings.Contains(address.Text, "@") {
		return nil, &odata.Error{Message: "BySmtpAddress needs an SmtpAddress."}
	}
	return v, v.one(q, address.Text)
}

func (s recipientSet) shown(q *entityRequest) (*entityView, error) {
	v := &entityView{cmdlet: s.twin, model: modelOf(s.entity), sources: map[string]string{"ObjectKey": "Guid"}, keyed: true}
	if err := v.expands(q.query.Expand); err != nil {
		return nil, err
	}
	if err := v.choose(s.exo, q.query); err != nil {
		return nil, err
	}
	var err error
	v.args, err = q.options(s.options)
	return v, err
}

func modelOf(name string) *catalog.ModelType {
	m, _ := catalog.Model(name)
	return m
}

// The entities of a page that has an expansion, which is another cmdlet for each.
const mostExpanded = 100

// Reads $expand: the permissions to send of recipients can be.
func (v *entityView) expands(list []string) error {
	for _, name := range list {
		if v.model.Name != "Recipient" || !strings.EqualFold(name, "RecipientPermission") {
			return noExpansion(name, v.model.Name)
		}
		v.most = mostExpanded
		v.expand = &expansion{name: "RecipientPermission", cmdlet: "Get-RecipientPermission", model: modelOf("RecipientPermission"),
			args: []command.Arg{textArg("ResultSize", "Unlimited")}}
	}
	return nil
}

// Never changed.
var errKey = &odata.Error{Message: "The key has to be one text in quotes.", Advice: "A key is like Mailbox('navin@contoso.com')."}

// Reads what belongs to one entity.
func (v *entityView) one(q *entityRequest, key string) error {
	if err := plainQuery(q.query, "One entity"); err != nil {
		return err
	}
	if key == "" || strings.Contains(key, "*") {
		return &odata.Error{Message: "The key '" + clip(key) + "' does not name one object.", Advice: "Use $filter to find several."}
	}
	v.single, v.key = true, key
	v.args = append(v.args, textArg("Identity", key))
	return nil
}

// Refuses the options of collections.
func plainQuery(q *odata.Query, what string) error {
	if q.Filter != "" || q.OrderBy != "" || q.Top >= 0 || q.SkipToken != "" {
		return &odata.Error{Message: what + " has no $filter, $orderby, $top and $skiptoken.", Advice: "Leave them out."}
	}
	return nil
}

// Reads what belongs to a collection.
func (v *entityView) many(q *odata.Query) error {
	size := command.Arg{Name: "ResultSize", HasValue: true, Value: "Unlimited"}
	if q.Top == 0 {
		return &odata.Error{Unsupported: true, Message: "$top of 0 is not supported.", Advice: "Give a number above zero."}
	}
	if q.Top > 0 {
		size.Value = strconv.Itoa(q.Top)
	}
	v.args = append(v.args, size)
	if q.Filter != "" {
		filter, err := odata.Translate(q.Filter, v.model)
		if err != nil {
			return err
		}
		v.args = append(v.args, textArg("Filter", filter))
	}
	if q.OrderBy != "" {
		m, ok := v.model.Prop(q.OrderBy)
		if !ok {
			return odata.Unknown(v.model, q.OrderBy)
		}
		v.args = append(v.args, textArg("SortBy", m.Name))
	}
	return nil
}
