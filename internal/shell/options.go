// Package shell is the exosh shell: it wires the interpreter, the builtins, the line editor and the
// connections, and holds the commands of the client module (Connect-ExchangeOnline and its kin).
package shell

import (
	"io"
	"net/http"
	"time"

	"example.org/exosh"
	"example.org/exosh/command"
)

// Streams are the streams of a shell.
type Streams struct {
	In                      io.Reader
	Out, Err                io.Writer
	InTerminal, OutTerminal bool
	Width                   func() int // columns of the terminal, 0 where there is none; nil means 0
}

// Options make a shell. The zero value of every field is useful but for Streams.
type Options struct {
	Streams

	// Environments are added to the vendor's; one of the same name replaces it. ConfigFile adds more.
	Environments []exosh.Environment
	// ConfigFile is the user's file of environments; "" means none.
	ConfigFile string
	// HistoryFile keeps the lines typed; "" means memory only.
	HistoryFile string

	Hostname string // of this machine, for the list of sessions
	Program  string // name and version of the program, for the same; "" means exosh's own
	Language string // of messages, "" means en-US

	Extra      []*command.Command // further commands: Get-DemoCode
	HTTPClient *http.Client       // nil means one that follows the system's proxy settings
	// OpenURL shows a sign-in page to the person; nil means the system's browser.
	OpenURL func(url string) error
	// NonInteractive makes whatever would ask a question fail and name the parameter that avoids it.
	NonInteractive bool
	// HideHost leaves out the line that shows the sign-in host before a password is asked for.
	HideHost bool
	// NoLogo leaves out the words of welcome.
	NoLogo bool
	// Mail says how Send-MailMessage sends.
	Mail Mail
	// Welcome is shown when the shell opens, in place of its own words; "" means those.
	Welcome string
	// Connected is told of each new connection; may be nil.
	Connected func(exosh.Info)

	Now    func() time.Time    // nil means time.Now
	Getenv func(string) string // nil means os.Getenv
	Host   command.Host        // nil means the terminal of Streams
}
