package casmailbox

import (
	"strconv"
	"strings"

	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// The words of EwsApplicationAccessPolicy.
const (
	allowList = "EnforceAllowList"
	blockList = "EnforceBlockList"
)

// on lists the settings that a new mailbox has switched on.
func on() []string {
	return []string{
		"ActiveSyncEnabled", "OWAEnabled", "OWAforDevicesEnabled", "ImapEnabled", "PopEnabled", "MAPIEnabled", "EwsEnabled",
		"ImapUseProtocolDefaults", "PopUseProtocolDefaults", "UniversalOutlookEnabled", "OutlookMobileEnabled",
		"MacOutlookEnabled", "OneWinNativeOutlookEnabled", "ShowGalAsDefaultView",
	}
}

// off lists those that it has switched off.
func off() []string {
	return []string{
		"ActiveSyncDebugLogging", "ActiveSyncSuppressReadReceipt", "ImapSuppressReadReceipt", "PopSuppressReadReceipt",
		"ImapForceICalForCalendarRetrievalOption", "PopForceICalForCalendarRetrievalOption",
		"IsOptimizedForAccessibility", "PublicFolderClientAccess",
	}
}

// ews lists those that have no value until they are set: what is set for the organization counts.
func ews() []string { return []string{"EwsAllowEntourage", "EwsAllowMacOutlook", "EwsAllowOutlook"} }

func presets() map[string]object.Value {
	p := map[string]object.Value{
		"ImapMessagesRetrievalMimeFormat": "BestBodyFormat", "PopMessagesRetrievalMimeFormat": "BestBodyFormat",
		"ECPEnabled": true,
	}
	for _, name := range on() {
		p[name] = true
	}
	for _, name := range off() {
		p[name] = false
	}
	return p
}

// setTable says what each parameter of Set-CASMailbox does.
func setTable() project.Table[*change.Change] {
	return project.Table[*change.Change]{Cmdlet: "Set-CASMailbox", Rows: change.Join(
		change.Read("Identity"),
		change.Flags(on()...),
		change.Flags(off()...),
		change.Flags(ews()...),
		change.Do("SmtpClientAuthenticationDisabled", setSMTP),
		change.Do("ImapMessagesRetrievalMimeFormat", format("ImapMessagesRetrievalMimeFormat")),
		change.Do("PopMessagesRetrievalMimeFormat", format("PopMessagesRetrievalMimeFormat")),
		change.Do("EwsApplicationAccessPolicy", setPolicy),
		change.Words(256, 100, "EwsAllowList", "EwsBlockList"),
		change.Words(256, 100, "ActiveSyncAllowedDeviceIDs", "ActiveSyncBlockedDeviceIDs"),
	)}
}

// setSMTP takes $null for what the organization has.
func setSMTP(c *change.Change, v object.Value) error {
	if v == nil || v == "" {
		c.Set("SmtpClientAuthenticationDisabled", nil)
		return nil
	}
	return change.Flags("SmtpClientAuthenticationDisabled")[0].Apply(c, v)
}

// setPolicy takes $null for no rule about programs.
func setPolicy(c *change.Change, v object.Value) error {
	if v == nil || v == "" {
		c.Set("EwsApplicationAccessPolicy", nil)
		return nil
	}
	return change.Choice("EwsApplicationAccessPolicy", allowList, blockList)[0].Apply(c, v)
}

// format stores in which form messages are fetched, given by its number or its name.
func format(param string) func(*change.Change, object.Value) error {
	names := []string{
		"TextOnly", "HtmlOnly", "HtmlAndTextAlternative", "TextEnrichedOnly", "TextEnrichedAndTextAlternative", "BestBodyFormat", "Tnef",
	}
	return func(c *change.Change, v object.Value) error {
		text := ""
		if v != nil {
			text = object.String(v)
		}
		if n, err := strconv.Atoi(text); err == nil && n >= 0 && n < len(names) {
			text = names[n]
		}
		for _, name := range names {
			if strings.EqualFold(name, text) {
				c.Entry.Props.Set(param, name)
				return nil
			}
		}
		return org.Invalid(param, text, "it must be a number from 0 to 6, or one of "+strings.Join(names, ", "))
	}
}

// checkLists returns an error if programs are listed that the policy does not ask about.
func checkLists(c *change.Change) error {
	policy := directory.Text(c.Entry, "EwsApplicationAccessPolicy")
	for list, needs := range map[string]string{"EwsAllowList": allowList, "EwsBlockList": blockList} {
		if c.Args.Has(list) && len(directory.Texts(c.Entry, list)) > 0 && policy != needs {
			return org.Invalid(list, strings.Join(directory.Texts(c.Entry, list), ", "), "it counts only with -EwsApplicationAccessPolicy "+needs)
		}
	}
	return nil
}
