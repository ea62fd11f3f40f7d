package interp

import (
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
	"example.org/exosh/pwsh/syntax"
)

// Compiles the text of a file, whose #Requires lines must be met.
func (in *Interp) compileScript(s Script) (*code, error) {
	tree, err := syntax.Parse(s.Text)
	if err != nil {
		return nil, parseError(err)
	}
	for _, r := range tree.Requires {
		if err := in.require(s, r); err != nil {
			return nil, err
		}
	}
	return newCode(tree.Body, s), nil
}

// Checks one requirement. -RunAsAdministrator and -PSEdition are no conditions here: there is no
// elevation, and the language is the same in all editions.
func (in *Interp) require(s Script, r syntax.Requirement) error {
	switch strings.ToLower(r.Name) {
	case "version":
		return in.requireVersion(s, r)
	case "modules":
		if missing := in.missingModules(r.Value); missing != "" {
			return unmet(s, r, "ScriptRequiresMissingModules", "the following modules that are specified by the \"#requires\" statements of the script are missing: "+missing)
		}
	case "pssnapin":
		return unmet(s, r, "ScriptRequiresMissingPSSnapIns", "it needs the snap-in "+r.Value+", which exists in Windows PowerShell only")
	case "runasadministrator", "psedition", "shellid":
	default:
		return unmet(s, r, "InvalidRequiresParameter", "#Requires does not know -"+r.Name)
	}
	return nil
}

func (in *Interp) requireVersion(s Script, r syntax.Requirement) error {
	text := r.Value
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	want, err := object.Convert(text, "version")
	if err != nil {
		return unmet(s, r, "InvalidRequiresParameter", "its version "+r.Value+" is not a version")
	}
	if n, err := object.Compare(want, languageVersion(), false); err == nil && n > 0 {
		return unmet(s, r, "ScriptRequiresUnmatchedPSVersion", "it needs PowerShell "+r.Value+"; the language of this shell is that of "+object.String(languageVersion()))
	}
	return nil
}

// Lists the modules that are not there. A module is a name, or a hash table with ModuleName.
func (in *Interp) missingModules(list string) string {
	if in.opt.HasModule == nil {
		return ""
	}
	var missing []string
	for _, name := range moduleNames(list) {
		if !in.opt.HasModule(name) {
			missing = append(missing, name)
		}
	}
	return strings.Join(missing, ", ")
}

func moduleNames(list string) []string {
	tree, err := syntax.Parse("Import-Module " + list) // the list is written as an argument is
	if err != nil || len(tree.Body.End.Stmts) != 1 {
		return splitNames(list)
	}
	p, ok := tree.Body.End.Stmts[0].(*syntax.Pipeline)
	if !ok {
		return splitNames(list)
	}
	c, ok := p.Elems[0].(*syntax.Command)
	if !ok || len(c.Args) != 1 || c.Args[0].Value == nil {
		return splitNames(list)
	}
	items := []syntax.Expr{c.Args[0].Value}
	if a, ok := items[0].(*syntax.Array); ok {
		items = a.Elems
	}
	var names []string
	for _, x := range items {
		names = append(names, moduleName(x))
	}
	return names
}

// Returns the name of `name` or `@{ ModuleName = "name"; ModuleVersion = "1.0" }`.
func moduleName(x syntax.Expr) string {
	switch x := x.(type) {
	case *syntax.String:
		return x.Value
	case *syntax.Hash:
		for _, pair := range x.Pairs {
			key, ok := pair.Key.(*syntax.String)
			if p, isPipe := pair.Value.(*syntax.Pipeline); ok && isPipe && strings.EqualFold(key.Value, "ModuleName") {
				if e, isExpr := p.Elems[0].(*syntax.ExprElement); isExpr {
					return moduleName(e.X)
				}
			}
		}
	}
	return strings.TrimSpace(syntax.Print(x))
}

func splitNames(list string) []string {
	var names []string
	for name := range strings.SplitSeq(list, ",") {
		if name = strings.Trim(strings.TrimSpace(name), `'"`); name != "" {
			names = append(names, name)
		}
	}
	return names
}

func unmet(s Script, r syntax.Requirement, id, why string) error {
	name := s.Path[strings.LastIndexAny(s.Path, `/\`)+1:]
	return &command.Error{Category: command.ResourceUnavailable, ID: id, Type: "System.Management.Automation.ScriptRequiresException",
		Message: "The script '" + name + "' cannot be run because " + why + ".", Target: name, Position: syntax.At(s.Text, r.From).String()}
}

// Returns the version of the language, $PSVersionTable.PSVersion.
func languageVersion() object.Version {
	return object.Version{Major: 7, Minor: 4, Build: 0, Revision: -1}
}
