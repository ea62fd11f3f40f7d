package box

// The numbers of folders. The standard ones have the numbers that a store gives them when it is made.
const (
	topNumber     int64 = 0x0108
	sentNumber    int64 = 0x0109
	deletedNumber int64 = 0x010A
	outboxNumber  int64 = 0x010B
	inboxNumber   int64 = 0x010C
	calendar      int64 = 0x010D
	contacts      int64 = 0x010E
	syncIssues    int64 = 0x0117
	history       int64 = 0x0119
	junkNumber    int64 = 0x0113
	recoverable   int64 = 0x0140
	firstOwn      int64 = 0x0200 // of the first folder that a user makes
)

// The classes of messages that folders are for.
const (
	ClassNote        = "IPF.Note"
	ClassAppointment = "IPF.Appointment"
	classContact     = "IPF.Contact"
	classTask        = "IPF.Task"
)

// A standard folder is one that every store has.
type standard struct {
	number, parent    int64
	name, kind, class string
}

// topName is what the root of the visible folders is called.
const topName = "Top of Information Store"

// standardFolders lists the folders that a new store has. An archive has no calendar and no contacts.
func standardFolders(which Which) []standard {
	list := append([]standard{
		{topNumber, 0, topName, "Root", ""},
		{deletedNumber, topNumber, "Deleted Items", "DeletedItems", ClassNote},
	}, recoverableFolders()...)
	if which == Archive {
		return list
	}
	return append(list,
		standard{inboxNumber, topNumber, "Inbox", "Inbox", ClassNote},
		standard{sentNumber, topNumber, "Sent Items", "SentItems", ClassNote},
		standard{outboxNumber, topNumber, "Outbox", "Outbox", ClassNote},
		standard{calendar, topNumber, "Calendar", "Calendar", ClassAppointment},
		standard{contacts, topNumber, "Contacts", "Contacts", classContact},
		standard{0x010F, topNumber, "Drafts", "Drafts", ClassNote},
		standard{0x0110, topNumber, "Journal", "Journal", "IPF.Journal"},
		standard{0x0111, topNumber, "Notes", "Notes", "IPF.StickyNote"},
		standard{0x0112, topNumber, "Tasks", "Tasks", classTask},
		standard{junkNumber, topNumber, "Junk Email", "JunkEmail", ClassNote},
		standard{0x0114, topNumber, "Archive", "Archive", ClassNote},
		standard{0x0115, topNumber, "RSS Feeds", "RssSubscription", "IPF.Note.OutlookHomepage"},
		standard{0x0116, topNumber, "Conversation Action Settings", "ConversationActions", "IPF.Configuration"},
		standard{syncIssues, topNumber, "Sync Issues", "SyncIssues", ClassNote},
		standard{0x0118, topNumber, "Quick Step Settings", "QuickSteps", "IPF.Configuration"},
		standard{history, topNumber, "Conversation History", "ConversationHistory", ClassNote},
		standard{0x011A, syncIssues, "Conflicts", "Conflicts", ClassNote},
		standard{0x011B, syncIssues, "Local Failures", "LocalFailures", ClassNote},
		standard{0x011C, syncIssues, "Server Failures", "ServerFailures", ClassNote},
		standard{0x011D, contacts, "Recipient Cache", "RecipientCache", "IPF.Contact.RecipientCache"},
		standard{0x011E, history, "Team Chat", "TeamChat", "IPF.SkypeTeams.Message"},
	)
}

// recoverableFolders lists the folders for what was deleted, with its own root.
func recoverableFolders() []standard {
	return []standard{
		{recoverable, 0, "Recoverable Items", "RecoverableItemsRoot", ""},
		{recoverable + 1, recoverable, "Deletions", "RecoverableItemsDeletions", ""},
		{recoverable + 2, recoverable, "Purges", "RecoverableItemsPurges", ""},
		{recoverable + 3, recoverable, "Versions", "RecoverableItemsVersions", ""},
		{recoverable + 4, recoverable, "DiscoveryHolds", "RecoverableItemsDiscoveryHolds", ""},
		{recoverable + 5, recoverable, "SubstrateHolds", "RecoverableItemsSubstrateHolds", ""},
		{recoverable + 6, recoverable, "Audits", "Audits", ""},
		{recoverable + 7, recoverable, "Calendar Logging", "CalendarLogging", ""},
	}
}
