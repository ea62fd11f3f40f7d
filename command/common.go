package command

import (
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/object"
)

// Common is what the common parameters of a call say.
type Common struct {
	Prefs Prefs
	// Names of variables to fill, each with a leading "+" where what is there is kept; "" where not given.
	OutVariable, ErrorVariable, WarningVariable, InformationVariable, PipelineVariable string
}

// A commonParam is a parameter that every command has.
type commonParam struct {
	name, alias string
	flag        bool
	apply       func(*Common, object.Value) error
}

// commonParams are the common parameters; the last two belong to commands that change something.
func commonParams() [14]commonParam {
	return [14]commonParam{
		{"Verbose", "vb", true, func(c *Common, v object.Value) error { return setFlag(&c.Prefs.Verbose, "Verbose", v) }},
		{"Debug", "db", true, func(c *Common, v object.Value) error { return setFlag(&c.Prefs.Debug, "Debug", v) }},
		{"ErrorAction", "ea", false, func(c *Common, v object.Value) error { return setAction(&c.Prefs.ErrorAction, "ErrorAction", v) }},
		{"WarningAction", "wa", false, func(c *Common, v object.Value) error { return setAction(&c.Prefs.WarningAction, "WarningAction", v) }},
		{"InformationAction", "infa", false, func(c *Common, v object.Value) error {
			return setAction(&c.Prefs.InformationAction, "InformationAction", v)
		}},
		{"ProgressAction", "proga", false, func(c *Common, v object.Value) error { return setAction(&c.Prefs.ProgressAction, "ProgressAction", v) }},
		{"ErrorVariable", "ev", false, func(c *Common, v object.Value) error { return setName(&c.ErrorVariable, "ErrorVariable", v) }},
		{"WarningVariable", "wv", false, func(c *Common, v object.Value) error { return setName(&c.WarningVariable, "WarningVariable", v) }},
		{"InformationVariable", "iv", false, func(c *Common, v object.Value) error {
			return setName(&c.InformationVariable, "InformationVariable", v)
		}},
		{"OutVariable", "ov", false, func(c *Common, v object.Value) error { return setName(&c.OutVariable, "OutVariable", v) }},
		{"OutBuffer", "ob", false, checkOutBuffer},
		{"PipelineVariable", "pv", false, func(c *Common, v object.Value) error { return setName(&c.PipelineVariable, "PipelineVariable", v) }},
		{"WhatIf", "wi", true, func(c *Common, v object.Value) error { return setFlag(&c.Prefs.WhatIf, "WhatIf", v) }},
		{"Confirm", "cf", true, setConfirm},
	}
}

// CommonNames lists the common parameters of a cmdlet, for completion and help.
func CommonNames(meta *catalog.Cmdlet) []string {
	var names []string
	for _, p := range commonOf(meta) {
		names = append(names, p.name)
	}
	return names
}

func commonOf(meta *catalog.Cmdlet) []commonParam {
	all := commonParams()
	if meta.Impact == catalog.NoImpact {
		return all[:12]
	}
	return all[:]
}

// BindCommon takes the common parameters out of the arguments and applies them to the preferences in
// force. Names may be shortened where no other parameter of the cmdlet begins so. What is left is for Bind.
func BindCommon(meta *catalog.Cmdlet, raw []Arg, base Prefs) (rest []Arg, common Common, err error) {
	common.Prefs = base
	if !named(raw) {
		return raw, common, nil
	}
	params := commonOf(meta)
	seen := make(map[string]bool)
	for i := 0; i < len(raw); i++ {
		p, err := findCommon(meta, params, raw[i])
		if err != nil {
			return nil, common, err
		}
		if p == nil {
			rest = append(rest, raw[i])
			if i+1 < len(raw) && wantsValue(meta, raw[i], raw[i+1]) {
				i++
				rest = append(rest, raw[i])
			}
			continue
		}
		if seen[p.name] {
			return nil, common, boundTwice(p.name)
		}
		seen[p.name] = true
		value := object.Value(raw[i].Value)
		if !raw[i].HasValue {
			if p.flag {
				value = true
			} else if i+1 < len(raw) && raw[i+1].Name == "" {
				i++
				value = raw[i].Value
			} else {
				return nil, common, missingArgument(&catalog.Param{Name: p.name, Type: "System.Management.Automation.ActionPreference"})
			}
		}
		if err := p.apply(&common, value); err != nil {
			return nil, common, err
		}
	}
	return rest, common, nil
}

func named(raw []Arg) bool {
	for _, a := range raw {
		if a.Name != "" {
			return true
		}
	}
	return false
}

// wantsValue says whether the next argument is the value of this one, and so not to be looked at.
func wantsValue(meta *catalog.Cmdlet, a, next Arg) bool {
	if a.Name == "" || a.HasValue || next.Name != "" {
		return false
	}
	p, err := findParam(meta, a.Name)
	return err == nil && !p.IsSwitch()
}

// findCommon returns nil where the argument is not a common parameter.
func findCommon(meta *catalog.Cmdlet, params []commonParam, a Arg) (*commonParam, error) {
	if a.Name == "" {
		return nil, nil
	}
	if _, own := meta.Param(a.Name); own {
		return nil, nil
	}
	var found *commonParam
	var matches []string
	for i := range params {
		p := &params[i]
		if equalFold(p.name, a.Name) || equalFold(p.alias, a.Name) {
			return p, nil
		}
		if hasPrefixFold(p.name, a.Name) {
			found = p
			matches = append(matches, p.name)
		}
	}
	own := candidates(meta, a.Name)
	if len(matches)+len(own) > 1 && len(matches) > 0 {
		return nil, ambiguousParameter(a.Name, append(own, matches...))
	}
	return found, nil
}

func equalFold(a, b string) bool { return len(a) == len(b) && strings.EqualFold(a, b) }

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

func setFlag(into *bool, name string, v object.Value) error {
	b, err := flagValue(&catalog.Param{Name: name, Type: "SwitchParameter"}, v)
	*into = b
	return err
}

func setConfirm(c *Common, v object.Value) error {
	var b bool
	err := setFlag(&b, "Confirm", v)
	c.Prefs.Confirm = &b
	return err
}

// actionNames are the names of System.Management.Automation.ActionPreference at their numbers.
func actionNames() []string {
	return []string{"SilentlyContinue", "Stop", "Continue", "Inquire", "Ignore"}
}

func setAction(into *string, name string, v object.Value) error {
	p := &catalog.Param{Name: name, Type: "System.Management.Automation.ActionPreference", Values: actionNames()}
	if _, isText := v.(string); !isText {
		if n, err := object.Convert(v, "int"); err == nil && v != nil && n.(int32) >= 0 && int(n.(int32)) < len(p.Values) {
			*into = p.Values[n.(int32)]
			return nil
		}
	}
	text, err := enumeration(p, object.String(v))
	*into = text
	return err
}

func setName(into *string, name string, v object.Value) error {
	text := object.String(v)
	if strings.TrimPrefix(text, "+") == "" {
		return noEmpty(&catalog.Param{Name: name}, "string")
	}
	*into = text
	return nil
}

// checkOutBuffer accepts -OutBuffer, which asks for objects to be handed on in batches: a pipeline of
// one goroutine has nothing to gain from that, so a valid number has no effect.
func checkOutBuffer(_ *Common, v object.Value) error {
	n, err := object.Convert(v, "int")
	if err != nil || n.(int32) < 0 {
		return transformation(&catalog.Param{Name: "OutBuffer"}, v, "It is a number of objects, zero or more.")
	}
	return nil
}
