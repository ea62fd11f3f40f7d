package format

import (
	"fmt"
	"strings"
	"time"

	"example.org/exosh/object"
)

// The views of what the shell itself has.
func shellView(name string) *view {
	switch name {
	case "System.Management.Automation.CmdletInfo", "System.Management.Automation.FunctionInfo",
		"System.Management.Automation.AliasInfo", "System.Management.Automation.CommandInfo",
		"System.Management.Automation.ApplicationInfo", "System.Management.Automation.ExternalScriptInfo":
		return sized("command", column{header: "CommandType", width: 15}, column{header: "Name", width: 50, value: commandName},
			column{header: "Version", width: 10}, column{header: "Source"})
	case "System.Management.Automation.PSModuleInfo", "ModuleInfoGrouping":
		return sized("Module", column{header: "ModuleType", width: 10}, column{header: "Version", width: 10},
			column{header: "PreRelease", width: 10, value: preRelease}, column{header: "Name", width: 35}, column{header: "ExportedCommands", value: exported})
	case "System.IO.FileInfo", "System.IO.DirectoryInfo":
		v := sized("children", column{header: "Mode", width: 7}, column{header: "LastWriteTime", width: 26, align: AlignRight, value: writeTime},
			column{header: "Length", width: 14, align: AlignRight}, column{header: "Name"})
		v.group = &groupBy{prop: "Directory", value: folder, label: "Directory", left: 4}
		return v
	case "Microsoft.PowerShell.Commands.GroupInfo":
		return sized("GroupInfo", column{header: "Count", width: 5, align: AlignRight}, column{header: "Name", width: 25}, column{header: "Group"})
	case "Microsoft.PowerShell.Commands.GroupInfoNoElement":
		return sized("GroupInfo", column{header: "Count", width: 5, align: AlignRight}, column{header: "Name"})
	case "Microsoft.PowerShell.Commands.MemberDefinition":
		v := sized("MemberDefinition", column{header: "Name"}, column{header: "MemberType"}, column{header: "Definition"})
		v.group = &groupBy{prop: "TypeName", label: "TypeName", left: 3}
		return v
	case "Microsoft.PowerShell.Commands.GenericMeasureInfo":
		return listView("GenericMeasureInfo", "Count", "Average", "Sum", "Maximum", "Minimum", "StandardDeviation", "Property")
	case "Microsoft.PowerShell.Commands.TextMeasureInfo":
		return tableView("TextMeasureInfo", "Lines", "Words", "Characters", "Property")
	case "Microsoft.PowerShell.Commands.MatchInfo":
		return &view{name: "MatchInfo", shape: Custom, line: matchLine}
	case "Microsoft.PowerShell.Commands.HistoryInfo":
		return sized("history", column{header: "Id", width: 4, align: AlignRight}, column{header: "CommandLine"})
	case "Microsoft.PowerShell.Commands.PSRepositoryItemInfo":
		return tableView("PSRepositoryItemInfo", "Version", "Name", "Repository", "Description")
	}
	return systemView(name)
}

// The views of plain .NET types.
func systemView(name string) *view {
	switch name {
	case "System.TimeSpan", "Microsoft.Exchange.Data.EnhancedTimeSpan":
		return listView("System.TimeSpan", "Days", "Hours", "Minutes", "Seconds", "Milliseconds", "Ticks", "TotalDays",
			"TotalHours", "TotalMinutes", "TotalSeconds", "TotalMilliseconds")
	case dictionaryEntry:
		return sized("Dictionary", column{header: "Name", width: 30}, column{header: "Value"})
	case "System.Guid":
		return &view{name: "System.Guid", shape: Table, columns: []column{{header: "Guid", value: itself}}}
	case "System.Version":
		return sized("System.Version", right("Major"), right("Minor"), right("Build"), right("Revision"))
	case "System.Management.Automation.PSCredential":
		return tableView("PSCredential", "UserName", "Password")
	case "System.Management.Automation.SwitchParameter":
		return tableView("SwitchParameter", "IsPresent")
	case "System.RuntimeType", "System.Type":
		return tableView("System.RuntimeType", "Name", "FullName")
	case "System.Management.Automation.PathInfo":
		return tableView("PathInfo", "Path")
	case "System.Management.Automation.PSVariable":
		return sized("PSVariable", column{header: "Name", width: 30}, column{header: "Value"})
	case "System.Management.Automation.ErrorCategoryInfo":
		return listView("ErrorCategoryInfo", "Category", "Activity", "Reason", "TargetName", "TargetType")
	}
	return nil
}

// An alias shows what it stands for.
func commandName(v object.Value) object.Value {
	name, _ := object.Get(v, "Name")
	if kind, _ := object.Get(v, "CommandType"); object.String(kind) != "Alias" {
		return name
	}
	target, ok := object.Get(v, "Definition")
	if !ok || target == nil {
		return name
	}
	return object.String(name) + " -> " + object.String(target)
}

// A match in a file is shown with its place, one in the pipeline's text without.
func matchLine(v object.Value) string {
	text, _ := object.Get(v, "Line")
	path, _ := object.Get(v, "Path")
	if path == nil || object.String(path) == "InputStream" {
		return object.String(text)
	}
	number, _ := object.Get(v, "LineNumber")
	return object.String(path) + ":" + object.String(number) + ":" + object.String(text)
}

func preRelease(v object.Value) object.Value {
	p, _ := object.Get(v, "PreRelease")
	return p
}

// The commands of a module, by their names.
func exported(v object.Value) object.Value {
	commands, _ := object.Get(v, "ExportedCommands")
	d, ok := commands.(*object.Dict)
	if !ok {
		return commands
	}
	return d.Keys()
}

func writeTime(v object.Value) object.Value {
	t, _ := object.Get(v, "LastWriteTime")
	when, ok := t.(time.Time)
	if !ok {
		return t
	}
	date, err := object.FormatValue(when, "d")
	if err != nil {
		return t
	}
	clock, err := object.FormatValue(when, "t")
	if err != nil {
		return t
	}
	return fmt.Sprintf("%10s %8s", date, clock)
}

// The folder that a file or folder lies in.
func folder(v object.Value) object.Value {
	for _, name := range [...]string{"DirectoryName", "PSParentPath", "Directory"} {
		if d, ok := object.Get(v, name); ok && d != nil {
			s := object.String(d)
			if _, path, found := strings.Cut(s, "::"); found {
				return path
			}
			return s
		}
	}
	full, _ := object.Get(v, "FullName")
	s := object.String(full)
	if i := strings.LastIndexAny(s, `/\`); i > 0 {
		return s[:i]
	}
	return s
}
