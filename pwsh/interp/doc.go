// Package interp runs the PowerShell language: it compiles trees of package syntax to closures and
// runs them with PowerShell's scopes, operators, conversions, streams and error handling.
//
// A text is compiled once per body (script, function or script block). Names of variables become
// slots of the body's frame; a slot remembers where the variable of the current scope is, and names
// that belong to a caller are found by walking the scopes, because PowerShell's scopes are dynamic.
//
// Everything outside of the language comes in through [Options]: commands, the person, the clock,
// randomness, files and the environment. The package does no I/O and starts no goroutines of its own
// (a regular expression under way is watched by one of package regexp2).
package interp
