package builtin

import (
	"context"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// selectString finds lines by a pattern.
func selectString(env *Env) *command.Command {
	const shared = " [-SimpleMatch] [-CaseSensitive] [-NotMatch] [-Quiet] [-List] [-Encoding <Encoding>" + encodings + "]"
	return simple("Select-String <File> [-Pattern] <string[]> [-Path] <string[]>{ByName}"+shared+"\nSelect-String <Object> [-Pattern] <string[]> -InputObject <psobject>{ByValue}"+shared, func(ctx context.Context, c *command.Call) error {
		find, err := lineFinder(c.Args)
		if err != nil {
			return err
		}
		if c.Args.ParameterSet() == "Object" {
			for _, v := range inputs(c) {
				if _, err := findLines(c, "InputStream", lines(object.String(v)), find); err != nil {
					return err
				}
			}
			return nil
		}
		return env.eachPath(ctx, c, func(p string) error {
			text, err := env.read(p, c.Args.Text("Encoding"))
			if err != nil {
				return err
			}
			found, err := findLines(c, p, lines(text), find)
			if err == nil && c.Args.Flag("Quiet") && !found {
				return c.Output(false)
			}
			return err
		})
	})
}

func lineFinder(a command.Args) (func(line string) (bool, string, error), error) {
	var tests []func(string) (bool, error)
	patterns := texts(a, "Pattern")
	for _, p := range patterns {
		if a.Flag("SimpleMatch") {
			tests = append(tests, func(line string) (bool, error) {
				if a.Flag("CaseSensitive") {
					return strings.Contains(line, p), nil
				}
				return strings.Contains(strings.ToLower(line), strings.ToLower(p)), nil
			})
			continue
		}
		test, err := matchTest(p, a.Flag("CaseSensitive"), true)
		if err != nil {
			return nil, err
		}
		tests = append(tests, func(line string) (bool, error) { return test(line) })
	}
	return func(line string) (bool, string, error) {
		for i, test := range tests {
			if ok, err := test(line); ok || err != nil {
				return ok != a.Flag("NotMatch"), patterns[i], err
			}
		}
		return a.Flag("NotMatch"), "", nil
	}, nil
}

func findLines(c *command.Call, path string, all []string, find func(string) (bool, string, error)) (bool, error) {
	any := false
	for i, line := range all {
		ok, pattern, err := find(line)
		if err != nil {
			return any, err
		}
		if !ok {
			continue
		}
		any = true
		if c.Args.Flag("Quiet") {
			return true, c.Output(true)
		}
		match := &object.Object{Types: []string{"Microsoft.PowerShell.Commands.MatchInfo", "System.Object"}, Props: []object.Property{
			{Name: "LineNumber", Value: int32(i + 1)}, {Name: "Line", Value: line}, {Name: "Filename", Value: path[strings.LastIndexAny(path, `/\`)+1:]}, {Name: "Path", Value: path}, {Name: "Pattern", Value: pattern},
		}}
		if err := c.Output(match); err != nil {
			return any, err
		}
		if c.Args.Flag("List") {
			break
		}
	}
	return any, nil
}
