package org

import (
	"errors"
	"time"

	"example.org/exosh/object"
)

// AccountOf reads the account that an entry of KindAccount holds.
func AccountOf(e *Entry) (*Account, error) {
	if e.Kind != KindAccount {
		return nil, errors.New("account of an entry of kind " + e.Kind)
	}
	p := e.Props
	a := &Account{
		ID:               e.ID,
		UPN:              text(p, "UserPrincipalName"),
		DisplayName:      text(p, "DisplayName"),
		Enabled:          flag(p, "AccountEnabled"),
		PasswordHash:     text(p, "PasswordHash"),
		MustChange:       flag(p, "MustChangePassword"),
		MFARequired:      flag(p, "MFARequired"),
		DirectoryRoles:   texts(p, "DirectoryRoles"),
		RemotePowerShell: flag(p, "RemotePowerShellEnabled"),
		Plans:            texts(p, "Plans"),
		TokensValidFrom:  moment(p, "TokensValidFrom"),
		Guest:            flag(p, "Guest"),
	}
	for _, item := range Items(first(p, "Factors")) {
		if o, ok := item.(*object.Object); ok {
			a.Factors = append(a.Factors, factorOf(o))
		}
	}
	for _, item := range Items(first(p, propAppPasswords)) {
		if o, ok := item.(*object.Object); ok {
			a.AppPasswords = append(a.AppPasswords, appPasswordOf(o))
		}
	}
	return a, nil
}

// The property of an account that keeps its app passwords.
const propAppPasswords = "AppPasswords"

func factorOf(o *object.Object) Factor {
	return Factor{
		ID:     text(o, "Id"),
		Type:   text(o, "Type"),
		Secret: text(o, "Secret"),
		Phone:  text(o, "Phone"),
		Added:  moment(o, "Added"),
	}
}

// Entry returns the entry that holds the account: a new one where old is nil, else a copy of old with
// the account's properties. Properties of old that an Account does not have are kept.
func (a *Account) Entry(old *Entry) *Entry {
	e := &Entry{Kind: KindAccount, ID: a.ID, Props: &object.Object{}}
	if old != nil {
		*e = *old
		e.Props = &object.Object{Types: old.Props.Types, Props: append([]object.Property(nil), old.Props.Props...)}
	}
	e.Sort = a.UPN
	e.Keys = []Key{{Space: SpaceOID, Value: IDText(a.ID), Unique: true}, {Space: SpaceUPN, Value: a.UPN, Unique: true}}
	a.fill(e.Props)
	return e
}

func (a *Account) fill(p *object.Object) {
	factors := make([]any, len(a.Factors))
	for i, f := range a.Factors {
		factors[i] = f.object()
	}
	p.Set("UserPrincipalName", a.UPN)
	p.Set("DisplayName", a.DisplayName)
	p.Set("AccountEnabled", a.Enabled)
	p.Set("PasswordHash", a.PasswordHash)
	p.Set("MustChangePassword", a.MustChange)
	p.Set("MFARequired", a.MFARequired)
	p.Set("Factors", factors)
	a.fillAppPasswords(p)
	p.Set("DirectoryRoles", list(a.DirectoryRoles))
	p.Set("RemotePowerShellEnabled", a.RemotePowerShell)
	p.Set("Plans", list(a.Plans))
	p.Set("TokensValidFrom", orNull(a.TokensValidFrom))
	p.Set("Guest", a.Guest)
}

// fillAppPasswords leaves the property out of accounts that have none, as most do.
func (a *Account) fillAppPasswords(p *object.Object) {
	if len(a.AppPasswords) == 0 {
		p.Delete(propAppPasswords)
		return
	}
	items := make([]any, len(a.AppPasswords))
	for i, x := range a.AppPasswords {
		items[i] = x.object()
	}
	p.Set(propAppPasswords, items)
}

func (f Factor) object() *object.Object {
	return &object.Object{Props: []object.Property{
		{Name: "Id", Value: f.ID},
		{Name: "Type", Value: f.Type},
		{Name: "Secret", Value: f.Secret},
		{Name: "Phone", Value: f.Phone},
		{Name: "Added", Value: orNull(f.Added)},
	}}
}

// AccountByID returns the account with that object id and its entry. The error wraps ErrNotFound where
// there is none.
func AccountByID(tx Tx, id ID) (*Account, *Entry, error) {
	e, err := tx.Get(KindAccount, id)
	if err != nil {
		return nil, nil, err
	}
	a, err := AccountOf(e)
	return a, e, err
}

// AccountByUPN returns the account with that user principal name and its entry. The error wraps
// ErrNotFound where there is none.
func AccountByUPN(tx Tx, upn string) (*Account, *Entry, error) {
	e, err := One(tx, KindAccount, SpaceUPN, upn)
	if err != nil {
		return nil, nil, err
	}
	a, err := AccountOf(e)
	return a, e, err
}

// PutAccount stores an account: over the one with its ID, or as a new one where there is none. It
// checks the UPN; a UPN that is taken is the error of Taken.
func PutAccount(tx Tx, a *Account) error {
	if err := CheckSMTP("UserPrincipalName", a.UPN); err != nil {
		return err
	}
	old, err := tx.Get(KindAccount, a.ID)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	err = tx.Put(a.Entry(old))
	if taken := (*KeyTakenError)(nil); errors.As(err, &taken) {
		return Taken("user principal name", taken)
	}
	return err
}

// Secret says whether values of that property never leave the store in clear: the audit trail shows
// them as Masked.
func Secret(property string) bool {
	switch Fold(property) {
	case "passwordhash", "factors", "apppasswords", "password", "secret", "totpsecret", "privatekey":
		return true
	}
	return false
}

// Masked stands for a value that is not shown.
const Masked = "******"

func first(p *object.Object, name string) object.Value {
	v, _ := p.Get(name)
	return v
}

func text(p *object.Object, name string) string {
	s, _ := first(p, name).(string)
	return s
}

func flag(p *object.Object, name string) bool {
	b, _ := first(p, name).(bool)
	return b
}

func moment(p *object.Object, name string) time.Time {
	t, _ := first(p, name).(time.Time)
	return t
}

func orNull(t time.Time) object.Value {
	if t.IsZero() {
		return nil
	}
	return t
}

func texts(p *object.Object, name string) []string {
	var out []string
	for _, v := range Items(first(p, name)) {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

func list(items []string) []any {
	out := make([]any, len(items))
	for i, s := range items {
		out[i] = s
	}
	return out
}
