package adminapi

import (
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

func mailboxOptions() map[string]option {
	return map[string]option{
		"organizationalunit": {"OrganizationalUnit", textOption}, "softdeletedmailbox": {"SoftDeletedMailbox", flagOption},
		"inactivemailboxonly": {"InactiveMailboxOnly", flagOption}, "includeinactivemailbox": {"IncludeInactiveMailbox", flagOption},
		"archive": {"Archive", flagOption}, "mailboxplan": {"MailboxPlan", textOption}, "anr": {"Anr", textOption},
		"recipienttypedetails": {"RecipientTypeDetails", listOption},
	}
}

func recipientOptions() map[string]option {
	return map[string]option{
		"organizationalunit": {"OrganizationalUnit", textOption}, "includesoftdeletedrecipients": {"IncludeSoftDeletedRecipients", flagOption},
		"recipienttype": {"RecipientType", listOption}, "recipienttypedetails": {"RecipientTypeDetails", listOption},
		"anr": {"Anr", textOption}, "recipientpreviewfilter": {"RecipientPreviewFilter", textOption},
	}
}

func casOptions() map[string]option {
	return map[string]option{
		"organizationalunit": {"OrganizationalUnit", textOption}, "anr": {"Anr", textOption},
		"recipienttypedetails": {"RecipientTypeDetails", listOption},
	}
}

// Returns what Mailbox, Mailbox('key') and their like ask for (protocol section 5.2).
func (s recipientSet) view(q *entityRequest) (*entityView, error) {
	m, _ := catalog.Model(s.entity)
	v := &entityView{cmdlet: s.twin, model: m, sources: map[string]string{"ObjectKey": "Guid"}}
	if err := v.choose(s.exo, q.query); err != nil {
		return nil, err
	}
	v.keyless = len(v.members) > 0 && !strings.EqualFold(v.members[0].Name, m.Key[0])
	var err error
	if v.args, err = q.options(s.options); err != nil {
		return nil, err
	}
	if len(q.query.Expand) > 0 {
		return nil, &odata.Error{Unsupported: true, Message: "$expand of " + clip(strings.Join(q.query.Expand, ",")) + " is not supported by " + s.entity + "."}
	}
	if q.path[0].Call {
		key, ok := q.path[0].Key()
		if !ok {
			return nil, errKey
		}
		v.single = true
		return v, v.one(q, key)
	}
	if q.identity != "" {
		v.args = append(v.args, textArg("Identity", q.identity))
	}
	return v, v.many(q.query)
}

var errKey = &odata.Error{Message: "The key has to be one text in quotes.", Advice: "A key is like Mailbox('navin@contoso.com')."}

// Reads what belongs to one entity.
func (v *entityView) one(q *entityRequest, key string) error {
	if q.query.Filter != "" || q.query.OrderBy != "" || q.query.Top >= 0 || q.query.SkipToken != "" {
		return &odata.Error{Message: "One entity has no $filter, $orderby, $top and $skiptoken.", Advice: "Leave out the key to ask for a collection."}
	}
	if key == "" || strings.Contains(key, "*") {
		return &odata.Error{Message: "The key '" + clip(key) + "' does not name one object.", Advice: "Use $filter to find several."}
	}
	v.args = append(v.args, textArg("Identity", key))
	return nil
}

// Reads what belongs to a collection.
func (v *entityView) many(q *odata.Query) error {
	size := command.Arg{Name: "ResultSize", HasValue: true, Value: "Unlimited"}
	if q.Top == 0 {
		return &odata.Error{Unsupported: true, Message: "$top of 0 is not supported.", Advice: "Give a number above zero."}
	}
	if q.Top > 0 {
		size.Value = int64(q.Top)
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
