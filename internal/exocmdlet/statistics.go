package exocmdlet

import (
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/restclient"
	"example.org/exosh/object"
)

// mailboxStatistics plans Get-EXOMailboxStatistics. With both ids of a mailbox the service is asked in a way
// that spares it a search, and in the usual way where that fails.
func mailboxStatistics(args command.Args) (*plan, error) {
	exchange, database := guidOf(args, "ExchangeGuid"), guidOf(args, "DatabaseGuid")
	id, err := identityOf(args)
	if err != nil {
		return nil, err
	}
	name := exchange
	if name == "" {
		name = id.text
	}
	if name == "" {
		return nil, invalid("Identity", "Give -Identity, -ExchangeGuid, -PrimarySmtpAddress or -UserPrincipalName.",
			"Get-EXOMailboxStatistics needs the identity of a mailbox.")
	}
	o := options{args: args}
	if err := o.properties("Get-EXOMailboxStatistics"); err != nil {
		return nil, err
	}
	o.flags("Archive", "IncludeSoftDeletedRecipients")
	p := rows("Mailbox"+key(name)+"/Exchange.GetMailboxStatistics()", &o, typed("Get-EXOMailboxStatistics"))
	if exchange != "" && database != "" {
		usual := p.query
		p.instead = &usual
		p.query = restclient.EntityQuery{Most: -1, Path: "Mailbox/Exchange.GetMailboxStatisticsV2(mailboxGuid=" + exchange + ",databaseGuid=" + database + ")",
			Options: append([]restclient.QueryOption{{Name: "UseCopyOnLocalServer", Value: "True"}}, withoutEncoding(o.list)...)}
	}
	return p, nil
}

func withoutEncoding(list []restclient.QueryOption) []restclient.QueryOption {
	var kept []restclient.QueryOption
	for _, o := range list {
		if o.Name != "isEncoded" {
			kept = append(kept, o)
		}
	}
	return kept
}

// guidOf reads a parameter that is an id; "" where it is absent or all zeros.
func guidOf(args command.Args, name string) string {
	v, ok := args.Get(name)
	if !ok || v == nil {
		return ""
	}
	text := object.String(v)
	if strings.Trim(text, "0-") == "" {
		return ""
	}
	return text
}

// folderStatistics plans Get-EXOMailboxFolderStatistics.
func folderStatistics(args command.Args) (*plan, error) {
	id, err := needIdentity("Get-EXOMailboxFolderStatistics", args)
	if err != nil {
		return nil, err
	}
	scope, err := folderScope(args.Text("Folderscope"))
	if err != nil {
		return nil, err
	}
	o := options{args: args}
	o.flags("Archive", "IncludeSoftDeletedRecipients", "IncludeOldestAndNewestItems")
	return rows("Mailbox"+key(id.text)+"/MailboxFolder/Exchange.GetMailboxFolderStatistics(folderscope=Exchange.ElcFolderType'"+scope+"')",
		&o, typed("Get-EXOMailboxFolderStatistics")), nil
}

// folderScope returns the name of the scope that a word stands for; none stands for all folders.
func folderScope(word string) (string, error) {
	if word == "" {
		return "All", nil
	}
	model, _ := catalog.Model("ElcFolderType")
	var names []string
	for _, m := range model.Props {
		if strings.EqualFold(m.Name, word) {
			return m.Name, nil
		}
		names = append(names, m.Name)
	}
	return "", invalid("FolderScope", "The scopes are "+strings.Join(names, ", ")+".", "There is no folder scope %q.", word)
}

// deviceStatistics plans Get-EXOMobileDeviceStatistics: of the devices of a mailbox, or of one device.
func deviceStatistics(args command.Args) (*plan, error) {
	o := options{args: args}
	o.flags("ActiveSync", "OWAforDevices", "RestApi", "UniversalOutlook", "GetMailboxLog", "ShowRecoveryPassword")
	o.lists("NotificationEmailAddresses")
	shape := typed("Get-EXOMobileDeviceStatistics")
	if mailbox := strings.TrimSpace(args.Text("Mailbox")); mailbox != "" {
		return rows("Mailbox"+key(mailbox)+"/MobileDevice/Exchange.GetMobileDeviceStatistics()", &o, shape), nil
	}
	id, err := needIdentity("Get-EXOMobileDeviceStatistics", args)
	if err != nil {
		return nil, err
	}
	if id.param != "Identity" {
		return rows("Mailbox"+key(id.text)+"/MobileDevice/Exchange.GetMobileDeviceStatistics()", &o, shape), nil
	}
	o.add("ReadIdsAndParamsFromHeaders", "True")
	return &plan{shape: shape, most: -1, query: restclient.EntityQuery{Most: -1, Identity: id.text, Options: o.list,
		Path: "GetMobileDeviceStatisticsByIdentity(Identity='XParameter-Identity')"}}, nil
}
