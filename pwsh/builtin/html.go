package builtin

import (
	"context"
	"html"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// toHTML makes a page with a table of objects. Everything that comes from objects is escaped; -Head,
// -Body, -PreContent and -PostContent are markup, as the caller wrote it.
func toHTML() *command.Command {
	const shared = " [[-Property] <object[]>] [-InputObject <psobject>{ByValue}] [-As <string>{Table|List}]"
	return staged("ConvertTo-Html <Page>"+shared+" [[-Head] <string[]>] [[-Title] <string>] [[-Body] <string[]>] [-CssUri <string>{alias=cu}] [-Meta <hashtable>] [-Charset <string>] [-PreContent <string[]>] [-PostContent <string[]>]\n"+
		"ConvertTo-Html <Fragment>"+shared+" -Fragment [-PreContent <string[]>] [-PostContent <string[]>]", func() command.Stage {
		p := &htmlPage{}
		return command.Stage{Begin: p.begin, Process: p.process, End: p.end}
	})
}

// htmlPage is a running ConvertTo-Html.
type htmlPage struct {
	caller  *caller
	props   []property
	columns []property
	asList  bool
}

func (p *htmlPage) begin(_ context.Context, c *command.Call) (err error) {
	a := c.Args
	p.caller, p.asList = newCaller(c), a.Text("As") == "List"
	if p.props, err = properties(list(a, "Property")); err != nil {
		return err
	}
	var lines []string
	if !a.Flag("Fragment") {
		lines = append(lines, `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"  "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">`,
			`<html xmlns="http://www.w3.org/1999/xhtml">`, "<head>")
		lines = append(lines, htmlHead(a)...)
		lines = append(lines, "</head><body>")
		lines = append(lines, texts(a, "Body")...)
	}
	lines = append(append(lines, texts(a, "PreContent")...), "<table>")
	return command.OutputAll(c, lines)
}

func htmlHead(a command.Args) []string {
	var lines []string
	if a.Has("Charset") {
		lines = append(lines, `<meta charset="`+html.EscapeString(a.Text("Charset"))+`">`)
	}
	if v, ok := a.Get("Meta"); ok {
		for k, e := range v.(*object.Dict).All() {
			lines = append(lines, `<meta name="`+html.EscapeString(object.String(k))+`" content="`+html.EscapeString(object.String(e))+`">`)
		}
	}
	if head := texts(a, "Head"); len(head) > 0 {
		lines = append(lines, head...)
	} else {
		title := a.Text("Title")
		if !a.Has("Title") {
			title = "HTML TABLE"
		}
		lines = append(lines, "<title>"+html.EscapeString(title)+"</title>")
	}
	if a.Has("CssUri") {
		lines = append(lines, `<link rel="stylesheet" type="text/css" href="`+html.EscapeString(a.Text("CssUri"))+`" />`)
	}
	return lines
}

func (p *htmlPage) process(ctx context.Context, c *command.Call) error {
	for _, v := range inputs(c) {
		first := p.columns == nil
		if first {
			p.start(v)
		}
		lines, err := p.rows(ctx, v, first)
		if err != nil {
			return err
		}
		if err := command.OutputAll(c, lines); err != nil {
			return err
		}
	}
	return nil
}

// start fixes the columns by the first object.
func (p *htmlPage) start(v object.Value) {
	props := p.props
	if len(props) == 0 {
		props = []property{{name: "*", source: "*", pattern: object.CompilePattern("*", false)}}
	}
	p.columns = expand(props, v)
}

// rows is an object as a row, below the headers if it is the first, or as lines of name and value.
func (p *htmlPage) rows(ctx context.Context, v object.Value, first bool) ([]string, error) {
	var head, row strings.Builder
	var lines []string
	for i := range p.columns {
		column := &p.columns[i]
		got, err := column.value(ctx, p.caller, v)
		if err != nil {
			return nil, err
		}
		name, cell := html.EscapeString(column.spelling(v)), html.EscapeString(display(got))
		if p.asList {
			lines = append(lines, "<tr><td>"+name+":</td><td>"+cell+"</td></tr>")
			continue
		}
		head.WriteString("<th>" + name + "</th>")
		row.WriteString("<td>" + cell + "</td>")
	}
	if p.asList {
		if !first {
			lines = append([]string{"<tr><td><hr></td></tr>"}, lines...)
		}
		return lines, nil
	}
	if first {
		lines = append(lines, "<tr>"+head.String()+"</tr>")
	}
	return append(lines, "<tr>"+row.String()+"</tr>"), nil
}

func (p *htmlPage) end(_ context.Context, c *command.Call) error {
	lines := append([]string{"</table>"}, texts(c.Args, "PostContent")...)
	if !c.Args.Flag("Fragment") {
		lines = append(lines, "</body></html>")
	}
	return command.OutputAll(c, lines)
}
