package builtin

import (
	"example.org/exosh/catalog"
	"example.org/exosh/command"
)

// Commands lists the builtins. Their commands share env and nothing else.
func Commands(env *Env) []*command.Command {
	var all []*command.Command
	for _, family := range [][]*command.Command{
		pipelineCommands(env), writeCommands(), hostCommands(env), dataCommands(env), timeCommands(env),
		valueCommands(env), contentCommands(env), itemCommands(env), pathCommands(env), outCommands(env), formatCommands(),
	} {
		all = append(all, family...)
	}
	return all
}

// simple makes a command of its syntax and its ProcessRecord.
func simple(syntax string, f command.Func) *command.Command {
	return command.Simple(catalog.Syntax(syntax), f)
}

// staged makes a command of its syntax and a maker of stages.
func staged(syntax string, stage func() command.Stage) *command.Command {
	return &command.Command{Meta: catalog.Syntax(syntax), New: stage}
}

// Aliases are the short names of the builtins: alias to command.
func Aliases() map[string]string {
	return map[string]string{
		"%": "ForEach-Object", "foreach": "ForEach-Object", "?": "Where-Object", "where": "Where-Object",
		"select": "Select-Object", "sort": "Sort-Object", "group": "Group-Object", "measure": "Measure-Object",
		"compare": "Compare-Object", "diff": "Compare-Object", "tee": "Tee-Object", "sls": "Select-String", "gu": "Get-Unique",
		"ft": "Format-Table", "fl": "Format-List", "fw": "Format-Wide", "fc": "Format-Custom", "oh": "Out-Host", "ogv": "Out-GridView",
		"echo": "Write-Output", "write": "Write-Output", "gm": "Get-Member", "sleep": "Start-Sleep",
		"epcsv": "Export-Csv", "ipcsv": "Import-Csv", "gc": "Get-Content", "cat": "Get-Content", "type": "Get-Content", "ac": "Add-Content", "sc": "Set-Content", "clc": "Clear-Content",
		"ls": "Get-ChildItem", "dir": "Get-ChildItem", "gci": "Get-ChildItem", "gi": "Get-Item", "ni": "New-Item", "md": "mkdir", "ii": "Invoke-Item",
		"rm": "Remove-Item", "del": "Remove-Item", "erase": "Remove-Item", "rd": "Remove-Item", "ri": "Remove-Item", "rmdir": "Remove-Item",
		"ren": "Rename-Item", "rni": "Rename-Item", "mv": "Move-Item", "move": "Move-Item", "mi": "Move-Item", "cp": "Copy-Item", "copy": "Copy-Item", "cpi": "Copy-Item",
		"cd": "Set-Location", "chdir": "Set-Location", "sl": "Set-Location", "pwd": "Get-Location", "gl": "Get-Location", "pushd": "Push-Location", "popd": "Pop-Location",
		"rvpa": "Resolve-Path", "cls": "Clear-Host", "clear": "Clear-Host",
	}
}

// pipelineCommands work on the objects that pass.
func pipelineCommands(env *Env) []*command.Command {
	return []*command.Command{
		whereObject(), forEachObject(env), selectObject(), sortObject(), groupObject(), measureObject(),
		compareObject(), getUnique(), selectString(env), teeObject(env),
	}
}
