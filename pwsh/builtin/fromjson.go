package builtin

import (
	"context"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

func fromJSON() *command.Command {
	return staged("ConvertFrom-Json [-InputObject] <string>{ByValue Null} [-AsHashtable] [-Depth <int>] [-NoEnumerate]", func() command.Stage {
		var parts []string
		return command.Stage{
			Process: func(_ context.Context, c *command.Call) error {
				v, ok := c.Args.Get("InputObject")
				if ok {
					parts = append(parts, object.String(v))
				}
				return nil
			},
			End: func(ctx context.Context, c *command.Call) error { return parseAll(ctx, c, parts) },
		}
	})
}

// parseAll reads each line on its own if the first is complete in itself, else all as one text: both a
// file read line by line and a stream of objects are piped in.
func parseAll(ctx context.Context, c *command.Call, parts []string) error {
	if len(parts) > 1 {
		if _, err := parseJSON(parts[0], c.Args); err != nil {
			parts = []string{strings.Join(parts, "\n")}
		}
	}
	for _, text := range parts {
		if strings.TrimSpace(text) == "" {
			continue
		}
		v, err := parseJSON(text, c.Args)
		if err != nil {
			return err
		}
		if c.Args.Flag("NoEnumerate") {
			err = c.Output(v)
		} else {
			err = c.OutputEach(v)
		}
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

func parseJSON(text string, a command.Args) (object.Value, error) {
	text = strings.ToValidUTF8(text, "\ufffd")
	p := &jsonParser{text: text, most: integer(a, "Depth", 1024), tables: a.Flag("AsHashtable")}
	v, err := p.value(0)
	if err == nil {
		if p.space(); p.at < len(text) {
			err = p.fail("there is more after the end of the value")
		}
	}
	if err != nil {
		return nil, &command.Error{Category: command.NotSpecified, ID: "System.ArgumentException", Type: "System.ArgumentException", Message: "Conversion from JSON failed with error: " + err.Error()}
	}
	return v, nil
}
