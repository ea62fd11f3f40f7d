package interp

import (
	"strings"

	"example.org/exosh/object"
)

func fold(name string) string { return strings.ToLower(name) }

// Defines the variables that every session has.
func (in *Interp) defineAutomatic() {
	for name, v := range map[string]object.Value{
		"PID": int32(in.opt.PID), "HOME": in.opt.Home, "PSVersionTable": in.versionTable(),
		"PSEdition": "exosh", "ShellId": "exosh", "Error": in.errors,
		"IsLinux": in.opt.OS == "linux", "IsMacOS": in.opt.OS == "darwin", "IsWindows": in.opt.OS == "windows", "IsCoreCLR": true,
		"PSCulture": "en-US", "PSUICulture": "en-US",
	} {
		v2 := in.global.local(fold(name))
		v2.value, v2.readOnly = v, true
	}
	for name, v := range map[string]object.Value{
		"ErrorActionPreference": "Continue", "WarningPreference": "Continue", "VerbosePreference": "SilentlyContinue",
		"DebugPreference": "SilentlyContinue", "InformationPreference": "SilentlyContinue", "ProgressPreference": "Continue",
		"ConfirmPreference": "High", "WhatIfPreference": false, "FormatEnumerationLimit": int32(4), "LASTEXITCODE": nil,
		"MaximumHistoryCount": int32(4096), "args": []any{}, "PSDefaultParameterValues": &object.Dict{},
	} {
		in.global.local(fold(name)).value = v
	}
	host := in.global.local("host")
	host.value, host.readOnly = in.newHost(), true
	in.global.local("?").auto = func() object.Value { return in.status }
	in.global.local("?").readOnly = true
	in.global.local("pwd").auto = func() object.Value {
		if in.opt.Location == nil {
			return nil
		}
		return in.opt.Location()
	}
}

// $PSVersionTable tells scripts which language level they can expect, and honestly who they run on.
func (in *Interp) versionTable() *object.Dict {
	d := object.NewDict(
		"PSVersion", languageVersion(),
		"PSEdition", "exosh",
		"ExoshVersion", in.opt.Version,
		"OS", in.opt.OS,
		"Platform", map[bool]string{true: "Win32NT", false: "Unix"}[in.opt.OS == "windows"],
	)
	return d
}

// Sets an automatic variable of the session.
func (in *Interp) setAutomatic(name string, v object.Value) { in.global.local(name).value = v }

// Returns a preference variable as text.
func (in *Interp) preference(name string) string {
	v := in.scope.find(name)
	if v == nil {
		return ""
	}
	if s, ok := v.value.(string); ok {
		return s
	}
	return object.String(some(v.value))
}
