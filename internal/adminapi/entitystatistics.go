package adminapi

import (
	"strings"

	"example.org/exosh/internal/adminapi/odata"
)

// Returns what Mailbox('key')/Exchange.GetMailboxStatistics() asks for.
func mailboxStatistics(q *entityRequest) (*entityView, error) {
	mailbox, err := needKey(q.path[0])
	if err != nil {
		return nil, err
	}
	return statisticsOf(q, mailbox)
}

// Returns what Mailbox/Exchange.GetMailboxStatisticsV2(mailboxGuid=…,databaseGuid=…) asks for. There are no
// databases here, so that the id of one finds nothing; clients then ask by the mailbox alone.
func mailboxStatisticsByGuid(q *entityRequest) (*entityView, error) {
	mailbox, _ := q.path[1].Arg("mailboxGuid")
	database, _ := q.path[1].Arg("databaseGuid")
	if mailbox.Text == "" {
		return nil, &odata.Error{Message: "GetMailboxStatisticsV2 needs a mailboxGuid."}
	}
	if strings.Trim(database.Text, "0-") != "" {
		return nil, &odata.Error{Unsupported: true, Message: "Mailboxes have no databases here.", Advice: "Ask for GetMailboxStatistics() of a mailbox."}
	}
	return statisticsOf(q, mailbox.Text)
}

func statisticsOf(q *entityRequest, mailbox string) (*entityView, error) {
	if err := plainQuery(q.query, "GetMailboxStatistics"); err != nil {
		return nil, err
	}
	v := &entityView{cmdlet: "Get-MailboxStatistics", model: modelOf("MailboxStatistics"), single: true}
	if err := v.choose("Get-EXOMailboxStatistics", q.query); err != nil {
		return nil, err
	}
	var err error
	v.args, err = q.options(map[string]option{
		"archive": {"Archive", flagOption}, "includesoftdeletedrecipients": {"IncludeSoftDeletedRecipients", flagOption}, "usecopyonlocalserver": {},
	})
	v.args = append(v.args, textArg("Identity", mailbox))
	return v, err
}

// Returns what Mailbox('key')/MailboxFolder/Exchange.GetMailboxFolderStatistics(folderscope=…) asks for.
func folderStatistics(q *entityRequest) (*entityView, error) {
	mailbox, err := needKey(q.path[0])
	if err != nil {
		return nil, err
	}
	v, err := rowsOf(q, "Get-MailboxFolderStatistics", "MailboxFolderStatistics", map[string]option{
		"archive": {"Archive", flagOption}, "includesoftdeletedrecipients": {"IncludeSoftDeletedRecipients", flagOption},
		"includeoldestandnewestitems": {"IncludeOldestAndNewestItems", flagOption},
	})
	if err != nil {
		return nil, err
	}
	v.args = append(v.args, textArg("Identity", mailbox))
	if scope, ok := q.path[2].Arg("folderscope"); ok && scope.Text != "" {
		v.args = append(v.args, textArg("FolderScope", scope.Text))
	}
	return v, nil
}

// Returns what Mailbox('key')/MobileDevice/Exchange.GetMobileDeviceStatistics() asks for.
func deviceStatistics(q *entityRequest) (*entityView, error) {
	mailbox, err := needKey(q.path[0])
	if err != nil {
		return nil, err
	}
	v, err := rowsOf(q, "Get-MobileDeviceStatistics", "MobileDeviceStatistics", deviceOptions())
	if err == nil {
		v.args = append(v.args, textArg("Mailbox", mailbox))
	}
	return v, err
}

// Returns what GetMobileDeviceStatisticsByIdentity(Identity='XParameter-Identity') asks for, whose identity
// is in a header.
func deviceStatisticsByIdentity(q *entityRequest) (*entityView, error) {
	identity := q.identity
	if a, ok := q.path[0].Arg("Identity"); ok && identity == "" {
		identity = a.Text
	}
	if identity == "" {
		return nil, &odata.Error{Message: "GetMobileDeviceStatisticsByIdentity needs an Identity."}
	}
	v, err := rowsOf(q, "Get-MobileDeviceStatistics", "MobileDeviceStatistics", deviceOptions())
	if err == nil {
		v.single = true
		v.args = append(v.args, textArg("Identity", identity))
	}
	return v, err
}

func deviceOptions() map[string]option {
	known := map[string]option{"notificationemailaddresses": {"NotificationEmailAddresses", listOption}}
	for _, name := range []string{"ActiveSync", "OWAforDevices", "RestApi", "UniversalOutlook", "GetMailboxLog", "ShowRecoveryPassword"} {
		known[strings.ToLower(name)] = option{name, flagOption}
	}
	return known
}

// Returns the view of the rows of a cmdlet, with all that their type has or what $select names of it.
func rowsOf(q *entityRequest, cmdlet, model string, known map[string]option) (*entityView, error) {
	if q.query.Filter != "" || q.query.OrderBy != "" || q.query.Top >= 0 {
		return nil, &odata.Error{Unsupported: true, Message: model + " has no $filter, $orderby and $top.", Advice: "Leave them out."}
	}
	v := &entityView{cmdlet: cmdlet, model: modelOf(model)}
	if err := v.chooseSome(q.query); err != nil {
		return nil, err
	}
	var err error
	v.args, err = q.options(known)
	return v, err
}
