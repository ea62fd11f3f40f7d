package shell

import (
	"context"
	"fmt"

	"example.org/exosh"
	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/object"
)

const exchangeModule = "ExchangeOnlineManagement"

// moduleCommands are the commands about modules. Everything that the known modules hold is part of
// this program, so there is nothing to load or to install.
func (s *Shell) moduleCommands() []*command.Command {
	scope := "[-Scope <string>] [-Repository <string[]>] [-RequiredVersion <string>] [-MinimumVersion <string>] [-MaximumVersion <string>] [-AllowPrerelease]"
	install := "[-Name] <string[]>{ByName} " + scope + " [-Credential <pscredential>] [-Proxy <uri>] [-Force] [-AllowClobber] [-SkipPublisherCheck] [-AcceptLicense] [-PassThru]"
	return []*command.Command{
		command.Simple(catalog.Syntax("Import-Module [-Name] <string[]>{ByValue} [-Global] [-Force] [-PassThru] [-DisableNameChecking] "+
			"[-RequiredVersion <version>] [-MinimumVersion <version>] [-MaximumVersion <version>] [-NoClobber] [-Scope <string>]"), s.importModule),
		command.Simple(catalog.Syntax("Get-Module [[-Name] <string[]>{ByValue}] [-ListAvailable] [-All] [-Refresh] [-FullyQualifiedName <object[]>] [-PSEdition <string>] [-SkipEditionCheck]"), s.getModule),
		command.Simple(catalog.Syntax("Remove-Module [-Name] <string[]>{ByValue} [-Force]"), s.removeModule),
		command.Simple(catalog.Syntax("Install-Module "+install), s.installed("installed")),
		command.Simple(catalog.Syntax("Update-Module [[-Name] <string[]>{ByName}] "+scope+" [-Credential <pscredential>] [-Force] [-AcceptLicense] [-PassThru]"), s.installed("up to date")),
		command.Simple(catalog.Syntax("Find-Module [[-Name] <string[]>{ByName}] "+scope+" [-AllVersions] [-IncludeDependencies] [-Filter <string>] [-Tag <string[]>] [-Command <string[]>]"), s.findModule),
		command.Simple(catalog.Syntax("Get-InstalledModule [[-Name] <string[]>{ByName}] [-RequiredVersion <string>] [-MinimumVersion <string>] [-MaximumVersion <string>] [-AllVersions] [-AllowPrerelease]"), s.findModule),
	}
}

// A module is one that a script may name.
type module struct {
	name, description string
	version           object.Version
	always            bool // loaded from the start
}

func modules() []module {
	pwsh := object.Version{Major: 7, Minor: 0, Build: 0, Revision: 0}
	return []module{
		{exchangeModule, "Exchange Online cmdlets of the connected organisation.", version(exosh.ModuleVersion), false},
		{"Microsoft.PowerShell.Management", "Cmdlets of the shell.", pwsh, true},
		{"Microsoft.PowerShell.Security", "Cmdlets of the shell.", pwsh, true},
		{"Microsoft.PowerShell.Utility", "Cmdlets of the shell.", pwsh, true},
		{"PackageManagement", "Answers scripts that look for it.", object.Version{Major: 1, Minor: 4, Build: 8, Revision: 1}, false},
		{"PowerShellGet", "Answers scripts that look for it.", object.Version{Major: 2, Minor: 2, Build: 5, Revision: -1}, false},
	}
}

// version reads the version of a module, which this program wrote; the zero value where it is none.
func version(text string) object.Version {
	v, _ := object.Convert(text, "version")
	n, _ := v.(object.Version)
	return n
}

func known(pattern string) []module {
	var list []module
	for _, m := range modules() {
		if object.Like(m.name, pattern, false) {
			list = append(list, m)
		}
	}
	return list
}

func unknownModule(name string) error {
	return &command.Error{Category: command.ResourceUnavailable, ID: "Modules_ModuleNotFound", Type: "System.IO.FileNotFoundException", Target: name,
		Message: fmt.Sprintf("The module %q is not part of this shell, and modules cannot be loaded into it.", name),
		Advice:  "The Exchange Online cmdlets need no module: connect with Connect-ExchangeOnline. For other modules use PowerShell."}
}

