package rbac

import "strings"

// DirectoryRoles lists the directory roles that lead to a role group of the environment, by name.
func (m Model) DirectoryRoles() []string {
	var names []string
	for line := range lines(m.groups) {
		if f := strings.Split(line, "\t"); f[0] == "directory" {
			names = append(names, f[1])
		}
	}
	return names
}
