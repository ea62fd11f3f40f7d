package builtin

import (
	"context"
	"slices"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

func addMember() *command.Command {
	return simple(`
		Add-Member <TypeNameSet> -InputObject <psobject>{ByValue} -TypeName <string> [-PassThru]
		Add-Member <MemberSet> -InputObject <psobject>{ByValue} [-MemberType] <PSMemberTypes>{alias=Type} [-Name] <string> [[-Value] <object>{Null}] [[-SecondValue] <object>] [-TypeName <string>] [-Force] [-PassThru]
		Add-Member <NotePropertySingleMemberSet> -InputObject <psobject>{ByValue} [-NotePropertyName] <string> [-NotePropertyValue] <object>{Null} [-TypeName <string>] [-Force] [-PassThru]
		Add-Member <NotePropertyMultiMemberSet> -InputObject <psobject>{ByValue} [-NotePropertyMembers] <hashtable> [-TypeName <string>] [-Force] [-PassThru]`, addMembers)
}

func addMembers(ctx context.Context, c *command.Call) error {
	in, _ := c.Args.Get("InputObject")
	if c.HasInput {
		in = c.Input
	}
	o, ok := in.(*object.Object)
	if !ok {
		return c.Error(ctx, &command.Error{Category: command.InvalidType, ID: "CannotAddMember", Type: "System.InvalidOperationException", Target: in,
			Message: "Members can be added to objects only, such as [pscustomobject]@{}, not to a " + object.TypeName(in) + "."})
	}
	members, err := newMembers(c.Args)
	if err != nil {
		return err
	}
	for _, m := range members {
		if _, there := o.Get(m.Name); there && !c.Args.Flag("Force") {
			e := &command.Error{Category: command.InvalidOperation, ID: "MemberAlreadyExists", Type: "System.InvalidOperationException", Target: in,
				Message: "Cannot add a member with the name \"" + m.Name + "\" because a member with that name already exists. To overwrite the member anyway, add the Force parameter to your command."}
			if err := c.Error(ctx, e); err != nil {
				return err
			}
			continue
		}
		o.Set(m.Name, m.Value)
	}
	if t := c.Args.Text("TypeName"); t != "" {
		o.Types = append([]string{t}, object.TypeNames(o)...)
	}
	if c.Args.Flag("PassThru") {
		return c.Output(o)
	}
	return nil
}

// newMembers lists the properties to add. A script property cannot live in our objects.
func newMembers(a command.Args) ([]object.Property, error) {
	if v, ok := a.Get("NotePropertyMembers"); ok {
		var out []object.Property
		for k, e := range v.(*object.Dict).All() {
			out = append(out, object.Property{Name: object.String(k), Value: e})
		}
		return out, nil
	}
	if a.Has("NotePropertyName") {
		v, _ := a.Get("NotePropertyValue")
		return []object.Property{{Name: a.Text("NotePropertyName"), Value: v}}, nil
	}
	if !a.Has("Name") {
		return nil, nil
	}
	if kind := a.Text("MemberType"); !strings.EqualFold(kind, "NoteProperty") {
		return nil, &command.Error{Category: command.NotImplemented, ID: "MemberTypeNotSupported", Type: "System.Management.Automation.PSNotSupportedException",
			Message: "Add-Member adds members of the type NoteProperty only, not " + kind + ".", Advice: "Compute the value first, or use Select-Object with a calculated property."}
	}
	v, _ := a.Get("Value")
	return []object.Property{{Name: a.Text("Name"), Value: v}}, nil
}

func getMember() *command.Command {
	return staged("Get-Member [-InputObject <psobject>{ByValue}] [[-Name] <string[]>] [-MemberType <PSMemberTypes[]>{alias=Type All|Properties|Property|NoteProperty|AliasProperty|ScriptProperty|CodeProperty|Method|Methods|ScriptMethod|Event}] [-Force]", func() command.Stage {
		seen := map[string]bool{}
		return command.Stage{
			Process: func(_ context.Context, c *command.Call) error {
				v, ok := c.Args.Get("InputObject")
				if c.HasInput {
					v, ok = c.Input, true
				}
				if !ok || v == nil || seen[object.TypeName(v)] {
					return nil
				}
				seen[object.TypeName(v)] = true
				return members(c, v)
			},
			End: func(ctx context.Context, c *command.Call) error {
				if len(seen) > 0 {
					return nil
				}
				return c.Error(ctx, &command.Error{Category: command.InvalidOperation, ID: "NoObjectInGetMember", Type: "System.InvalidOperationException", Message: "You must specify an object for the Get-Member cmdlet."})
			},
		}
	})
}

func members(c *command.Call, v object.Value) error {
	names, kinds := patterns(texts(c.Args, "Name")), texts(c.Args, "MemberType")
	for _, m := range membersOf(v) {
		memberType, _ := m.Get("MemberType")
		name, _ := m.Get("Name")
		if !wantedKind(kinds, memberType.(string)) || !matchesAny(names, name.(string)) {
			continue
		}
		if err := c.Output(m); err != nil {
			return err
		}
	}
	return nil
}

// wantedKind reports whether members of a type are among the kinds that were asked for; none means all.
func wantedKind(kinds []string, memberType string) bool {
	return len(kinds) == 0 || slices.ContainsFunc(kinds, func(kind string) bool {
		switch kind {
		case "All":
			return true
		case "Properties":
			return strings.HasSuffix(memberType, "Property")
		case "Methods":
			return memberType == "Method"
		}
		return kind == memberType
	})
}

// membersOf lists methods, then properties, each in order of names, as PowerShell does.
func membersOf(v object.Value) []*object.Object {
	kind := "Property"
	if _, ok := v.(*object.Object); ok {
		kind = "NoteProperty"
	}
	var all []*object.Object
	for _, m := range [][2]string{{"Equals", "bool Equals(System.Object obj)"}, {"GetHashCode", "int GetHashCode()"}, {"GetType", "type GetType()"}, {"ToString", "string ToString()"}} {
		all = append(all, memberDefinition(v, m[0], "Method", m[1]))
	}
	names := object.Names(v)
	if _, ok := v.(*object.Dict); ok {
		names = []string{"Count", "IsFixedSize", "IsReadOnly", "IsSynchronized", "Keys", "Values"}
	}
	for _, name := range sortedNames(names) {
		got, _ := object.Get(v, name)
		all = append(all, memberDefinition(v, name, kind, definition(got, name, kind)))
	}
	return all
}

func memberDefinition(v object.Value, name, kind, text string) *object.Object {
	return &object.Object{Types: []string{"Microsoft.PowerShell.Commands.MemberDefinition", "System.Object"}, Props: []object.Property{
		{Name: "TypeName", Value: object.TypeName(v)}, {Name: "Name", Value: name}, {Name: "MemberType", Value: kind}, {Name: "Definition", Value: text},
	}}
}

// definition is "string Name=value" of a note, and "string Name {get;}" of a property.
func definition(v object.Value, name, kind string) string {
	t := shortType(object.TypeName(v))
	if v == nil {
		t = "object"
	}
	if kind == "Property" {
		return t + " " + name + " {get;}"
	}
	text := object.String(v)
	if v == nil {
		text = "null"
	}
	return t + " " + name + "=" + text
}

// shortType is the keyword of a type that has one.
func shortType(full string) string {
	switch full {
	case "System.String", "System.Boolean", "System.Double", "System.Decimal", "System.DateTime", "System.TimeSpan", "System.Guid", "System.Char", "System.Byte":
		return strings.Replace(strings.ToLower(full[len("System."):]), "boolean", "bool", 1)
	case "System.Int32":
		return "int"
	case "System.Int64":
		return "long"
	}
	return full
}
