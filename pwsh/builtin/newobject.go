package builtin

import (
	"context"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

func newObject(env *Env) *command.Command {
	return simple(`
		New-Object <Net> [-TypeName] <string> [[-ArgumentList] <object[]>{alias=Args}] [-Property <hashtable>]
		New-Object <Com> [-ComObject] <string> [-Strict] [-Property <hashtable>]`, func(ctx context.Context, c *command.Call) error {
		if c.Args.Has("ComObject") {
			return &command.Error{Category: command.NotImplemented, ID: "ComObjectNotSupported", Type: "System.Management.Automation.PSNotSupportedException",
				Message: "The COM object " + c.Args.Text("ComObject") + " exists on Windows only."}
		}
		v, err := construct(ctx, env, object.Type(c.Args.Text("TypeName")), list(c.Args, "ArgumentList"))
		if err != nil {
			return err
		}
		if p, ok := c.Args.Get("Property"); ok {
			if err := setProperties(v, p); err != nil {
				return err
			}
		}
		return c.Output(v)
	})
}

func construct(ctx context.Context, env *Env, t object.Type, args []object.Value) (object.Value, error) {
	full := object.TypeFullName(t)
	switch strings.TrimPrefix(strings.ToLower(full), "system.") {
	case "management.automation.psobject", "management.automation.pscustomobject", "object":
		if len(args) == 1 {
			return args[0], nil
		}
		return &object.Object{}, nil
	case "management.automation.pscredential":
		return credential(args)
	case "collections.hashtable":
		return &object.Dict{}, nil
	case "collections.specialized.ordereddictionary":
		return &object.Dict{Ordered: true}, nil
	case "collections.arraylist":
		return newList("", args)
	}
	if strings.HasPrefix(full, "System.Collections.Generic.List`1[") {
		return newList(object.Type(full), args)
	}
	if env.Construct != nil {
		v, ok, err := env.Construct(ctx, t, args)
		if ok || err != nil {
			return v, err
		}
	}
	if v, ok := emptyArray(full, args); ok {
		return v, nil
	}
	return nil, &command.Error{Category: command.InvalidType, ID: "TypeNotFound", Type: "System.Management.Automation.PSArgumentException",
		Message: "Cannot find type [" + string(t) + "]: verify that the assembly containing this type is loaded.", Advice: "Use [pscustomobject]@{}, a hash table or a list instead."}
}

// emptyArray is `New-Object byte[] 16`.
func emptyArray(full string, args []object.Value) (object.Value, bool) {
	inner, ok := strings.CutSuffix(full, "[]")
	if !ok || len(args) != 1 {
		return nil, false
	}
	n, err := object.Convert(args[0], "int")
	if err != nil || n.(int32) < 0 || n.(int32) > 64<<20 {
		return nil, false
	}
	if inner == "System.Byte" {
		return make([]byte, n.(int32)), true
	}
	zero, err := object.Convert(nil, object.Type(inner))
	if err != nil {
		zero = nil
	}
	all := make([]any, n.(int32))
	for i := range all {
		all[i] = zero
	}
	return all, true
}

func credential(args []object.Value) (object.Value, error) {
	if len(args) != 2 {
		return nil, invalid("ConstructorNotFound", "A PSCredential is made of a user name and a secure string, -ArgumentList $user, $password; %d arguments were given.", len(args))
	}
	password, ok := args[1].(*object.SecureString)
	if !ok {
		return nil, invalid("ConstructorNotFound", "The password of a PSCredential is a secure string, not a %s. Make one with ConvertTo-SecureString.", object.TypeName(args[1]))
	}
	user := object.String(args[0])
	if user == "" {
		return nil, invalid("EmptyUserName", "The user name of a PSCredential cannot be empty.")
	}
	return &object.Credential{UserName: user, Password: password}, nil
}

func newList(kind object.Type, args []object.Value) (object.Value, error) {
	l := &object.List{Kind: kind}
	switch len(args) {
	case 0:
		return l, nil
	case 1:
		if _, err := object.Convert(args[0], "int"); err == nil && !object.IsCollection(args[0]) {
			return l, nil // a capacity
		}
	}
	if len(args) == 1 {
		args = object.Unroll(args[0])
	}
	l.Items = append(l.Items, args...)
	return l, nil
}

func setProperties(v, props object.Value) error {
	d, _ := props.(*object.Dict)
	o, ok := v.(*object.Object)
	if !ok {
		return invalid("PropertyNotFound", "A %s takes no -Property.", object.TypeName(v))
	}
	for k, e := range d.All() {
		o.Set(object.String(k), e)
	}
	return nil
}
