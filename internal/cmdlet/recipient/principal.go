package recipient

import (
	"context"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/cmdlet/selection"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// principalTable says what each parameter of Get-SecurityPrincipal does.
func principalTable() project.Table[struct{}] {
	return project.Reader("Get-SecurityPrincipal", "Identity", "Filter", "OrganizationalUnit", "ResultSize", "Types")
}

// principalView shows recipients as those to whom rights can be given.
func principalView() *project.View[*directory.Item] {
	shape, _ := catalog.ObjectFor("Get-SecurityPrincipal")
	derived := directory.Derived()
	derived["Type"] = func(i *directory.Item) object.Value { return principalType(directory.Details(i.Entry)) }
	return project.NewView(shape, project.Rules[*directory.Item]{
		Entry: directory.EntryOf, Derive: derived, Preset: []map[string]object.Value{directory.Presets()},
	})
}

// getPrincipal carries out Get-SecurityPrincipal: the users and security groups.
func (r *recipients) getPrincipal(ctx context.Context, c *command.Call) error {
	return selection.Source{
		Store: r.Store, View: r.principal, Table: principalTable(), Shows: isPrincipal, Narrow: ofType,
	}.Get(ctx, c)
}

func isPrincipal(details string) bool { return principalType(details) != "" }

// principalType returns what -Types calls a recipient, "" where it is nobody who could be given rights.
func principalType(details string) string {
	switch {
	case directory.IsUser(details):
		return "User"
	case details == directory.SecurityGroup:
		return "UniversalSecurityGroup"
	}
	return ""
}

// ofType reads -Types.
func ofType(_ org.Tx, args command.Args) (selection.Rule, error) {
	words, err := types(args)
	if err != nil || words == nil {
		return nil, err
	}
	return selection.When(func(i *directory.Item) bool {
		return directory.HasWord(words, principalType(directory.Details(i.Entry)))
	}), nil
}

// types returns the words of -Types. Users are the only accounts here, and security groups, which are all
// universal, the only groups: the other words are those of nobody.
func types(args command.Args) ([]string, error) {
	words := project.Texts(args, "Types")
	p, _ := catalog.Must("Get-SecurityPrincipal").Param("Types")
	for _, w := range words {
		if !directory.HasWord(p.Values, w) {
			return nil, org.Invalid("Types", w, "it must be one of the types that the cmdlet's help lists")
		}
		if strings.EqualFold(w, "Group") {
			words = append(words, "UniversalSecurityGroup")
		}
	}
	return words, nil
}
