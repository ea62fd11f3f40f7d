package trace

import (
	"encoding/xml"
	"maps"
	"slices"
	"strings"
)

// dataOf writes the further facts of an event as the vendor does: a <root> with one <MEP> for each, whose second
// attribute is named after the kind of its value.
func dataOf(facts map[string]string) string {
	var b strings.Builder
	b.WriteString("<root>")
	for _, name := range slices.Sorted(maps.Keys(facts)) {
		b.WriteString(`<MEP Name="` + escaped(name) + `" ` + kindOf(name) + `="` + escaped(facts[name]) + `" />`)
	}
	b.WriteString("</root>")
	return b.String()
}

// kindOf returns the kind of a fact's value.
func kindOf(name string) string {
	switch name {
	case "RcptCount", "TotalLatency", "SCL":
		return "Integer"
	case "SequenceNumber", "MessageSize":
		return "Long"
	case "CustomData":
		return "Blob"
	}
	return "String"
}

// escaped writes text for an attribute. What XML can't hold becomes U+FFFD.
func escaped(text string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(text)); err != nil {
		return "" // a builder takes everything
	}
	return b.String()
}
