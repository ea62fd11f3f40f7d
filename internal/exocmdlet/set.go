package exocmdlet

import (
	"slices"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
)

// mailbox plans Get-EXOMailbox (protocol section 5.2).
func mailbox(args command.Args) (*plan, error) {
	o := options{args: args}
	headed := args.Flag("InactiveMailboxOnly") || args.Flag("IncludeInactiveMailbox")
	return entitySet("Get-EXOMailbox", "Mailbox", &o, nil, func(identity) bool { return headed }, func() {
		o.text("OrganizationalUnit")
		o.flags("SoftDeletedMailbox", "InactiveMailboxOnly", "Archive", "IncludeInactiveMailbox")
		o.text("MailboxPlan")
		o.lists("RecipientTypeDetails")
		o.text("Anr")
	})
}

// recipient plans Get-EXORecipient. A plain identity may stand for several, so that it is no key.
func recipient(args command.Args) (*plan, error) {
	o := options{args: args}
	return entitySet("Get-EXORecipient", "Recipient", &o, nil, func(id identity) bool { return id.param == "Identity" }, func() {
		o.flags("IncludeSoftDeletedRecipients")
		o.lists("RecipientType", "RecipientTypeDetails")
		o.text("OrganizationalUnit", "Anr", "RecipientPreviewFilter")
	})
}

// casMailbox plans Get-EXOCasMailbox.
func casMailbox(args command.Args) (*plan, error) {
	o := options{args: args}
	var sets []string
	if args.Flag("ProtocolSettings") {
		sets = []string{"ProtocolSettings"}
	}
	return entitySet("Get-EXOCasMailbox", "CasMailbox", &o, sets, func(identity) bool { return false }, func() {
		o.text("OrganizationalUnit", "Anr")
	})
}

// entitySet plans a cmdlet that lists an entity set, or asks for one entity. headed says whether an identity
// goes into a header and not into the address; own adds the options of the cmdlet.
func entitySet(cmdlet, set string, o *options, sets []string, headed func(identity) bool, own func()) (*plan, error) {
	id, err := identityOf(o.args)
	if err != nil {
		return nil, err
	}
	p := &plan{shape: typed(cmdlet), warns: true}
	p.query.Path = set
	if p.most, err = resultSize(o.args); err != nil {
		return nil, err
	}
	p.query.Most = p.most
	switch {
	case id.param == "":
	case headed(id):
		p.query.Identity = id.text
		o.add("ReadIdsAndParamsFromHeaders", "True")
	default:
		p.query.Path += key(id.text)
		o.add("isEncoded", "true")
	}
	if err := o.properties(cmdlet, slices.Clone(sets)...); err != nil {
		return nil, err
	}
	own()
	if text := o.args.Text("Filter"); text != "" {
		model, _ := catalog.Model(set)
		filter, err := translate(text, model)
		if err != nil {
			return nil, err
		}
		o.add("$filter", filter)
	}
	p.query.Options = o.list
	return p, nil
}
