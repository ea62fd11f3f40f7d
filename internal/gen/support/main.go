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

	"example.org/exosh/catalog"
	"example.org/exosh/internal/cmdlet/family"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/exocmdlet"
	"example.org/exosh/internal/server"
	"example.org/exosh/internal/shell"
)

func main() {
	page, err := page()
	if err == nil {
		err = os.WriteFile(os.Args[1], page, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// page returns the document.
func page() ([]byte, error) {
	uses, err := used()
	if err != nil {
		return nil, err
	}
	names, all := append(server.Cmdlets(), exocmdlet.Names()...), append(family.Support(), inbuilt()...)
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	var b bytes.Buffer
	write(&b, names, all)
	writeReach(&b, len(uses), measure(uses, shell.ModuleCmdlets(), names, all))
	for _, n := range names {
		writeCmdlet(&b, n, all)
	}
	return b.Bytes(), nil
}

// inbuilt lists what the Get-EXO cmdlets, which belong to the client, do with their parameters.
func inbuilt() []project.Support {
	var list []project.Support
	for _, p := range exocmdlet.Support() {
		s := project.Support{Cmdlet: p.Cmdlet, Param: p.Name, Status: project.Refused, Env: catalog.EXO}
		if p.Acts {
			s.Status = project.Acts
		}
		list = append(list, s)
	}
	return list
}

func write(w io.Writer, names []string, all []project.Support) {
	fmt.Fprintf(w, `# What exosh's organisation does

This page is generated from the tables that the cmdlets obey (`+"`go generate ./...`"+`). A parameter

- **acts**: it has its effect;
- is **stored**: it is checked, kept and shown, and that is all: what the vendor does with it is not done here;
- is **refused** by name, and then nothing is changed.

None is accepted and ignored. What your role does not hold does not exist for you at all. Cmdlets that are not listed
here are refused by name. The Get-EXO cmdlets are the client's; what they show comes from the plain cmdlets. EXO is Exchange Online, SCC is Security & Compliance, EOP is standalone Exchange Online Protection.

%d cmdlets, %d parameters: %d act, %d are stored, %d are refused.

| cmdlet | where | acts | stored | refused |
|---|---|---|---|---|
`, len(names), len(all), count(all, "", project.Acts), count(all, "", project.Stored), count(all, "", project.Refused))
	for _, n := range names {
		fmt.Fprintf(w, "| [%s](#%s) | %s | %d | %d | %d |\n", n, strings.ToLower(n), catalog.Must(n).Env,
			count(all, n, project.Acts), count(all, n, project.Stored), count(all, n, project.Refused))
	}
}

func writeCmdlet(w io.Writer, name string, all []project.Support) {
	fmt.Fprintf(w, "\n## %s\n\n", name)
	if !slices.ContainsFunc(all, func(s project.Support) bool { return s.Cmdlet == name }) {
		fmt.Fprintln(w, "Has no parameters.")
	}
	section(w, "Acts", params(all, name, project.Acts))
	section(w, "Stored", params(all, name, project.Stored))
	section(w, "Refused", params(all, name, project.Refused))
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
