package object

import "fmt"

// String returns the text of a value, as PowerShell's string conversion gives it (invariant culture).
func String(v Value) string { return fmt.Sprint(v) }
