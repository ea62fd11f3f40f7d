package builtin

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// hostCommands ask and show the person.
func hostCommands(env *Env) []*command.Command {
	return []*command.Command{
		simple("Read-Host [[-Prompt] <object>{Rest Null}] [-AsSecureString] [-MaskInput]", readHost),
		simple(`
			Get-Credential <Credential> [[-Credential] <object>{Null}]
			Get-Credential <Message> [[-UserName] <string>{Null}] [-Message <string>] [-Title <string>]`, getCredential),
		simple("Clear-Host", func(_ context.Context, _ *command.Call) error {
			if env.Clear == nil {
				return nil // there is no screen
			}
			return env.Clear()
		}),
		simple("pause", func(ctx context.Context, c *command.Call) error {
			_, err := ask(ctx, c, "Press Enter to continue...: ", false)
			return err
		}),
		simple("Out-GridView [-InputObject <psobject>{ByValue}] [-Title <string>] [-PassThru] [-Wait] [-OutputMode <string>]", func(context.Context, *command.Call) error {
			return &command.Error{Category: command.NotImplemented, ID: "OutGridViewNotSupported", Type: "System.Management.Automation.PSNotSupportedException",
				Message: "Out-GridView opens a window, and this shell has none.", Advice: "Use Format-Table to look at the objects, or Export-Csv to keep them."}
		}),
	}
}

func ask(ctx context.Context, c *command.Call, prompt string, secret bool) (string, error) {
	if c.Host == nil {
		return "", &command.Error{Category: command.InvalidOperation, ID: "NonInteractive", Type: "System.Management.Automation.PSInvalidOperationException",
			Message: c.Meta.Name + " asks a question, and there is nobody to ask.", Advice: "Give the value as a parameter of the script."}
	}
	return c.Host.ReadLine(ctx, prompt, secret)
}

func readHost(ctx context.Context, c *command.Call) error {
	prompt := ""
	if v, ok := c.Args.Get("Prompt"); ok {
		prompt = hostText(v, " ") + ": "
	}
	secure := c.Args.Flag("AsSecureString")
	line, err := ask(ctx, c, prompt, secure || c.Args.Flag("MaskInput"))
	if err != nil {
		return err
	}
	if secure {
		return c.Output(&object.SecureString{Plain: line})
	}
	return c.Output(line)
}

func getCredential(ctx context.Context, c *command.Call) error {
	user := c.Args.Text("UserName")
	if v, ok := c.Args.Get("Credential"); ok {
		if known, ok := v.(*object.Credential); ok {
			return c.Output(known)
		}
		user = object.String(v)
	}
	title, message := "PowerShell credential request", "Enter your credentials."
	if c.Args.Has("Title") {
		title = c.Args.Text("Title")
	}
	if c.Args.Has("Message") {
		message = c.Args.Text("Message")
	}
	if err := c.Information(&command.HostText{Text: "\n" + title + "\n" + message}); err != nil {
		return err
	}
	var err error
	if user == "" {
		if user, err = ask(ctx, c, "User: ", false); err != nil {
			return err
		}
	}
	if user == "" {
		return invalid("EmptyUserName", "A user name is needed.")
	}
	password, err := ask(ctx, c, "Password for user "+user+": ", true)
	if err != nil {
		return err
	}
	return c.Output(&object.Credential{UserName: user, Password: &object.SecureString{Plain: password}})
}
