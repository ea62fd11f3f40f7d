package interp

import (
	"context"
	"strconv"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// A hostValue is $Host: the program that runs the script.
type hostValue struct {
	in *Interp
	ui *hostUI
}

// TypeNames, PropertyNames and Property implement object.Properties.
func (h *hostValue) TypeNames() []string {
	return []string{"System.Management.Automation.Internal.Host.InternalHost", "System.Object"}
}

// PropertyNames lists what $Host shows.
func (h *hostValue) PropertyNames() []string {
	return []string{"Name", "Version", "UI", "CurrentCulture", "CurrentUICulture"}
}

// Property returns one of them.
func (h *hostValue) Property(name string) (object.Value, bool) {
	switch strings.ToLower(name) {
	case "name":
		return "exosh", true
	case "version":
		if v, err := object.Convert(h.in.opt.Version, "version"); err == nil {
			return v, true
		}
		return h.in.opt.Version, true
	case "ui":
		return h.ui, true
	case "currentculture", "currentuiculture":
		return "en-US", true
	}
	return nil, false
}

// A hostUI is $Host.UI: questions to the person, and the title of the window.
type hostUI struct {
	in  *Interp
	raw *object.Object
}

func (in *Interp) newHost() *hostValue {
	raw := &object.Object{Types: []string{"System.Management.Automation.Internal.Host.InternalHostRawUserInterface"}, Props: []object.Property{{Name: "WindowTitle", Value: "exosh"}}}
	return &hostValue{in: in, ui: &hostUI{in: in, raw: raw}}
}

// TypeNames, PropertyNames and Property implement object.Properties.
func (u *hostUI) TypeNames() []string {
	return []string{"System.Management.Automation.Internal.Host.InternalHostUserInterface", "System.Object"}
}

// PropertyNames lists what $Host.UI shows.
func (u *hostUI) PropertyNames() []string { return []string{"RawUI"} }

// Property returns one of them.
func (u *hostUI) Property(name string) (object.Value, bool) {
	return u.raw, strings.EqualFold(name, "RawUI")
}

func (u *hostUI) method(f *frame, name string) method {
	switch name {
	case "promptforchoice":
		return func(a *arguments) (object.Value, error) { return u.choose(f.ctx, a) }
	case "readline", "readlineassecurestring":
		return func(*arguments) (object.Value, error) {
			text, err := u.ask(f.ctx, "", name != "readline")
			if err != nil || name == "readline" {
				return text, err
			}
			return &object.SecureString{Plain: text}, nil
		}
	case "write", "writeline", "writewarningline", "writeverboseline", "writeerrorline", "writedebugline":
		return func(a *arguments) (object.Value, error) {
			t := &command.HostText{Text: a.text(len(a.list) - 1), NoNewline: name == "write"}
			return nothing{}, f.out(command.Record{Stream: command.Information, Value: t})
		}
	}
	return nil
}

func (u *hostUI) ask(ctx context.Context, prompt string, secret bool) (string, error) {
	if u.in.opt.Host == nil {
		return "", &command.Error{Category: command.InvalidOperation, ID: "NonInteractive", Type: "System.Management.Automation.PSInvalidOperationException",
			Message: "The script asks a question, and there is nobody to ask.", Advice: "Run it on a terminal, or change the script to take the answer as a parameter."}
	}
	return u.in.opt.Host.ReadLine(ctx, prompt, secret)
}

// PromptForChoice(caption, message, choices, default): returns the index of the choice. "&" in a label
// stands before its key.
func (u *hostUI) choose(ctx context.Context, a *arguments) (object.Value, error) {
	if !a.count(4, 4) {
		return nil, nil
	}
	labels, keys := choices(itemsOf(a.any(2)))
	standard := a.int(3)
	if a.err != nil {
		return nil, nil
	}
	var b strings.Builder
	for _, line := range []string{a.text(0), a.text(1)} {
		if line != "" {
			b.WriteString(line + "\n")
		}
	}
	for i, label := range labels {
		b.WriteString("[" + keys[i] + "] " + label + "  ")
	}
	if standard >= 0 && standard < len(keys) {
		b.WriteString(`(default is "` + keys[standard] + `")`)
	}
	for {
		answer, err := u.ask(ctx, b.String()+": ", false)
		if err != nil {
			return nil, err
		}
		if answer = strings.TrimSpace(answer); answer == "" && standard >= 0 && standard < len(keys) {
			return int32(standard), nil
		}
		for i := range keys {
			if strings.EqualFold(answer, keys[i]) || strings.EqualFold(answer, labels[i]) {
				return int32(i), nil
			}
		}
	}
}

func choices(list []object.Value) (labels, keys []string) {
	for i, v := range list {
		text := object.String(v)
		if label, ok := object.Get(v, "Label"); ok {
			text = object.String(label)
		}
		key := strconv.Itoa(i + 1)
		if _, after, ok := strings.Cut(text, "&"); ok && after != "" {
			key = strings.ToUpper(string([]rune(after)[0]))
		}
		labels = append(labels, strings.Replace(text, "&", "", 1))
		keys = append(keys, key)
	}
	return labels, keys
}
