// Package syntax is the grammar of the PowerShell language: tree, parser, printer and the little
// tools that editors need (incomplete input, coloured tokens).
//
// The language has two lexical modes. A statement that starts with `$`, a quote, a digit, a bracket
// or an operator is an expression; one that starts with a word is a command, whose arguments are
// words, parameters and values without operators. The parser knows which mode it is in at every
// point, so it reads characters itself and there is no list of tokens in between.
//
// Every node keeps the range of its source, and script blocks keep their exact text, which commands
// such as `Get-Mailbox -Filter { ... }` send on as it was written.
//
// The package resolves no names: which command, type or variable is meant is decided when a tree
// runs. It does no I/O and holds no state.
package syntax
