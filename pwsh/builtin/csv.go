package builtin

import (
	"context"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// dataCommands read and write CSV and JSON.
func dataCommands(env *Env) []*command.Command {
	const layout = " [[-Delimiter] <char>] [-UseCulture] [-NoTypeInformation{alias=NTI}] [-IncludeTypeInformation{alias=ITI}] [-UseQuotes <QuoteKind>{AsNeeded|Always|Never alias=UQ}] [-QuoteFields <string[]>{alias=QF}] [-NoHeader] [-NeutralizeFormulas]"
	const export = " [-Append] [-Force] [-NoClobber{alias=NoOverwrite}] [-Encoding <Encoding>" + encodings + "] -InputObject <psobject>{ByValue}"
	return []*command.Command{
		staged("# impact medium\nExport-Csv [[-Path] <string>]"+layout+export+"\nExport-Csv <LiteralPath> -LiteralPath <string>{alias=PSPath,LP}"+layout+export, func() command.Stage {
			e := &exporter{env: env}
			return command.Stage{Begin: e.begin, Process: e.process, Clean: e.close}
		}),
		staged("ConvertTo-Csv [-InputObject] <psobject>{ByValue}"+layout, func() command.Stage {
			t := &toCSV{}
			return command.Stage{Begin: t.begin, Process: t.process}
		}),
		simple("Import-Csv [[-Path] <string[]>{ByValue}] [[-Delimiter] <char>] [-UseCulture] [-Header <string[]>] [-Encoding <Encoding>"+encodings+"]\n"+
			"Import-Csv <LiteralPath> -LiteralPath <string[]>{ByName alias=PSPath,LP} [[-Delimiter] <char>] [-UseCulture] [-Header <string[]>] [-Encoding <Encoding>]", importCSV(env)),
		staged("ConvertFrom-Csv [-InputObject] <psobject[]>{ByValue} [[-Delimiter] <char>] [-UseCulture] [-Header <string[]>]", func() command.Stage {
			var text strings.Builder
			return command.Stage{
				Process: func(_ context.Context, c *command.Call) error {
					for _, line := range texts(c.Args, "InputObject") {
						text.WriteString(line + "\n")
					}
					return nil
				},
				End: func(_ context.Context, c *command.Call) error { return readCSV(c, text.String()) },
			}
		}),
		toJSON(), fromJSON(), toHTML(),
	}
}

// toCSV is a running ConvertTo-Csv.
type toCSV struct{ w *csvWriter }

func (t *toCSV) begin(_ context.Context, c *command.Call) error {
	t.w = newCSVWriter(c.Args)
	return nil
}

func (t *toCSV) process(_ context.Context, c *command.Call) error {
	for _, v := range inputs(c) {
		if t.w.columns == nil {
			if err := command.OutputAll(c, t.w.start(v)); err != nil {
				return err
			}
		}
		if err := c.Output(t.w.line(v)); err != nil {
			return err
		}
	}
	return nil
}

// exporter is a running Export-Csv. The file is made when it starts, so that a bad path is known
// before anything is computed.
type exporter struct {
	env  *Env
	w    *csvWriter
	file *textFile
	skip bool // -WhatIf, or no
}

func (e *exporter) begin(ctx context.Context, c *command.Call) error {
	e.w = newCSVWriter(c.Args)
	p := pathArg(c.Args, "")
	if p == "" {
		return invalid("CannotSpecifyPathAndLiteralPath", "You must specify either the -Path or -LiteralPath parameters, but not both.")
	}
	ok, err := c.ShouldProcess(ctx, p, "Export-Csv")
	if err != nil || !ok {
		e.skip = true
		return err
	}
	if c.Args.Flag("Append") {
		if err := e.existing(c.Args, p); err != nil {
			return err
		}
	}
	e.file, err = e.env.create(p, c.Args)
	return err
}

// existing takes the columns of a file that is appended to.
func (e *exporter) existing(a command.Args, written string) error {
	p, err := e.env.absolute(written)
	if err != nil {
		return err
	}
	info, err := e.env.stat(p)
	if err != nil || info.Size() == 0 {
		return nil
	}
	text, err := e.env.read(p, a.Text("Encoding"))
	if err != nil {
		return err
	}
	r := &csvReader{text: text, delimiter: e.w.delimiter}
	row, ok := r.next()
	for ok && len(row) > 0 && strings.HasPrefix(row[0].text, "#TYPE ") {
		row, ok = r.next()
	}
	e.w.columns = []string{}
	for _, f := range row {
		e.w.columns = append(e.w.columns, f.text)
	}
	return nil
}

func (e *exporter) process(_ context.Context, c *command.Call) error {
	if e.skip {
		return nil
	}
	end := e.env.newline()
	for _, v := range inputs(c) {
		if e.w.columns == nil {
			for _, line := range e.w.start(v) {
				if err := e.file.write(line + end); err != nil {
					return err
				}
			}
		} else if err := e.mismatch(c, v); err != nil {
			return err
		}
		if err := e.file.write(e.w.line(v) + end); err != nil {
			return err
		}
	}
	return nil
}

// mismatch refuses to append an object that lacks a column, unless -Force.
func (e *exporter) mismatch(c *command.Call, v object.Value) error {
	if !c.Args.Flag("Append") || c.Args.Flag("Force") {
		return nil
	}
	for _, name := range e.w.columns {
		if _, ok := object.Get(v, name); !ok {
			return &command.Error{Category: command.InvalidData, ID: "CannotAppendCsvWithMismatchedPropertyNames", Type: "System.InvalidOperationException", Target: v,
				Message: "Cannot append CSV content to the following file: " + e.file.path + ". The appended object does not have a property that corresponds to the following column: " + name + ". To continue with mismatched properties, add the -Force parameter, and then retry the command."}
		}
	}
	return nil
}

func (e *exporter) close(context.Context, *command.Call) error { return e.file.close() }
