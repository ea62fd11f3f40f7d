package shell

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/object"
)

// newSessionOption is New-PSSessionOption. Of its parameters only the proxy's mean something to a
// connection over HTTPS; the others are kept and shown.
func newSessionOption() *command.Command {
	meta := catalog.Syntax("New-PSSessionOption [-MaximumRedirection <int>] [-NoCompression] [-NoMachineProfile] [-Culture <string>] [-UICulture <string>] " +
		"[-OpenTimeout <int>] [-CancelTimeout <int>] [-IdleTimeout <int>] [-OperationTimeout <int>] [-MaxConnectionRetryCount <int>] " +
		"[-ProxyAccessType <string>] [-ProxyAuthentication <string>] [-ProxyCredential <pscredential>] " +
		"[-SkipCACheck] [-SkipCNCheck] [-SkipRevocationCheck] [-NoEncryption] [-UseUTF16] [-IncludePortInSPN] [-OutputBufferingMode <string>]")
	return command.Simple(meta, sessionOption)
}

func sessionOption(_ context.Context, c *command.Call) error {
	access := "None"
	if c.Args.Has("ProxyAccessType") {
		access = proxyAccess(c.Args.Text("ProxyAccessType"))
		if access == "" {
			return invalid("InvalidProxyAccessType", c.Args.Text("ProxyAccessType"),
				"-ProxyAccessType is %q; it can be None, IEConfig, WinHttpConfig, AutoDetect or NoProxyServer.", c.Args.Text("ProxyAccessType"))
		}
	}
	for _, name := range []string{"SkipCACheck", "SkipCNCheck"} {
		if c.Args.Flag(name) {
			return &command.Error{Category: command.NotImplemented, ID: "NotSupported", Type: "System.NotSupportedException", Target: name,
				Message: fmt.Sprintf("-%s is not supported: every connection checks the certificate.", name),
				Advice:  "Name the file of the authority to trust in the variable EXOSH_CA_FILE, or in the environment's caFile."}
		}
	}
	if c.Args.Has("ProxyCredential") {
		return &command.Error{Category: command.NotImplemented, ID: "NotSupported", Type: "System.NotSupportedException", Target: "ProxyCredential",
			Message: "-ProxyCredential is not supported yet.",
			Advice:  "Set the variable HTTPS_PROXY to http://USER:PASSWORD@HOST:PORT before exosh starts."}
	}
	o := &object.Object{Types: []string{"System.Management.Automation.Remoting.PSSessionOption", "System.Object"}}
	o.Set("ProxyAccessType", access)
	for name, v := range c.Args.All() {
		if !strings.EqualFold(name, "ProxyAccessType") {
			o.Set(name, v)
		}
	}
	return c.Output(o)
}

// proxyAccess is the spelling of a value of ProxyAccessType, "" for none.
func proxyAccess(value string) string {
	for _, v := range []string{"None", "IEConfig", "WinHttpConfig", "AutoDetect", "NoProxyServer"} {
		if strings.EqualFold(v, value) {
			return v
		}
	}
	return ""
}

// checkSessionOption refuses a value of -PSSessionOption that New-PSSessionOption did not make.
func checkSessionOption(a command.Args) error {
	v, given := a.Get("PSSessionOption")
	if !given || v == nil {
		return nil
	}
	if o, ok := v.(*object.Object); ok {
		if _, ok := o.Get("ProxyAccessType"); ok {
			return nil
		}
	}
	e := invalid("InvalidSessionOption", v, "-PSSessionOption is %q, which is not a session option.", object.String(v)).(*command.Error)
	e.Advice = "Make one with New-PSSessionOption -ProxyAccessType IEConfig."
	return e
}

// proxyOf is the way that a session option chooses: NoProxyServer goes straight, all others use the
// system's settings, which the environment variables HTTPS_PROXY and NO_PROXY hold.
func proxyOf(v object.Value) func(*http.Request) (*url.URL, error) {
	o, ok := v.(*object.Object)
	if !ok {
		return http.ProxyFromEnvironment
	}
	if access, _ := o.Get("ProxyAccessType"); access == "NoProxyServer" {
		return nil
	}
	return http.ProxyFromEnvironment
}