func (s *Shell) importModule(ctx context.Context, c *command.Call) error {
	for _, name := range texts(c.Args, "Name") {
		list := known(name)
		if len(list) == 0 {
			return c.Error(ctx, unknownModule(name))
		}
		for _, m := range list {
			if err := m.fits(c.Args); err != nil {
				return c.Error(ctx, err)
			}
			if err := c.Verbose(fmt.Sprintf("%s is part of this shell: there is nothing to load.", m.name)); err != nil {
				return err
			}
			s.loaded = s.loaded || m.name == exchangeModule
			if c.Args.Flag("PassThru") {
				if err := c.Output(s.moduleObject(m)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// fits fails where a version is asked for that the module does not have.
func (m module) fits(args command.Args) error {
	for _, want := range []struct {
		param string
		wrong func(order int) bool // the module's version against the one asked for
	}{
		{"RequiredVersion", func(order int) bool { return order != 0 }},
		{"MinimumVersion", func(order int) bool { return order < 0 }},
		{"MaximumVersion", func(order int) bool { return order > 0 }},
	} {
		v, given := args.Get(want.param)
		if !given {
			continue
		}
		order, err := object.Compare(m.version, v, false)
		if err != nil {
			return err
		}
		if want.wrong(order) {
			return &command.Error{Category: command.ResourceUnavailable, ID: "Modules_ModuleWithVersionNotFound", Type: "System.IO.FileNotFoundException", Target: m.name,
				Message: fmt.Sprintf("The module %s that is part of this shell has the version %s, which -%s %s rules out.", m.name, object.String(m.version), want.param, object.String(v)),
				Advice:  "Leave the version out: there is nothing to load."}
		}
	}
	return nil
}

func (s *Shell) getModule(_ context.Context, c *command.Call) error {
	patterns := texts(c.Args, "Name")
	if len(patterns) == 0 {
		patterns = []string{"*"}
	}
	for _, m := range modules() {
		loaded := m.always || m.name == exchangeModule && s.loaded
		if !likeAny(m.name, patterns) || !loaded && !c.Args.Flag("ListAvailable") {
			continue
		}
		if err := c.Output(s.moduleObject(m)); err != nil {
			return err
		}
	}
	if c.Args.Flag("ListAvailable") {
		return nil
	}
	for _, x := range s.connections {
		if likeAny(x.module, patterns) {
			if err := c.Output(s.connectionModule(x)); err != nil {
				return err
			}
		}
	}
	return nil
}

func likeAny(name string, patterns []string) bool {
	for _, p := range patterns {
		if object.Like(name, p, false) {
			return true
		}
	}
	return false
}

func (s *Shell) moduleObject(m module) *object.Object {
	exported := object.NewDict()
	if m.name == exchangeModule {
		for _, cmd := range append(s.own(), s.inbuilt()...) {
			exported.Set(cmd.Meta.Name, cmd.Meta.Name)
		}
	}
	return moduleInfo("Binary", m.name, m.version, m.description, exported)
}

func (s *Shell) connectionModule(x *connection) *object.Object {
	exported := object.NewDict()
	for _, name := range x.names() {
		exported.Set(name, name)
	}
	return moduleInfo("Script", x.module, object.Version{Major: 1, Minor: 0, Build: -1, Revision: -1}, "Cmdlets of "+x.conn.Info().ConnectionURI, exported)
}

func moduleInfo(kind, name string, v object.Version, description string, exported *object.Dict) *object.Object {
	return &object.Object{
		Types: []string{"System.Management.Automation.PSModuleInfo", "System.Object"},
		Props: []object.Property{
			{Name: "ModuleType", Value: kind}, {Name: "Version", Value: v}, {Name: "PreRelease", Value: ""}, {Name: "Name", Value: name},
			{Name: "ExportedCommands", Value: exported}, {Name: "Description", Value: description}, {Name: "Path", Value: nil},
		},
	}
}

func (s *Shell) removeModule(ctx context.Context, c *command.Call) error {
	for _, name := range texts(c.Args, "Name") {
		gone := s.match(func(x *connection) bool { return object.Like(x.module, name, false) })
		if object.Like(exchangeModule, name, false) {
			gone, s.loaded = s.match(func(*connection) bool { return true }), false
		} else if len(gone) == 0 && len(known(name)) == 0 {
			if err := c.Error(ctx, unknownModule(name)); err != nil {
				return err
			}
		}
		if err := s.drop(ctx, gone); err != nil {
			return err
		}
	}
	return nil
}

// installed answers a request to install or to update.
func (s *Shell) installed(state string) command.Func {
	return func(ctx context.Context, c *command.Call) error {
		for _, name := range texts(c.Args, "Name") {
			if len(known(name)) == 0 {
				if err := c.Error(ctx, unknownModule(name)); err != nil {
					return err
				}
				continue
			}
			if err := c.Verbose(fmt.Sprintf("%s is part of this shell: it is always %s.", name, state)); err != nil {
				return err
			}
		}
		return nil
	}
}

func (s *Shell) findModule(ctx context.Context, c *command.Call) error {
	patterns := texts(c.Args, "Name")
	if len(patterns) == 0 {
		patterns = []string{exchangeModule}
	}
	for _, name := range patterns {
		list := known(name)
		if len(list) == 0 && !object.HasWildcard(name) {
			if err := c.Error(ctx, unknownModule(name)); err != nil {
				return err
			}
		}
		for _, m := range list {
			if err := c.Output(packageObject(m)); err != nil {
				return err
			}
		}
	}
	return nil
}

// packageObject is a module as Find-Module shows it. Its version is text, as there.
func packageObject(m module) *object.Object {
	return &object.Object{
		Types: []string{"Microsoft.PowerShell.Commands.PSRepositoryItemInfo", "System.Object"},
		Props: []object.Property{
			{Name: "Version", Value: object.String(m.version)}, {Name: "Name", Value: m.name},
			{Name: "Repository", Value: "exosh"}, {Name: "Description", Value: m.description},
		},
	}
}
