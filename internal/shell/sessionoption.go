package shell

import (
	"context"
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
			return notSupported("-"+name, "connecting without checking the certificate")
		}
	}
	if c.Args.Has("ProxyCredential") {
		return notSupported("-ProxyCredential", "a proxy's password; put it into HTTPS_PROXY")
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
