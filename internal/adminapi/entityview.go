package adminapi

import (
	"slices"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/adminapi/odata"
	"example.org/exosh/object"
)

// An entityView says which cmdlet gives the entities that a request asks for, and how they are shown.
type entityView struct {
	cmdlet  string // the plain twin of the Get-EXO cmdlet
	args    []command.Arg
	model   *catalog.ModelType
	members []catalog.ModelMember // those shown, in the model's order
	sources map[string]string     // by member, property of another name that it shows
	single  bool                  // one entity, not a collection
	key     string                // by which it was asked for
	keyed   bool                  // they are entities of an entity set
	chosen  []string              // members that $select names
	most    int                   // entities of a page, 0 for the usual number
	// gather makes the entities of all rows that the cmdlet writes. Nil takes each row as one.
	gather func([]*object.Object) []*object.Object
	expand *expansion // nil for none
}

// An expansion is what $expand adds to every entity: the rows of another cmdlet, run with the entity's Guid
// as its Identity.
type expansion struct {
	name   string
	cmdlet string
	args   []command.Arg
	model  *catalog.ModelType
}

// Returns the fragment of the context address.
func (v *entityView) context() string {
	s := v.model.Name
	if !v.keyed {
		s = "Exchange." + s
		if !v.single {
			s = "Collection(" + s + ")"
		}
		return s
	}
	if len(v.chosen) > 0 {
		s += "(" + strings.Join(v.chosen, ",") + ")"
	}
	if v.single {
		s += "/$entity"
	}
	return s
}

// Returns the properties that are looked at.
func (v *entityView) looked() []string {
	names := []string{"Guid"}
	for _, m := range v.members {
		if s := v.sources[m.Name]; s != "" {
			names = append(names, s)
		} else {
			names = append(names, m.Name)
		}
	}
	return names
}

// Finds the view that a path names.
func viewOf(q *entityRequest) (*entityView, error) {
	names := make([]string, len(q.path))
	for i, s := range q.path {
		names[i] = strings.TrimPrefix(strings.ToLower(s.Name), "exchange.")
	}
	route := entityRoutes()[strings.Join(names, "/")]
	if route == nil {
		return nil, errNoRoute
	}
	v, err := route(q)
	if err == nil && v.expand == nil && len(q.query.Expand) > 0 {
		err = noExpansion(q.query.Expand[0], v.model.Name)
	}
	return v, odataFault(err)
}

func noExpansion(name, model string) *odata.Error {
	return &odata.Error{Unsupported: true, Message: "$expand of " + clip(name) + " is not supported by " + model + ".",
		Advice: "Recipient has RecipientPermission."}
}

func entityRoutes() map[string]func(*entityRequest) (*entityView, error) {
	return map[string]func(*entityRequest) (*entityView, error){
		"mailbox":    mailboxes().view,
		"recipient":  recipients().view,
		"casmailbox": casMailboxes().view,

		"mailbox/mailboxpermission":                        mailboxPermissions,
		"mailbox/mailboxfolder/mailboxfolderpermission":    folderPermissions,
		"mailbox/getmailboxstatistics":                     mailboxStatistics,
		"mailbox/getmailboxstatisticsv2":                   mailboxStatisticsByGuid,
		"mailbox/mailboxfolder/getmailboxfolderstatistics": folderStatistics,
		"mailbox/mobiledevice/getmobiledevicestatistics":   deviceStatistics,
		"getmobiledevicestatisticsbyidentity":              deviceStatisticsByIdentity,
		"recipient/getrecipientpermissionbyfilters":        recipientPermissions,
		"recipient/bysmtpaddress":                          recipients().byAddress,
		"casmailbox/bysmtpaddress":                         casMailboxes().byAddress,
	}
}

// Says whether paths may begin with a name, which is in lower case.
func isEntitySet(name string) bool {
	switch name {
	case "mailbox", "recipient", "casmailbox", "getmobiledevicestatisticsbyidentity":
		return true
	}
	return false
}

// Chooses the members that are shown: the property set Minimum, the sets of the option PropertySet, and what
// $select names (protocol section 5.3).
func (v *entityView) choose(cmdlet string, q *odata.Query) error {
	wanted := map[string]bool{}
	sets, _ := q.Custom("PropertySet")
	all := false
	for set := range strings.SplitSeq("Minimum,"+sets, ",") {
		names, err := propertySet(cmdlet, strings.TrimSpace(set))
		if err != nil {
			return err
		}
		all = all || names == nil && strings.TrimSpace(set) != ""
		for _, n := range names {
			wanted[strings.ToLower(n)] = true
		}
	}
	for _, name := range q.Select {
		if name == "*" {
			all = true
			continue
		}
		m, err := v.selectable(name)
		if err != nil {
			return err
		}
		wanted[strings.ToLower(m)] = true
		v.chosen = append(v.chosen, m)
	}
	v.show(func(m catalog.ModelMember) bool { return all || wanted[strings.ToLower(m.Name)] })
	return nil
}

// Returns the spelling of a property or navigation.
func (v *entityView) selectable(name string) (string, error) {
	if m, ok := v.model.Prop(name); ok {
		return m.Name, nil
	}
	if v.expand != nil && strings.EqualFold(name, v.expand.name) {
		return v.expand.name, nil
	}
	return "", odata.Unknown(v.model, name)
}

// Chooses what $select names, or everything that the type has.
func (v *entityView) chooseSome(q *odata.Query) error {
	for _, name := range q.Select {
		if name == "*" {
			v.chosen = nil
			break
		}
		m, err := v.selectable(name)
		if err != nil {
			return err
		}
		v.chosen = append(v.chosen, m)
	}
	v.show(func(m catalog.ModelMember) bool {
		return len(v.chosen) == 0 || slices.ContainsFunc(v.chosen, func(name string) bool { return strings.EqualFold(name, m.Name) })
	})
	return nil
}

// Shows those of the type's members that are wanted.
func (v *entityView) show(wanted func(catalog.ModelMember) bool) {
	for _, m := range odata.Members(v.model) {
		if wanted(m) {
			v.members = append(v.members, m)
		}
	}
}

// Returns the properties of a set; nil without an error means everything.
func propertySet(cmdlet, set string) ([]string, error) {
	if set == "" {
		return nil, nil
	}
	names, ok := catalog.PropertySet(cmdlet, set)
	if ok {
		return names, nil
	}
	p, _ := catalog.Must(cmdlet).Param("PropertySets")
	if strings.EqualFold(set, "All") {
		return nil, nil
	}
	return nil, &odata.Error{Message: "There is no property set '" + clip(set) + "'.", Advice: "The sets are " + strings.Join(p.Values, ", ") + "."}
}
