package shell

import (
	"context"
	"slices"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
)

// own are the commands of the client module that this shell has.
func (s *Shell) own() []*command.Command {
	connect := catalog.Must("Connect-ExchangeOnline")
	for i := range connect.Params {
		p := &connect.Params[i]
		switch p.Name {
		case "AzureADAuthorizationEndpointUri": // the article spells it in this way too
			p.Aliases = append(p.Aliases, "AzureADAuthorizationEndPointUrl")
		case "ExchangeEnvironmentName": // names of one's own are possible
			p.Type = "String"
		case "PSSessionOption", "Certificate", "SigningCertificate":
			p.Type = "Object"
		}
	}
	disconnect := catalog.Must("Disconnect-ExchangeOnline")
	disconnect.Impact = catalog.High
	return []*command.Command{
		command.Simple(connect, throwing(s.connect)),
		command.Simple(disconnect, s.disconnect),
		command.Simple(catalog.Must("Get-ConnectionInformation"), s.information),
		command.Simple(objects(catalog.Must("Connect-IPPSSession")), unavailable("Security & Compliance PowerShell")),
		newSessionOption(),
	}
}

// objects lets the parameters that hold objects of .NET take any value.
func objects(m *catalog.Cmdlet) *catalog.Cmdlet {
	for i := range m.Params {
		if slices.Contains([]string{"PSSessionOption", "X509Certificate2"}, m.Params[i].Type) {
			m.Params[i].Type = "Object"
		}
	}
	return m
}

// unavailable refuses a command of the module by name.
func unavailable(what string) command.Func {
	return func(_ context.Context, c *command.Call) error {
		return &command.Error{Category: command.NotImplemented, ID: "NotSupported", Type: "System.NotSupportedException", Target: c.Meta.Name,
			Message: c.Meta.Name + " is not supported yet: " + what + " is not built.",
			Advice:  "Connect to Exchange Online with Connect-ExchangeOnline."}
	}
}
