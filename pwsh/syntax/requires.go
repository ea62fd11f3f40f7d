package syntax

import "strings"

// Finds the `#Requires` lines of a text. They may stand on any line of their own.
func requirements(text string) []Requirement {
	var list []Requirement
	for at := 0; ; {
		i := strings.IndexByte(text[at:], '#')
		if i < 0 {
			return list
		}
		at += i
		line, _, _ := strings.Cut(text[at:], "\n")
		if len(line) > 10 && strings.EqualFold(line[:9], "#requires") && (line[9] == ' ' || line[9] == '\t') && startsLine(text, at) {
			list = append(list, requireLine(line[9:], at+9)...)
		}
		at++
	}
}

func startsLine(text string, at int) bool {
	head := text[:at]
	head = head[strings.LastIndexByte(head, '\n')+1:]
	return strings.TrimSpace(strings.TrimPrefix(head, bom)) == ""
}

// Splits "-Version 5.1 -Modules a, b" into its parameters.
func requireLine(line string, offset int) []Requirement {
	var list []Requirement
	for at := 0; at < len(line); {
		i := strings.IndexByte(line[at:], '-')
		if i < 0 {
			break
		}
		from := at + i
		end := len(line)
		if j := strings.Index(line[from:], " -"); j >= 0 {
			end = from + j + 1
		}
		name, value, _ := strings.Cut(strings.TrimSpace(line[from+1:end]), " ")
		list = append(list, Requirement{Span{offset + from, offset + end}, name, strings.TrimSpace(value)})
		at = end
	}
	return list
}
