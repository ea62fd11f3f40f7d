package odata_test

import (
	"testing"

	"example.org/exosh/internal/adminapi/odata"
	"example.org/exosh/internal/opath"
)

// Whatever the filter is, what is accepted is OPATH, so that nothing can be said in a value that was not
// said as a value.
func FuzzTranslate(f *testing.F) {
	for _, s := range []string{
		"startswith(DisplayName,'A') and (Alias eq 'x' or not LitigationHoldEnabled)", "EmailAddresses/any(d:not contains(d,'x'))",
		"EmailAddresses/all(d:d ne 'a' and d ne 'b')", "Alias in ('a','b''c')", "WhenCreated gt 2024-01-01T00:00:00Z", "((((", "Alias eq 'a", "{ rm }",
	} {
		f.Add(s)
	}
	m := model(f, "Mailbox")
	f.Fuzz(func(t *testing.T, filter string) {
		text, err := odata.Translate(filter, m)
		if err != nil {
			return
		}
		node, err := opath.Parse(text)
		if err != nil {
			t.Fatalf("%q became %q: %v", filter, text, err)
		}
		if again, err := opath.Parse(node.String()); err != nil || again.String() != node.String() {
			t.Errorf("%q is not stable: %v", node, err)
		}
	})
}

// Whatever the path is, its segments are bounded and named.
func FuzzParsePath(f *testing.F) {
	for _, s := range []string{
		"Mailbox('bmF2aW4=')/MailboxPermission('YQ==')", "Mailbox('a/b+c%2F')", "Recipient/Exchange.GetRecipientPermissionByFilters(identity='',trustee='',accessRights=[\"SendAs\"])",
		"Mailbox('a')/MailboxFolder/Exchange.GetMailboxFolderStatistics(folderscope=Exchange.ElcFolderType'All')", "Mailbox('", "//", "a(b)(c)",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, path string) {
		list, err := odata.ParsePath(path)
		if err != nil {
			return
		}
		for _, s := range list {
			if s.Name == "" || len(list) > 8 {
				t.Errorf("%q is %+v", path, list)
			}
		}
		_ = odata.Decode(list) // refuses or decodes
	})
}

// A query is read or refused.
func FuzzParseQuery(f *testing.F) {
	for _, s := range []string{"$select=a,b&PropertySet=All&$top=5", "$filter=x&$FILTER=y", "%24orderby=Name%20desc", "a=%zz", "$top=-1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, query string) {
		q, err := odata.ParseQuery(query)
		if err == nil && q.Top < -1 {
			t.Errorf("%q has $top %d", query, q.Top)
		}
	})
}
