package exosh

import (
	"context"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/object"
)

// Commands returns the cmdlets that the account may run, ready for a shell, in the service's order.
func (c *Conn) Commands() []*command.Command {
	list := make([]*command.Command, 0, len(c.names))
	for _, name := range c.names {
		if cmd, ok := c.Command(name); ok {
			list = append(list, cmd)
		}
	}
	return list
}

// Command returns one of Commands, the case of its name ignored.
func (c *Conn) Command(name string) (*command.Command, bool) {
	o, ok := c.offered[strings.ToLower(name)]
	if !ok {
		return nil, false
	}
	meta := o.meta()
	p := proxy{c, meta}
	return command.Simple(meta, p.process), true
}

// A proxy runs one cmdlet on the service.
type proxy struct {
	conn *Conn
	meta *catalog.Cmdlet
}

// process runs the cmdlet once for each object of the pipeline. What fails does not end the pipeline.
func (p proxy) process(ctx context.Context, c *command.Call) error {
	call := p.conn.call(p.meta.Name, c.Args)
	if !strings.EqualFold(c.Prefs.WarningAction, "SilentlyContinue") { // -WarningVariable takes what is not shown
		call.WarningAction = c.Prefs.WarningAction
	}
	call.WhatIf = c.Prefs.WhatIf && p.meta.Impact != catalog.NoImpact
	if asks(p.meta.Impact, c.Prefs) {
		call.Ask = func(ctx context.Context, message string) (bool, error) {
			return c.Ask(ctx, command.Question{Caption: "Confirm", Action: p.meta.Name, Message: message})
		}
	}
	call.Confirms = p.meta.Impact == catalog.High || c.Prefs.Confirm != nil && p.meta.Impact != catalog.NoImpact
	var own error // of a preference that is Stop, or of a reader that has enough
	err := p.conn.rest.Invoke(ctx, call, sized(call.Cmdlet, func(r command.Record) error {
		own = pass(ctx, c, r)
		return own
	}))
	if own != nil {
		return own
	}
	if err != nil && ctx.Err() == nil {
		return c.Error(ctx, err)
	}
	return err
}

// asks says whether PowerShell would ask before a cmdlet of that impact.
func asks(impact catalog.Impact, p command.Prefs) bool {
	switch {
	case impact == catalog.NoImpact || p.WhatIf:
		return false
	case p.Confirm != nil:
		return *p.Confirm
	}
	switch strings.ToLower(p.ConfirmPreference) {
	case "none":
		return false
	case "low", "medium":
		return true
	}
	return impact == catalog.High
}

// pass writes a record of the service as the cmdlet's own, so that the preferences in force apply.
func pass(ctx context.Context, c *command.Call, r command.Record) error {
	switch r.Stream {
	case command.Output:
		return c.Output(r.Value)
	case command.Warning:
		return c.Warn(object.String(r.Value))
	case command.Verbose:
		return c.Verbose(object.String(r.Value))
	case command.Debug:
		return c.Debug(object.String(r.Value))
	case command.Information:
		return c.Information(r.Value)
	case command.ErrorStream:
		return c.Error(ctx, r.Value.(*command.Error))
	}
	return c.Sink(r)
}
