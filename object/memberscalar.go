package object

import (
	"strings"
	"unicode/utf8"
)

func scalarNames(v Value) []string {
	switch v.(type) {
	case []any, []byte, Collection:
		return []string{"Count", "Length", "LongLength", "Rank", "IsReadOnly", "IsFixedSize"}
	case *List:
		return []string{"Capacity", "Count", "IsReadOnly"}
	case Switch:
		return []string{"IsPresent"}
	case Version:
		return []string{"Major", "Minor", "Build", "Revision"}
	case Type:
		return []string{"Name", "FullName", "Namespace"}
	case *Credential:
		return []string{"UserName", "Password"}
	case ADObjectID:
		return []string{"Name", "DistinguishedName", "ObjectGuid"}
	case SmtpAddress:
		return []string{"Local", "Domain", "Address", "Length", "IsValidAddress"}
	case Unlimited:
		return []string{"IsUnlimited", "Value"}
	}
	return nil
}

func scalarMember(v Value, name string) (Value, bool) {
	switch t := v.(type) {
	case Switch:
		return bool(t), name == "ispresent"
	case *SecureString:
		return int32(utf8.RuneCountInString(t.Plain)), name == "length"
	case *Credential:
		return t.member(name)
	case Version:
		return t.member(name)
	case Type:
		return t.member(name)
	case ADObjectID:
		return t.member(name)
	case SmtpAddress:
		return t.member(name)
	case GUID: // a script property that PowerShell adds
		return t.String(), name == "guid"
	case Unlimited:
		return t.member(name)
	}
	return nil, false
}

func (c *Credential) member(name string) (Value, bool) {
	switch name {
	case "username":
		return c.UserName, true
	case "password":
		return c.Password, true
	}
	return nil, false
}

func (v Version) member(name string) (Value, bool) {
	switch name {
	case "major":
		return int32(v.Major), true
	case "minor":
		return int32(v.Minor), true
	case "build":
		return int32(v.Build), true
	case "revision":
		return int32(v.Revision), true
	}
	return nil, false
}

func (t Type) member(name string) (Value, bool) {
	full := TypeFullName(t)
	i := strings.LastIndexByte(full, '.')
	switch name {
	case "fullname":
		return full, true
	case "name":
		return full[i+1:], true
	case "namespace":
		return full[:max(i, 0)], true
	}
	return nil, false
}

func (id ADObjectID) member(name string) (Value, bool) {
	switch name {
	case "name":
		return id.Name, true
	case "distinguishedname":
		return id.DN, true
	case "objectguid":
		return id.ID, true
	}
	return nil, false
}

func (a SmtpAddress) member(name string) (Value, bool) {
	i := strings.LastIndexByte(string(a), '@')
	switch name {
	case "local":
		return string(a)[:max(i, 0)], true
	case "domain":
		return string(a)[i+1:], true
	case "address":
		return string(a), true
	case "length":
		return int32(utf16Length(string(a))), true
	case "isvalidaddress":
		return i > 0 && i < len(a)-1, true
	}
	return nil, false
}

func (u Unlimited) member(name string) (Value, bool) {
	switch name {
	case "isunlimited":
		return u.Value == nil, true
	case "value":
		return u.Value, true
	}
	return nil, false
}
