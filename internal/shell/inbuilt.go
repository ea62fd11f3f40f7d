package shell

import (
	"example.org/exosh"
	"example.org/exosh/command"
)

// inbuilt are the Get-EXO cmdlets. They are there before a connection is, keep their names whatever prefix
// it has, and use the latest one to Exchange Online.
func (s *Shell) inbuilt() []*command.Command {
	return exosh.InbuiltCommands(func() (*exosh.Conn, error) {
		if x := s.serving(); x != nil {
			return x.conn, nil
		}
		return nil, exosh.NotConnected()
	})
}
