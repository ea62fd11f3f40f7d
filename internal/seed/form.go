package seed

// FormVersion is the version of the form of seed files that this release reads.
const FormVersion = 1

// A File is a seed file: an organisation as YAML, read by [Parse]. contoso.yaml is one, and its
// comments explain every key. People and things are referred to by their alias.
type File struct {
	Version      int       `yaml:"exosh-seed"`
	Organization Home      `yaml:"organization"`
	Places       []Place   `yaml:"places"`
	Users        []User    `yaml:"users"`
	Mailboxes    []Thing   `yaml:"mailboxes"`
	Contacts     []Contact `yaml:"contacts"`
	Groups       []Group   `yaml:"groups"`
	History      []Event   `yaml:"history"`
}

// A Home is the organisation itself.
type Home struct {
	Name              string             `yaml:"name"` // short: letters, digits and hyphens
	Display           string             `yaml:"display"`
	Kind              string             `yaml:"kind"` // "exchange", the default, or "eop"
	Domain            string             `yaml:"domain"`
	InitialDomain     string             `yaml:"initialDomain"` // default: name.onmicrosoft.com
	RetentionPolicies []string           `yaml:"retentionPolicies"`
	SMTPAuth          bool               `yaml:"smtpAuth"`     // mailboxes may submit mail with a password or a token
	Environments      map[string]Domains `yaml:"environments"` // by name: "O365China"
}

// Domains are the organisation's domains in another environment than the default one.
type Domains struct {
	Domain        string `yaml:"domain"`
	InitialDomain string `yaml:"initialDomain"`
}

// A Place is where people work. It is known by its city.
type Place struct {
	City    string `yaml:"city"`
	State   string `yaml:"state"`
	Country string `yaml:"country"`
	Postal  string `yaml:"postal"`
	Street  string `yaml:"street"`

	Language string `yaml:"language"` // of the mailboxes there: en-US
	TimeZone string `yaml:"timeZone"` // W. Europe Standard Time
}

// A User is a person with an account and, as a rule, a mailbox.
type User struct {
	Alias            string  `yaml:"alias"` // also the user name, in the organisation's domain
	First            string  `yaml:"first"`
	Last             string  `yaml:"last"`
	Display          string  `yaml:"display"` // default: first and last
	Name             string  `yaml:"name"`    // unique; default: display
	Title            string  `yaml:"title"`
	Department       string  `yaml:"department"`
	Office           string  `yaml:"office"`
	Phone            string  `yaml:"phone"`
	Place            string  `yaml:"place"`
	Manager          string  `yaml:"manager"`
	Plan             string  `yaml:"plan"` // mailbox plan; default: the default one; "none": no mailbox
	Created          Moment  `yaml:"created"`
	Blocked          bool    `yaml:"blocked"`
	Unlicensed       bool    `yaml:"unlicensed"` // keeps the mailbox, has lost the licence
	RemotePowerShell *bool   `yaml:"remotePowerShell"`
	SignIn           *SignIn `yaml:"signIn"`
	Mailbox
}

// A SignIn is what an account signs in with. Without one nobody can sign in to it.
type SignIn struct {
	Password     string   `yaml:"password"`     // in clear; hashed when the organisation is made
	PasswordHash string   `yaml:"passwordHash"` // or this: argon2id in PHC form
	MFA          bool     `yaml:"mfa"`          // a second factor is needed
	TOTP         string   `yaml:"totp"`         // base32 secret of an authenticator app
	Phone        string   `yaml:"phone"`        // E.164; text messages go there
	Roles        []string `yaml:"roles"`        // directory roles
	RoleGroups   []string `yaml:"roleGroups"`
	Note         string   `yaml:"note"` // what it is for, shown on the lab's page
}

