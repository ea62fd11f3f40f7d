package rbac

import "strings"

// DirectoryRoles lists the directory roles that lead to a role group, by name.
func DirectoryRoles() []string {
	var names []string
	for line := range lines(groupText) {
		if f := strings.Split(line, "\t"); f[0] == "directory" {
			names = append(names, f[1])
		}
	}
	return names
}
