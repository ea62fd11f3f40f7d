package selection

import (
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
)

func (s Source) filter(args command.Args) (Rule, error) {
	if args.Text("Filter") == "" {
		return nil, nil
	}
	return nil, project.NotSupported(s.Table.Cmdlet, "Filter")
}
