package format

import (
	"strings"

	"example.org/exosh/object"
)

// A Shape is a way to lay objects out.
type Shape uint8

// The shapes, one per Format- cmdlet.
const (
	Table Shape = iota + 1
	List
	Wide
	Custom
)

// A Request is what Format-Table, Format-List, Format-Wide and Format-Custom write: objects and how
// they are to be shown. It is drawn by whatever ends the pipeline (Out-Default, Out-String, Out-File).
type Request struct {
	Shape       Shape
	Columns     []Column // what was asked for; nil leaves the choice to the object's view
	Rows        []Row
	GroupBy     *Column // -GroupBy; Row.Group holds the value
	View        string  // -View: name of a view
	AutoSize    bool    // fit columns to all rows
	Wrap        bool    // break long cells instead of cutting them
	HideHeaders bool    // -HideTableHeaders
	Force       bool    // -Force: show what a view hides
	PerLine     int     // -Column of Format-Wide: columns per line, 0 means as the shape decides
	Depth       int     // -Depth of Format-Custom, 0 means the default
}

// A Column is one column of a table or one line of a list.
type Column struct {
	Header string
	Format string // .NET format string for the value, "" for its usual text
	Width  int    // -1 or 0 means as wide as needed
	Align  Align
}

// An Align says on which side a cell stands. The zero value lets the type of the value decide.
type Align uint8

// The alignments.
const (
	AlignAuto Align = iota
	AlignLeft
	AlignCenter
	AlignRight
)

// A Row is one object of a Request.
type Row struct {
	Object object.Value
	Cells  []object.Value // one value per column, computed; nil where Columns is nil
	Group  object.Value   // value of GroupBy
}

// TypeNames makes a Request what PowerShell's formatting cmdlets write: not data.
func (r *Request) TypeNames() []string {
	return []string{"Microsoft.PowerShell.Commands.Internal.Format.FormatStartData", "System.Object"}
}

// PropertyNames lists what Export-Csv finds when it is given formatted output by mistake.
func (r *Request) PropertyNames() []string {
	return []string{"ClassId2e4f51ef21dd47e99d3c952918aff9cd", "pageHeaderEntry", "pageFooterEntry", "autosizeInfo", "shapeInfo", "groupingEntry"}
}

// Property returns one of PropertyNames.
func (r *Request) Property(name string) (object.Value, bool) {
	for i, n := range r.PropertyNames() {
		if strings.EqualFold(n, name) {
			if i == 0 {
				return "033ecb2bc07a4d43b5ef94ed5a35d280", true
			}
			return nil, true
		}
	}
	return nil, false
}
