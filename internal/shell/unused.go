package shell

import (
	"fmt"

	"example.org/exosh/command"
)

// A reason says why a parameter does not act.
type reason struct{ name, why string }

// unbuilt are the parameters that mean something and are not built.
func unbuilt() []reason {
	return []reason{
		{"CertificateThumbprint", "Signing in with a certificate"},
		{"Certificate", "Signing in with a certificate"},
		{"CertificateFilePath", "Signing in with a certificate"},
		{"CertificatePassword", "Signing in with a certificate"},
		{"AppId", "Signing in as an application"},
		{"ManagedIdentity", "Signing in with a managed identity"},
		{"ManagedIdentityAccountId", "Signing in with a managed identity"},
		{"SigningCertificate", "Signing the module file"},
		{"UseRPSSession", "Remote PowerShell over WS-Management"},
	}
}

// meaningless are the parameters of the vendor's module that have nothing to act on here.
func meaningless() []reason {
	return []reason{
		{"DisableWAM", "the sign-in never goes through the Windows account manager"},
		{"EnableErrorReporting", "no report is written"},
		{"EXOModuleBasePath", "no module is stored on disk"},
		{"FormatTypeName", "views are part of this shell"},
		{"LoadCmdletHelp", "Get-Help needs nothing to be loaded"},
		{"LogDirectoryPath", "no report is written"},
		{"LogLevel", "no report is written"},
		{"SkipLoadingCmdletHelp", "no help is loaded"},
		{"SkipLoadingFormatData", "views are part of this shell"},
		{"TrackPerformance", "nothing is measured"},
	}
}

// refused names the parameters that mean something and are not built, and a value that cannot mean anything.
func refused(a command.Args) error {
	for _, r := range unbuilt() {
		if v, given := a.Get(r.name); given && v != nil && (a.Flag(r.name) || !isFalse(v)) {
			return notSupported("-"+r.name, r.why)
		}
	}
	return checkSessionOption(a)
}

func isFalse(v any) bool { return fmt.Sprint(v) == "false" }

func notSupported(what, meaning string) error {
	return &command.Error{Category: command.NotImplemented, ID: "NotSupported", Type: "System.NotSupportedException", Target: what,
		Message: fmt.Sprintf("%s is not supported yet: %s is not built.", what, meaning),
		Advice:  "Sign in with -UserPrincipalName, -Device, -Credential or -AccessToken."}
}

// sayUnused tells, on the verbose stream, which of the parameters given mean nothing here.
func sayUnused(c *command.Call) error {
	for _, u := range meaningless() {
		if !c.Args.Has(u.name) {
			continue
		}
		if err := c.Verbose(fmt.Sprintf("-%s has no meaning here: %s.", u.name, u.why)); err != nil {
			return err
		}
	}
	return nil
}
