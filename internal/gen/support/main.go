// Support writes docs/support.md: what the organisation's cmdlets do with each of their parameters.
// It is made from the tables that the cmdlets themselves obey.
//
//	go run ./internal/gen/support FILE
package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/server"
)

func main() {
	var b bytes.Buffer
	write(&b, server.Cmdlets(), server.Support())
	if err := os.WriteFile(os.Args[1], b.Bytes(), 0o644); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write(w io.Writer, names []string, all []project.Support) {
	fmt.Fprintf(w, `# What exosh's organisation does

This page is generated from the tables that the cmdlets obey (`+"`go generate ./...`"+`). A parameter **acts**, or it is
**refused** by name, and then nothing is changed. None is accepted and ignored. What your role does not hold does not exist
for you at all. Cmdlets of Exchange Online that are not listed here are refused by name.

%d cmdlets, %d parameters: %d act, %d are refused.

| cmdlet | acts | refused |
|---|---|---|
`, len(names), len(all), count(all, "", project.Acts), count(all, "", project.Refused))
	for _, n := range names {
		fmt.Fprintf(w, "| [%s](#%s) | %d | %d |\n", n, strings.ToLower(n), count(all, n, project.Acts), count(all, n, project.Refused))
	}
	for _, n := range names {
		fmt.Fprintf(w, "\n## %s\n\n", n)
		if !slices.ContainsFunc(all, func(s project.Support) bool { return s.Cmdlet == n }) {
			fmt.Fprintln(w, "Has no parameters in Exchange Online.")
		}
		section(w, "Acts", params(all, n, project.Acts))
		section(w, "Refused", params(all, n, project.Refused))
	}
}

func section(w io.Writer, title string, names []string) {
	if len(names) > 0 {
		fmt.Fprintf(w, "- %s: `%s`\n", title, strings.Join(names, "`, `"))
	}
}

func params(all []project.Support, cmdlet string, status project.Status) []string {
	var names []string
	for _, s := range all {
		if (cmdlet == "" || s.Cmdlet == cmdlet) && s.Status == status {
			names = append(names, s.Param)
		}
	}
	return names
}

func count(all []project.Support, cmdlet string, status project.Status) int {
	return len(params(all, cmdlet, status))
}
