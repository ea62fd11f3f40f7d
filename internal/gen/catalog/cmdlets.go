package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

func (f *facts) cmdletFiles() (text, index []byte) {
	var records []record
	for name, c := range f.cmdlets {
		records = append(records, record{name, f.cmdlet(name, c), envLetters(c.Environments)})
	}
	return indexed(records)
}

// cmdlet writes one cmdlet in the form that catalog/decode.go describes.
func (f *facts) cmdlet(name string, c cmdletFact) string {
	var b strings.Builder
	place := "service"
	if c.RunsIn == "module" {
		place = "module"
	}
	fmt.Fprintf(&b, "%s\t%s\t%s\t%s\t%s\n", name, envLetters(c.Environments), f.impact(name, c), place, orDash(f.output(name, c)))
	sets := cloudSets(c, f.supplement.Defaults[name])
	c.Optional = f.supplement.Optional[name]
	placed(sets, f.supplement.Positional[name])
	for _, s := range sets {
		fmt.Fprintf(&b, "=%s\t%s\t%s\n", s.Name, envLetters(s.Environments), map[bool]string{true: "default", false: "-"}[*s.IsDefault])
	}
	for _, p := range slices.Sorted(maps.Keys(c.Params)) {
		if common(p) || len(c.Params[p].Environments) == 0 {
			continue // on premises only
		}
		b.WriteString(f.param(p, c, sets))
	}
	return b.String()
}

// placed gives sets without positional parameters those that the supplement knows.
func placed(sets []setFact, params []string) {
	for i := range sets {
		s := &sets[i]
		for _, p := range params {
			if len(s.Positional) < len(params) && slices.Contains(s.Parameters, p) {
				s.Positional = append(s.Positional, p)
			}
		}
	}
}

// common reports whether the name is that of a common parameter, which the binder adds by itself.
func common(param string) bool { return param == "Confirm" || param == "WhatIf" }

func (f *facts) impact(name string, c cmdletFact) string {
	asks, known := f.supplement.Asks[name]
	if !known {
		asks = c.Confirms
	}
	switch {
	case c.ShouldProcess && asks:
		return "high"
	case c.ShouldProcess:
		return "medium"
	}
	return "-"
}

// output names the cmdlet that shows what c returns: itself, or for a maker its Get twin.
func (f *facts) output(name string, c cmdletFact) string {
	if f.hasObject(name) {
		return name
	}
	noun, restores := strings.CutPrefix(name, "Undo-SoftDeleted")
	if !restores {
		noun = strings.TrimPrefix(name, c.Verb+"-")
	}
	makes := restores || c.Verb == "New" || c.Verb == "Enable" && mailEnables(noun) || c.Verb == "Add" && permits(noun)
	if twin := "Get-" + noun; makes && f.hasObject(twin) {
		return twin
	}
	return ""
}

// mailEnables reports whether the Enable cmdlet of a noun returns the object it makes.
func mailEnables(noun string) bool {
	return slices.Contains([]string{"Mailbox", "MailUser", "MailContact", "DistributionGroup"}, noun)
}

// permits reports whether the Add cmdlet of a noun returns the permission it gives.
func permits(noun string) bool {
	return slices.Contains([]string{"MailboxPermission", "RecipientPermission", "MailboxFolderPermission"}, noun)
}

// cloudSets are the parameter sets that an environment has, with one default in each environment.
func cloudSets(c cmdletFact, preferred string) []setFact {
	sets := slices.DeleteFunc(slices.Clone(c.Sets), func(s setFact) bool { return len(s.Environments) == 0 })
	if len(sets) == 0 {
		sets = []setFact{{Name: "__AllParameterSets", Environments: c.Environments}}
	}
	defaults := map[int]bool{}
	for _, env := range c.Environments {
		defaults[defaultSet(sets, env, preferred)] = true
	}
	for i := range sets {
		is := defaults[i]
		sets[i].IsDefault = &is
	}
	return sets
}

// defaultSet picks the set that an environment takes when the arguments do not decide: the marked one,
// else the preferred one, else "Identity", else "Default", else the one that demands least.
func defaultSet(sets []setFact, env, preferred string) int {
	best, bestRank := -1, 0
	for i, s := range sets {
		if !slices.Contains(s.Environments, env) {
			continue
		}
		rank := 1000 - len(s.Mandatory)
		switch {
		case s.IsDefault != nil && *s.IsDefault:
			rank = 5000
		case s.Name == preferred:
			rank = 4000
		case s.Name == "Identity":
			rank = 3000
		case s.Name == "Default":
			rank = 2000
		}
		if best < 0 || rank > bestRank {
			best, bestRank = i, rank
		}
	}
	return best
}

