package exocmdlet

import (
	"fmt"
	"slices"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

func contains(list []string, name string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return strings.EqualFold(s, name) })
}

func refusal(cmdlet, param string) *command.Error {
	return &command.Error{Category: command.NotImplemented, ID: "NotSupported", Type: "System.NotSupportedException", Target: param,
		Message: fmt.Sprintf("%s does not support the parameter -%s.", cmdlet, param),
		Advice:  "Run the command without -" + param + "."}
}

func invalid(param, advice, format string, args ...any) *command.Error {
	return &command.Error{Category: command.InvalidArgument, ID: "InvalidArgument", Type: "System.ArgumentException", Target: param,
		Message: fmt.Sprintf(format, args...), Advice: advice}
}

func truncated(most int) string {
	return fmt.Sprintf("There are more results than the %d that are shown. To see them, give a larger -ResultSize, or -ResultSize Unlimited.", most)
}

// texts reads a parameter of several texts; one text with commas is several too.
func texts(args command.Args, name string) []string {
	v, ok := args.Get(name)
	if !ok || v == nil {
		return nil
	}
	items := []any{v}
	switch l := v.(type) {
	case []any:
		items = l
	case *object.List:
		items = l.Items
	}
	var list []string
	for _, item := range items {
		for word := range strings.SplitSeq(object.String(item), ",") {
			if word = strings.TrimSpace(word); word != "" {
				list = append(list, word)
			}
		}
	}
	return list
}
