package token

import "strings"

// RoleIDs returns the template ids of directory roles, as the claim wids has them. Names that have
// none here are left out; every account has the last one, which means "a user".
func RoleIDs(names []string) []string {
	out := make([]string, 0, len(names)+1)
	for _, name := range names {
		if id, ok := roleID(name); ok {
			out = append(out, id)
		}
	}
	return append(out, "b79fbf4d-3ef9-4689-8143-76b194e85509")
}

func roleID(name string) (string, bool) {
	for _, r := range [...]struct{ name, id string }{
		{"Global Administrator", "62e90394-69f5-4237-9190-012177145e10"},
		{"Exchange Administrator", "29232cdf-9323-42fd-ade2-1d097af3e4de"},
		{"Exchange Recipient Administrator", "31392ffb-586c-42d1-9346-e59415a2cc4e"},
		{"Global Reader", "f2ef992c-3afb-46b9-b7cf-a126ee74c451"},
		{"Helpdesk Administrator", "729827e3-9c14-49f7-bb1b-9608f156bbb8"},
		{"Security Administrator", "194ae4cb-b126-40b2-bd5b-6091b380977d"},
		{"Security Reader", "5d6b6bb7-de71-4623-b4af-96380a352509"},
		{"Security Operator", "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f"},
		{"Compliance Administrator", "17315797-102d-40b4-93e0-432062caca18"},
		{"Compliance Data Administrator", "e6d1a23a-da11-4be4-9570-befc86d067a7"},
	} {
		if strings.EqualFold(r.name, name) {
			return r.id, true
		}
	}
	return "", false
}
