package session

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// A Denial is something that was refused, for the audit trail.
type Denial struct {
	Tenant    org.ID // whose trail; zero means the caller's own
	Operation string // the cmdlet, or what was tried
	Params    []org.AuditParam
	Detail    string // why
	RequestID string
}

// Deny writes a refusal that a door decided on by itself, such as a token of another tenant at a path
// (S-21). A failure to write is logged: the refusal stands anyway.
func (s *Service) Deny(ctx context.Context, who Identity, c Client, d Denial) {
	s.deny(ctx, who, c.clean(), d)
}

func (s *Service) deny(ctx context.Context, who Identity, c Client, d Denial) {
	tenant := who.Tenant
	if d.Tenant != (org.ID{}) {
		tenant = d.Tenant
	}
	ctx = org.WithCaller(context.WithoutCancel(ctx), &org.Caller{
		Tenant: tenant, Actor: who.UPN, ActorID: who.User, Client: who.ClientID, Address: who.Address, Session: c.ConnectionID, Env: who.env(),
	})
	err := s.Store.Audit(ctx, org.AuditRecord{
		Actor: who.UPN, ActorID: who.User, Client: who.ClientID, Address: who.Address, Session: c.ConnectionID,
		Operation: clip(d.Operation, 256), Params: d.Params, Result: "Denied", Detail: d.Detail, RequestID: d.RequestID,
	})
	if err != nil {
		s.log().ErrorContext(ctx, "audit of a refusal", "operation", d.Operation, "detail", d.Detail, "error", err)
	}
}

// The most characters of one parameter in the audit trail; what is longer is cut and says so.
const mostValue = 4096

// Returns bound arguments as the audit trail keeps them.
func maskArgs(meta *catalog.Cmdlet, args command.Args) []org.AuditParam {
	list := make([]org.AuditParam, 0, args.Len())
	for name, v := range args.All() {
		list = append(list, org.AuditParam{Name: name, Value: maskValue(meta, name, v)})
	}
	return list
}

// Returns arguments that were not bound. Only names are kept of what nobody has checked.
func maskRaw(args []command.Arg) []org.AuditParam {
	var list []org.AuditParam
	for _, a := range args[:min(len(args), 100)] {
		list = append(list, org.AuditParam{Name: clip(a.Name, 128), Value: org.Masked})
	}
	return list
}

func maskValue(meta *catalog.Cmdlet, name string, v object.Value) string {
	if p, ok := meta.Param(name); ok && secretType(p.Type) || secretName(name) && !flag(v) {
		return org.Masked
	}
	return auditText(v)
}

func secretType(t string) bool {
	t = strings.ToLower(strings.TrimSuffix(t, "[]"))
	return t == "securestring" || t == "pscredential"
}

func secretName(name string) bool {
	name = strings.ToLower(name)
	for _, part := range []string{"password", "secret", "passphrase", "credential", "privatekey", "pfx", "token"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}

func flag(v object.Value) bool {
	switch v.(type) {
	case bool, object.Switch:
		return true
	}
	return false
}

func auditText(v object.Value) string {
	switch v := v.(type) {
	case nil:
		return ""
	case *object.SecureString, *object.Credential:
		return org.Masked
	case []byte:
		return fmt.Sprintf("<%d bytes>", len(v))
	case []any:
		return joined(v)
	case *object.List:
		return joined(v.Items)
	case *object.Dict:
		return dictText(v)
	}
	return clip(object.String(v), mostValue)
}

// Joins with semicolons, as the vendor's audit records do.
func joined(items []any) string {
	var b strings.Builder
	for i, v := range items {
		if i > 0 {
			b.WriteByte(';')
		}
		b.WriteString(auditText(v))
		if b.Len() > mostValue {
			break
		}
	}
	return clip(b.String(), mostValue)
}

func dictText(d *object.Dict) string {
	var parts []string
	for k, v := range d.All() {
		name := object.String(k)
		text := org.Masked
		if !secretName(name) {
			text = auditText(v)
		}
		parts = append(parts, name+"="+text)
	}
	return clip("@{"+strings.Join(parts, ";")+"}", mostValue)
}

// Returns the texts of arguments that are secret, by the parameter that they name or seem to name.
func secrets(meta *catalog.Cmdlet, args []command.Arg) []string {
	var list []string
	for _, a := range args {
		if secretArg(meta, a.Name) {
			list = append(list, texts(a.Value)...)
		}
	}
	return list
}

func secretArg(meta *catalog.Cmdlet, name string) bool {
	if name == "" {
		return false
	}
	if secretName(name) {
		return true
	}
	for i := range meta.Params { // an abbreviation may be any of them
		p := &meta.Params[i]
		if (secretType(p.Type) || secretName(p.Name)) && len(name) <= len(p.Name) && strings.EqualFold(p.Name[:len(name)], name) {
			return true
		}
	}
	p, ok := meta.Param(name)
	return ok && secretType(p.Type)
}

func texts(v object.Value) []string {
	switch v := v.(type) {
	case nil, bool, object.Switch:
		return nil
	case []any:
		var list []string
		for _, item := range v {
			list = append(list, texts(item)...)
		}
		return list
	}
	if s := object.String(v); s != "" {
		return []string{s}
	}
	return nil
}

// Takes secrets out of an error that names the value that did not bind.
func scrub(err error, secrets []string) error {
	var e *command.Error
	if len(secrets) == 0 || !errors.As(err, &e) {
		return err
	}
	clean := *e
	clean.Target, clean.Err = nil, nil
	for _, s := range secrets {
		switch {
		case !strings.Contains(clean.Message, s):
		case len(s) < 4: // replaced everywhere, it would make nonsense of the message
			clean.Message = "The value of a parameter can't be used. It isn't shown, because it is secret."
		default:
			clean.Message = strings.ReplaceAll(clean.Message, s, org.Masked)
		}
	}
	return &clean
}
