package selection

import (
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// like returns the rule of an identity with wildcards: one of the recipient's names matches it.
func like(text string) condition {
	pattern := object.CompilePattern(text, false)
	names := []string{"Name", "DisplayName", "Alias", "UserPrincipalName"}
	rule := When(func(i *directory.Item) bool {
		for _, name := range names {
			if pattern.Match(directory.Text(i.Entry, name)) {
				return true
			}
		}
		for _, a := range org.ProxyAddresses(i.Entry.Props) {
			if a.Prefix == "smtp" && pattern.Match(a.Address) {
				return true
			}
		}
		return false
	})
	return condition{rule: rule, looks: append(names, "EmailAddresses")}
}

// anr reads -Anr: text that one of the recipient's names begins with, or "first last".
func anr(c *command.Call) (condition, error) {
	args := c.Args
	text := org.Fold(strings.TrimSpace(args.Text("Anr")))
	if text == "" {
		if args.Has("Anr") {
			return condition{}, org.Invalid("Anr", args.Text("Anr"), "it must hold the beginning of a name")
		}
		return condition{}, nil
	}
	names := []string{"Name", "DisplayName", "FirstName", "LastName", "Alias", "PrimarySmtpAddress"}
	rule := When(func(i *directory.Item) bool {
		for _, name := range names {
			if begins(i, name, text) {
				return true
			}
		}
		first, last, two := strings.Cut(text, " ")
		return two && (begins(i, "FirstName", first) && begins(i, "LastName", last) ||
			begins(i, "LastName", first) && begins(i, "FirstName", last))
	})
	return condition{rule: rule, looks: names}, nil
}

func begins(i *directory.Item, property, folded string) bool {
	return strings.HasPrefix(org.Fold(directory.Text(i.Entry, property)), strings.TrimSpace(folded))
}