// param writes the line of one parameter.
func (f *facts) param(name string, c cmdletFact, sets []setFact) string {
	p := c.Params[name]
	typ := p.Type
	if takes := f.supplement.Takes[typ]; takes != "" {
		typ = takes
	}
	fields := []string{" " + name, orDash(typ), envLetters(p.Environments), setRefs(name, c, sets), orDash(flags(name, c))}
	if len(p.Aliases) > 0 {
		fields = append(fields, "alias="+strings.Join(p.Aliases, "|"))
	}
	if len(p.AcceptedValues) > 0 {
		// The vendor's own value lists of the yaml block and of live sessions are complete; those taken
		// from bullets of the text can hold hints.
		key := "closed="
		if p.AcceptedValuesFrom == "list" {
			key = "values="
		}
		fields = append(fields, key+strings.Join(p.AcceptedValues, "|"))
	}
	if p.MaxLength > 0 && p.Type == "String" {
		fields = append(fields, "max="+strconv.Itoa(p.MaxLength))
	}
	return strings.Join(fields, "\t") + "\n"
}

// setRefs writes the sets of a parameter. One that no set of the cloud lists belongs to all of them.
func setRefs(name string, c cmdletFact, sets []setFact) string {
	var refs []string
	for i, s := range sets {
		if !slices.Contains(s.Parameters, name) {
			continue
		}
		refs = append(refs, strconv.Itoa(i)+mark(name, s, c))
	}
	if len(refs) == 0 {
		return "*"
	}
	marks := strings.TrimLeft(refs[0], "0123456789")
	alike := func(ref string) bool { return strings.TrimLeft(ref, "0123456789") == marks }
	if len(refs) == len(sets) && !slices.ContainsFunc(refs, func(r string) bool { return !alike(r) }) {
		return "*" + marks
	}
	return strings.Join(refs, ",")
}

// mark says what a parameter is in a set. The switch that a set is named after is what selects the set,
// though the articles often show it as optional; a few sets need it as little as the articles say.
func mark(name string, s setFact, c cmdletFact) string {
	selects := strings.EqualFold(name, s.Name) && c.Params[name].Type == "SwitchParameter" &&
		!slices.Contains(c.Optional, name)
	text := ""
	if selects || slices.Contains(s.Mandatory, name) && !slices.Contains(c.Optional, name) {
		text = "!"
	}
	if at := slices.Index(s.Positional, name); at >= 0 {
		text += "@" + strconv.Itoa(at)
	}
	return text
}

// flags says how a parameter takes pipeline input. The articles say "True" without the kind for many: an
// Identity takes both kinds there; another one that names an object takes the object itself only where it
// cannot take the place of the Identity: where every set demands it, its sets demand another parameter too and have
// no Identity, or the cmdlet has no such Identity.
func flags(name string, c cmdletFact) string {
	p := c.Params[name]
	byValue, byName := p.ByValue, p.ByName
	if p.PipelineInput || name == "Identity" && byName {
		byName = true
		byValue = name == "Identity" || strings.HasSuffix(p.Type, "IdParameter") && (demanded(name, c) || apart(name, c) || !pipedIdentity(c))
	}
	text := ""
	if byValue {
		text = "v"
	}
	if byName {
		text += "n"
	}
	if p.Nullable || slices.Contains(p.AcceptedValues, "blank") {
		text += "0"
	}
	return text
}

// demanded reports whether every set of the cloud demands the parameter.
func demanded(name string, c cmdletFact) bool {
	return !slices.ContainsFunc(c.Sets, func(s setFact) bool {
		return len(s.Environments) > 0 && !slices.Contains(s.Mandatory, name)
	})
}

// apart reports whether the sets of the cloud that have the parameter demand it and another one, and none has an
// Identity.
func apart(name string, c cmdletFact) bool {
	found := false
	for _, s := range c.Sets {
		if len(s.Environments) == 0 || !slices.Contains(s.Parameters, name) {
			continue
		}
		if !slices.Contains(s.Mandatory, name) || len(s.Mandatory) < 2 || slices.Contains(s.Parameters, "Identity") {
			return false
		}
		found = true
	}
	return found
}

func pipedIdentity(c cmdletFact) bool {
	p := c.Params["Identity"]
	return len(p.Environments) > 0 && (p.PipelineInput || p.ByValue || p.ByName)
}

func envLetters(names []string) string {
	text := ""
	for _, n := range []string{"EXO", "SCC", "EOP"} {
		if slices.Contains(names, n) {
			text += map[string]string{"EXO": "E", "SCC": "S", "EOP": "P"}[n]
		}
	}
	return orDash(text)
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
