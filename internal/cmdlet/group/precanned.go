package group

import (
	"strings"

	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/selection"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// maxFilter is the longest -RecipientFilter, in characters.
const maxFilter = 2048

// The kinds of filter that a dynamic group has, values of RecipientFilterType.
const (
	precanned = "Precanned" // made of IncludedRecipients and the Conditional parameters
	custom    = "Custom"    // written as OPATH
)

// An included kind of recipients is a word of -IncludedRecipients with the filter that it stands for.
type included struct{ word, filter string }

// kinds lists them in the order in which they are kept.
func kinds() []included {
	return []included{
		{"MailboxUsers", "(RecipientType -eq 'UserMailbox')"},
		{"Resources", "((RecipientType -eq 'UserMailbox') -and (ResourceMetaData -like 'ResourceType:*'))"},
		{"MailContacts", "(RecipientType -eq 'MailContact')"},
		{"MailGroups", "((RecipientType -eq 'MailUniversalDistributionGroup') -or (RecipientType -eq 'MailUniversalSecurityGroup') -or " +
			"(RecipientType -eq 'MailNonUniversalGroup') -or (RecipientType -eq 'DynamicDistributionGroup'))"},
		{"MailUsers", "(RecipientType -eq 'MailUser')"},
	}
}

// everything is the word of -IncludedRecipients for all of them.
const everything = "AllRecipients"

// conditions returns the parameters that narrow a precanned filter, in the order in which it has them,
// each with the property that it looks at.
func conditions() [][2]string {
	list := [][2]string{{"ConditionalCompany", "Company"}, {"ConditionalDepartment", "Department"}, {"ConditionalStateOrProvince", "StateOrProvince"}}
	for _, name := range change.Numbered("CustomAttribute", 15) {
		list = append(list, [2]string{"Conditional" + name, name})
	}
	return list
}

// filterRows returns the rows of what a dynamic group's members are.
func filterRows() change.Rows {
	rows := change.Join(change.Do("RecipientFilter", setFilter), change.Do("IncludedRecipients", setIncluded))
	for _, c := range conditions() {
		rows = append(rows, change.Words(256, 50, c[0])...)
	}
	return rows
}

// setFilter takes a filter as OPATH. It says where one that can't be read goes wrong.
func setFilter(c *change.Change, v object.Value) error {
	text := strings.TrimSpace(object.String(v))
	switch {
	case v == nil || text == "":
		return org.Invalid("RecipientFilter", "", "a dynamic group needs a filter")
	case len([]rune(text)) > maxFilter && !strings.HasSuffix(text, systemFilter()):
		return org.Invalid("RecipientFilter", text, "it may have at most 2048 characters")
	}
	if _, err := selection.Filter("RecipientFilter", text, nil); err != nil {
		return err
	}
	if strings.HasPrefix(text, "{") && strings.HasSuffix(text, "}") { // it was written as a script block
		text = strings.TrimSpace(text[1 : len(text)-1])
	}
	return useFilter(c, completed(text))
}

// useFilter gives the group a filter. One that can't be read any more, because it has become too long, is
// refused.
func useFilter(c *change.Change, filter string) error {
	if _, err := selection.Filter("RecipientFilter", filter, nil); err != nil {
		return err
	}
	c.Entry.Props.Set("RecipientFilter", filter)
	return nil
}

// setIncluded stores the words of -IncludedRecipients in their own order.
func setIncluded(c *change.Change, v object.Value) error {
	given := map[string]bool{}
	for _, item := range org.Items(v) {
		for word := range strings.SplitSeq(object.String(item), ",") {
			given[strings.ToLower(strings.TrimSpace(word))] = true
		}
	}
	all := given[strings.ToLower(everything)]
	if all {
		c.Entry.Props.Set("IncludedRecipients", everything)
		delete(given, strings.ToLower(everything))
	}
	var words []string
	for _, k := range kinds() {
		if low := strings.ToLower(k.word); given[low] {
			words = append(words, k.word)
			delete(given, low)
		}
	}
	switch {
	case len(given) > 0 || !all && len(words) == 0:
		return org.Invalid("IncludedRecipients", object.String(v), "it must be "+everything+", or some of "+kindWords())
	case all && len(words) > 0:
		return org.Invalid("IncludedRecipients", object.String(v), everything+" can only be given by itself")
	case !all:
		c.Entry.Props.Set("IncludedRecipients", strings.Join(words, ", "))
	}
	return nil
}

func kindWords() string {
	var words []string
	for _, k := range kinds() {
		words = append(words, k.word)
	}
	return strings.Join(words, ", ")
}

// checkFilter holds the two ways to say what a dynamic group's members are apart, and makes the filter
// of the precanned one.
func checkFilter(c *change.Change) error {
	name, narrowed := directory.Text(c.Entry, "Name"), ""
	for _, p := range conditions() {
		if c.Args.Has(p[0]) && narrowed == "" {
			narrowed = p[0]
		}
	}
	words := c.Args.Has("IncludedRecipients")
	switch {
	case c.Args.Has("RecipientFilter") && (words || narrowed != ""):
		return change.Refuse(name, "-RecipientFilter can't be given together with -IncludedRecipients or a Conditional parameter.",
			"Write the conditions into the filter, or leave it out.")
	case c.Args.Has("RecipientFilter"):
		for _, p := range conditions() {
			c.Entry.Props.Delete(p[0])
		}
		c.Entry.Props.Delete("IncludedRecipients")
		c.Entry.Props.Set("RecipientFilterType", custom)
	case narrowed != "" && directory.Text(c.Entry, "IncludedRecipients") == "":
		return change.Refuse(name, "-"+narrowed+" narrows the recipients that -IncludedRecipients names, and none are named.",
			"Give -IncludedRecipients as well, such as MailboxUsers.")
	case words || narrowed != "":
		c.Entry.Props.Set("RecipientFilterType", precanned)
		return useFilter(c, completed(precannedFilter(c.Entry)))
	}
	return nil
}

// precannedFilter returns the filter that the group's conditions and kinds of recipients stand for: one of
// the values of every condition, and one of the kinds.
func precannedFilter(e *org.Entry) string {
	var all []string
	for _, c := range conditions() {
		var terms []string
		for _, value := range directory.Texts(e, c[0]) {
			terms = append(terms, "("+c[1]+" -eq '"+strings.ReplaceAll(value, "'", "''")+"')")
		}
		if len(terms) > 0 {
			all = append(all, either(terms))
		}
	}
	words := directory.Text(e, "IncludedRecipients")
	if words == everything {
		return both(append(all, "(Alias -ne $null)"))
	}
	var terms []string
	for _, k := range kinds() {
		if directory.HasWord(strings.Split(words, ", "), k.word) {
			terms = append(terms, k.filter)
		}
	}
	return both(append(all, either(terms)))
}

func either(terms []string) string { return joined(terms, " -or ") }

func both(terms []string) string { return joined(terms, " -and ") }

func joined(terms []string, operator string) string {
	if len(terms) == 1 {
		return terms[0]
	}
	return "(" + strings.Join(terms, operator) + ")"
}

// completed returns the filter without the mailboxes that belong to the service and not to a person.
func completed(filter string) string {
	if strings.HasSuffix(filter, systemFilter()) {
		return filter
	}
	return "((" + filter + ")" + systemFilter()
}

func systemFilter() string {
	var b strings.Builder
	for _, pattern := range []string{"SystemMailbox{*", "CAS_{*"} {
		b.WriteString(" -and (-not(Name -like '" + pattern + "'))")
	}
	for _, details := range []string{
		"MailboxPlan", "DiscoveryMailbox", "PublicFolderMailbox", "ArbitrationMailbox", "AuditLogMailbox",
		"AuxAuditLogMailbox", "SupervisoryReviewPolicyMailbox",
	} {
		b.WriteString(" -and (-not(RecipientTypeDetailsValue -eq '" + details + "'))")
	}
	b.WriteString(")")
	return b.String()
}
