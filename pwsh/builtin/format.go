package builtin

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/object"
	"example.org/exosh/pwsh/format"
)

// formatCommands lay objects out. They write a format.Request, which is drawn at the end of the pipeline.
func formatCommands() []*command.Command {
	const shared = " [-GroupBy <object>] [-View <string>] [-Force] [-InputObject <psobject>{ByValue}]"
	return []*command.Command{
		formatting(format.Table, "Format-Table [[-Property] <object[]>] [-AutoSize{alias=a}] [-HideTableHeaders] [-Wrap]"+shared),
		formatting(format.List, "Format-List [[-Property] <object[]>]"+shared),
		formatting(format.Wide, "Format-Wide [[-Property] <object>] [-AutoSize] [-Column <int>]"+shared),
		formatting(format.Custom, "Format-Custom [[-Property] <object[]>] [-Depth <int>]"+shared),
	}
}

func formatting(shape format.Shape, syntax string) *command.Command {
	return staged(syntax, func() command.Stage {
		f := &formatter{request: format.Request{Shape: shape}}
		return command.Stage{Begin: f.begin, Process: f.process, End: f.end}
	})
}

// formatter is a running Format-Table and the like.
type formatter struct {
	request format.Request
	props   []property
	group   *property
	columns []property // props with the wildcards of the first object
	caller  *caller
}

func (f *formatter) begin(_ context.Context, c *command.Call) (err error) {
	a, r := c.Args, &f.request
	f.caller = newCaller(c)
	r.AutoSize, r.Wrap, r.HideHeaders, r.Force, r.View = a.Flag("AutoSize"), a.Flag("Wrap"), a.Flag("HideTableHeaders"), a.Flag("Force"), a.Text("View")
	r.PerLine, r.Depth = integer(a, "Column", 0), integer(a, "Depth", 0)
	if f.props, err = properties(list(a, "Property")); err != nil {
		return err
	}
	if v, ok := a.Get("GroupBy"); ok && v != nil {
		g, err := readProperty(v)
		if err != nil {
			return err
		}
		f.group = &g
		r.GroupBy = &format.Column{Header: g.name, Format: g.format}
	}
	return nil
}

func (f *formatter) process(ctx context.Context, c *command.Call) error {
	for _, v := range inputs(c) {
		if len(f.props) > 0 && f.columns == nil {
			f.columns = expand(f.props, v)
			for _, p := range f.columns {
				f.request.Columns = append(f.request.Columns, p.column(v))
			}
		}
		row, err := f.row(ctx, v)
		if err != nil {
			return err
		}
		f.request.Rows = append(f.request.Rows, row)
	}
	return nil
}

// column is the heading of a property, with its own spelling.
func (p *property) column(v object.Value) format.Column {
	c := format.Column{Header: p.spelling(v), Format: p.format, Width: p.width}
	switch p.align {
	case "left":
		c.Align = format.AlignLeft
	case "center":
		c.Align = format.AlignCenter
	case "right":
		c.Align = format.AlignRight
	}
	return c
}

func (f *formatter) row(ctx context.Context, v object.Value) (format.Row, error) {
	row := format.Row{Object: v}
	for i := range f.columns {
		cell, err := f.columns[i].value(ctx, f.caller, v)
		if err != nil {
			return row, err
		}
		row.Cells = append(row.Cells, cell)
	}
	if f.group == nil {
		return row, nil
	}
	var err error
	row.Group, err = f.group.value(ctx, f.caller, v)
	return row, err
}

func (f *formatter) end(_ context.Context, c *command.Call) error {
	if len(f.request.Rows) == 0 {
		return nil
	}
	return c.Output(&f.request)
}
