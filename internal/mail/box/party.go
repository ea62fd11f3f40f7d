package box

import (
	"strings"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// InternalParty returns the text by which a rule keeps and shows a recipient of the organisation:
// `"Navin Rao" [EX:/o=…]`.
func InternalParty(e *org.Entry) string {
	name := directory.Text(e, "DisplayName")
	if name == "" {
		name = directory.Text(e, "Name")
	}
	return party(name, "EX:"+directory.Text(e, "LegacyExchangeDN"))
}

// ExternalParty returns the text by which a rule keeps and shows somebody outside: `"Home" [SMTP:a@b.example]`.
// Without a name the address is it.
func ExternalParty(name, address string) string {
	if name == "" {
		name = address
	}
	return party(name, "SMTP:"+address)
}

func party(name, routing string) string {
	return `"` + strings.ReplaceAll(name, `"`, "'") + `" [` + routing + "]"
}

// ParseParty takes the text of a party apart: what it is called, and its address with "EX" or "SMTP".
func ParseParty(text string) (name, kind, address string, ok bool) {
	rest, quoted := strings.CutPrefix(text, `"`)
	name, rest, closed := strings.Cut(rest, `" [`)
	routing, ended := strings.CutSuffix(rest, "]")
	kind, address, parted := strings.Cut(routing, ":")
	if !quoted || !closed || !ended || !parted || address == "" || kind != "EX" && kind != "SMTP" {
		return "", "", "", false
	}
	return name, kind, address, true
}
