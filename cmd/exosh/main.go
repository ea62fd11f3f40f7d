// Exosh is a shell for Exchange Online PowerShell, and an organisation of one's own to connect it to.
package main

import (
	"os"

	"example.org/exosh/internal/demo"
	"example.org/exosh/internal/prog"
	"example.org/exosh/internal/server"
	"example.org/exosh/internal/shell"
	"example.org/exosh/internal/smtptool"
)

func main() {
	os.Exit(prog.Run(prog.System(), shell.Program(), server.Serve(), server.WaitProgram(), server.Admin(), server.SeedProgram(), smtptool.Program(), demo.Program()))
}
