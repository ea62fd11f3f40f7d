package adminapi

import (
	_ "embed" // the routine of the module file
	"slices"
	"strconv"
	"strings"

	"example.org/exosh/catalog"
)

// The part of the module file that is the same for everybody: the routine that sends a command.
//
//go:embed execute.psm1
var executeScript string

// Returns the text of the module file: the routine, a function for each cmdlet, and what is exported.
// It ends with a line break, because the vendor's client appends lines to it.
func moduleScript(cmdlets []*catalog.Cmdlet) string {
	var b strings.Builder
	b.WriteString(executeScript)
	for _, m := range cmdlets {
		writeFunction(&b, m)
	}
	b.WriteString("$HelpFileNames = @()\n")
	b.WriteString("Export-ModuleMember -Function @(")
	for i, m := range cmdlets {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(quoted(m.Name))
	}
	b.WriteString(") -Variable 'HelpFileNames'\n")
	return b.String()
}

func writeFunction(b *strings.Builder, m *catalog.Cmdlet) {
	b.WriteString("function " + m.Name + " {\n    [CmdletBinding(" + cmdletBinding(m) + ")]\n    param(\n")
	for i := range m.Params {
		if i > 0 {
			b.WriteString(",\n\n")
		}
		writeParam(b, m, &m.Params[i])
	}
	b.WriteString("\n    )\n    process {\n        Invoke-ExoshCmdlet -CmdletName " + quoted(m.Name) +
		" -Bound $PSBoundParameters -Caller $PSCmdlet -Asks " + asks(m) + "\n    }\n}\n\n")
}

// Says in the script's words whether the session would ask by itself.
func asks(m *catalog.Cmdlet) string {
	if m.Impact == catalog.High {
		return "($ConfirmPreference -ne 'None')"
	}
	return "$false"
}

// Returns the arguments of CmdletBinding.
func cmdletBinding(m *catalog.Cmdlet) string {
	var parts []string
	for _, s := range m.Sets {
		if s.Default && s.Name != allSets {
			parts = append(parts, "DefaultParameterSetName = "+quoted(s.Name))
		}
	}
	switch m.Impact {
	case catalog.Medium:
		parts = append(parts, "SupportsShouldProcess = $true", "ConfirmImpact = 'Medium'")
	case catalog.High:
		parts = append(parts, "SupportsShouldProcess = $true", "ConfirmImpact = 'High'")
	}
	return strings.Join(parts, ", ")
}

const allSets = "__AllParameterSets"

func writeParam(b *strings.Builder, m *catalog.Cmdlet, p *catalog.Param) {
	for _, a := range attributes(m, p) {
		b.WriteString("        [Parameter(" + a + ")]\n")
	}
	if len(p.Aliases) > 0 {
		list := make([]string, len(p.Aliases))
		for i, a := range p.Aliases {
			list[i] = quoted(a)
		}
		b.WriteString("        [Alias(" + strings.Join(list, ", ") + ")]\n")
	}
	b.WriteString("        [" + scriptType(p) + "]\n        ${" + p.Name + "}")
}

// Returns the arguments of the Parameter attributes: one for each set that has the parameter, or one
// for all if it is the same in all of them.
func attributes(m *catalog.Cmdlet, p *catalog.Param) []string {
	var list []string
	same, sets := true, 0
	for i := range m.Sets {
		s := &m.Sets[i]
		if !slices.Contains(s.Params, p.Name) {
			continue
		}
		sets++
		list = append(list, attribute(s, p))
		same = same && list[len(list)-1] == list[0]
	}
	if same && sets == len(m.Sets) {
		return list[:min(1, len(list))]
	}
	at := 0
	for i := range m.Sets {
		if s := &m.Sets[i]; slices.Contains(s.Params, p.Name) {
			list[at] = join("ParameterSetName = "+quoted(s.Name), list[at])
			at++
		}
	}
	return list
}

func attribute(s *catalog.Set, p *catalog.Param) string {
	var parts []string
	if slices.Contains(s.Mandatory, p.Name) {
		parts = append(parts, "Mandatory = $true")
	}
	if i := slices.Index(s.Positional, p.Name); i >= 0 {
		parts = append(parts, "Position = "+strconv.Itoa(i))
	}
	if p.ByValue {
		parts = append(parts, "ValueFromPipeline = $true")
	}
	if p.ByName {
		parts = append(parts, "ValueFromPipelineByPropertyName = $true")
	}
	if p.Rest {
		parts = append(parts, "ValueFromRemainingArguments = $true")
	}
	return strings.Join(parts, ", ")
}

func join(a, b string) string {
	if b == "" {
		return a
	}
	return a + ", " + b
}

// Reduces a parameter's type to what every PowerShell has. Identities, enumerations and the vendor's
// own types take anything; the service converts.
func scriptType(p *catalog.Param) string {
	if p.IsSwitch() {
		return "switch"
	}
	name, isArray := strings.CutSuffix(p.Type, "[]")
	kind := "object"
	switch strings.ToLower(strings.TrimPrefix(strings.ToLower(name), "system.")) {
	case "string":
		kind = "string"
	case "securestring":
		kind = "securestring"
	case "pscredential":
		kind = "pscredential"
	case "hashtable":
		kind = "hashtable"
	case "datetime", "exdatetime":
		kind = "datetime"
	case "byte":
		kind = "byte"
	case "int32":
		kind = "int"
	case "int64":
		kind = "long"
	case "boolean":
		kind = "bool"
	}
	if p.Null && kind != "string" && !isArray {
		return "object" // $null clears it
	}
	if isArray {
		return kind + "[]"
	}
	return kind
}

// Returns a single-quoted PowerShell string.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
