package organization

import (
	"context"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

func domainTable() project.Table[struct{}] {
	return project.Table[struct{}]{Cmdlet: "Get-AcceptedDomain", Rows: project.Reads[struct{}]("Identity", "ResultSize")}
}

func (o *organization) getDomain(ctx context.Context, c *command.Call) error {
	if err := domainTable().Check(c.Args); err != nil {
		return err
	}
	return o.list(ctx, c, org.KindAcceptedDomain, o.domain, nil)
}

func domainView() *project.View[*directory.Item] {
	shape, _ := catalog.ObjectFor("Get-AcceptedDomain")
	preset := map[string]object.Value{
		"DomainType": "Authoritative", "SmtpDaneStatus": "Disabled", "AuthenticationType": "Managed",
		"LiveIdInstanceType": "Business", "RawAuthenticationType": "Managed", "AddressBookEnabled": true,
	}
	for _, name := range []string{
		"Default", "InitialDomain", "MatchSubDomains", "ExternallyManaged", "PendingRemoval", "PendingCompletion",
		"OutboundOnly", "PendingFederatedAccountNamespace", "PendingFederatedDomain", "EmailOnly",
		"SendingFromDomainDisabled", "SendingToDomainDisabled", "IsCoexistenceDomain", "PerimeterDuplicateDetected",
		"IsDefaultFederatedDomain", "EnableNego2Authentication", "CanHaveCloudCache",
	} {
		preset[name] = false
	}
	return view(shape, map[string]func(*directory.Item) object.Value{
		"ObjectCategory": func(*directory.Item) object.Value {
			return "exosh.local/Configuration/Schema/ms-Exch-Accepted-Domain"
		},
		"ObjectClass": func(*directory.Item) object.Value { return []any{"top", "msExchAcceptedDomain"} },
	}, preset)
}

// list shows the entries of a kind that the arguments choose: one by identity, those whose name a
// pattern matches, or all.
func (o *organization) list(ctx context.Context, c *command.Call, kind string, v *project.View[*directory.Item], match func(*directory.Item) (bool, error)) error {
	most, err := project.ResultSize(c.Args, project.DefaultResultSize)
	if err != nil {
		return err
	}
	order, err := project.SortBy(c.Args, "SortBy", v)
	if err != nil {
		return err
	}
	var page project.Result
	err = o.Read(ctx, func(tx org.Tx, home *directory.Organisation) (err error) {
		l := project.Listing[*directory.Item]{View: v, Kind: kind, Match: match, Order: order, Most: most,
			Item: func(tx org.Tx, e *org.Entry) *directory.Item { return &directory.Item{Tx: tx, Org: home, Entry: e} }}
		if l.Fast, err = chosen(tx, kind, c.Args.Text("Identity")); err != nil {
			return err
		}
		page, err = l.Page(tx, c.Page)
		return err
	})
	if err != nil {
		return err
	}
	return project.Emit(c, page)
}

// chosen returns the test of what an identity chooses; nil chooses everything.
func chosen(tx org.Tx, kind, identity string) (func(*org.Entry) bool, error) {
	switch {
	case identity == "":
		return nil, nil
	case object.HasWildcard(identity):
		return func(e *org.Entry) bool {
			return object.Like(directory.Text(e, "Name"), identity, false) || object.Like(directory.Text(e, "DisplayName"), identity, false)
		}, nil
	}
	one, err := org.Resolve(tx, []string{kind}, identity)
	if err != nil {
		return nil, err
	}
	return func(e *org.Entry) bool { return e.ID == one.ID }, nil
}
