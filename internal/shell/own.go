package shell

import (
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
		command.Simple(objects(catalog.Must("Connect-IPPSSession")), throwing(s.connect)),
		newSessionOption(),
	}
}

// ModuleCmdlets lists the cmdlets of the vendor's client module that the shell has, by name.
func ModuleCmdlets() []string {
	var names []string
	for _, c := range new(Shell).own() {
		if c.Meta.Module {
			names = append(names, c.Meta.Name)
		}
	}
	slices.Sort(names)
	return names
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
