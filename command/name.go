package command

import "example.org/exosh/catalog"

// findParam resolves a name as typed: exact, alias, or the only parameter that begins so.
func findParam(meta *catalog.Cmdlet, name string) (*catalog.Param, error) {
	if p, ok := meta.Param(name); ok {
		return p, nil
	}
	if name == "" {
		return nil, unknownParameter(meta, name)
	}
	switch matches := candidates(meta, name); len(matches) {
	case 0:
		return nil, unknownParameter(meta, name)
	case 1:
		p, _ := meta.Param(matches[0])
		return p, nil
	default:
		return nil, ambiguousParameter(name, matches)
	}
}

// candidates lists the parameters whose name or alias begins so.
func candidates(meta *catalog.Cmdlet, prefix string) []string {
	var matches []string
	for i := range meta.Params {
		if begins(&meta.Params[i], prefix) {
			matches = append(matches, meta.Params[i].Name)
		}
	}
	return matches
}

func begins(p *catalog.Param, prefix string) bool {
	if hasPrefixFold(p.Name, prefix) {
		return true
	}
	for _, a := range p.Aliases {
		if hasPrefixFold(a, prefix) {
			return true
		}
	}
	return false
}
