package catalog

// Syntax reads the shape of a builtin from lines as PowerShell's help shows them, one per parameter
// set, the default set first:
//
//	Select-Object [[-Property] <object[]>] [-InputObject <psobject>{ByValue}] [-First <int>] [-Unique]
func Syntax(text string) *Cmdlet { return &Cmdlet{Name: text} }