// A Mailbox is what all kinds of mailboxes can have.
type Mailbox struct {
	Hidden        bool              `yaml:"hidden"`
	VIP           bool              `yaml:"vip"`
	Custom        map[string]string `yaml:"custom"` // custom attributes by number
	MailTip       string            `yaml:"mailTip"`
	Quota         *Quota            `yaml:"quota"`
	Forward       *Forward          `yaml:"forward"`
	SendOnBehalf  []string          `yaml:"sendOnBehalf"`
	Access        []Access          `yaml:"access"`
	Hold          *Hold             `yaml:"litigationHold"`
	RetentionHold bool              `yaml:"retentionHold"`
	SMTPAuth      *bool             `yaml:"smtpAuth"` // nothing: as the organisation says
	SendBlocked   *SendBlock        `yaml:"sendBlocked"`
	Archive       bool              `yaml:"archive"`
	Removed       *Moment           `yaml:"removed"` // soft-deleted then; with a hold it is inactive
	Content       *Content          `yaml:"content"` // nothing: fresh and empty, nobody ever logged on
	InArchive     *Content          `yaml:"archiveContent"`
	Folders       []FolderAccess    `yaml:"folderAccess"`
	AutoReply     *AutoReply        `yaml:"autoReply"`
	Booking       *Booking          `yaml:"booking"`
	Rules         []Rule            `yaml:"rules"` // in their order
	Devices       []Device          `yaml:"devices"`
}

// A Quota is how much a mailbox may hold.
type Quota struct {
	Warn Size `yaml:"warn"`
	Send Size `yaml:"send"`
	Full Size `yaml:"full"`
}

// A Forward is where a mailbox's mail goes: to a recipient, or to an address outside.
type Forward struct {
	To      string `yaml:"to"`
	Address string `yaml:"address"`
	Keep    bool   `yaml:"keep"` // a copy stays in the mailbox
}

// An Access is what somebody may do with a mailbox or in a recipient's name.
type Access struct {
	To          string   `yaml:"to"`
	Gone        string   `yaml:"gone"` // or somebody who is not there any more: a bare security identifier
	Rights      []string `yaml:"rights"`
	Deny        bool     `yaml:"deny"`
	AutoMapping *bool    `yaml:"autoMapping"`
}

// A SendBlock says why and since when a mailbox may not send.
type SendBlock struct {
	Reason string `yaml:"reason"`
	Since  Moment `yaml:"since"`
}

// A Hold is a litigation hold.
type Hold struct {
	Since Moment `yaml:"since"`
	By    string `yaml:"by"`
	Days  int    `yaml:"days"` // 0: without end
}

// A Thing is a mailbox that belongs to nobody: SharedMailbox, RoomMailbox, EquipmentMailbox or
// DiscoveryMailbox.
type Thing struct {
	Type     string `yaml:"type"`
	Name     string `yaml:"name"`
	Display  string `yaml:"display"` // default: name
	Alias    string `yaml:"alias"`
	Place    string `yaml:"place"`
	Capacity int32  `yaml:"capacity"`
	Created  Moment `yaml:"created"`
	Mailbox
}

// A Contact is somebody outside with an entry in the address book: MailContact, MailUser or
// GuestMailUser.
type Contact struct {
	Type    string `yaml:"type"`
	Name    string `yaml:"name"`
	Alias   string `yaml:"alias"`
	Address string `yaml:"address"`
	Company string `yaml:"company"`
	Created Moment `yaml:"created"`
}

// A Group is a group of any kind.
type Group struct {
	Type        string   `yaml:"type"`
	Name        string   `yaml:"name"`
	Alias       string   `yaml:"alias"`
	Owners      []string `yaml:"owners"`
	Members     []string `yaml:"members"`
	Filter      string   `yaml:"filter"` // of a dynamic group
	Description string   `yaml:"description"`
	Created     Moment   `yaml:"created"`
	Hidden      bool     `yaml:"hidden"`
	Outside     bool     `yaml:"outside"`    // people outside may write to it
	Public      bool     `yaml:"public"`     // a Microsoft 365 group that everybody may read
	Moderators  []string `yaml:"moderators"` // who lets messages pass
	OnlyFrom    []string `yaml:"onlyFrom"`   // who may write to it
	Joining     string   `yaml:"joining"`    // Open, Closed or ApprovalRequired
	Access      []Access `yaml:"access"`
	Removed     *Moment  `yaml:"removed"` // a Microsoft 365 group: soft-deleted then
}
