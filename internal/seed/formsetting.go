package seed

// An AutoReply is what a mailbox answers while its owner is away.
type AutoReply struct {
	State    string `yaml:"state"` // Enabled or Scheduled
	From     Moment `yaml:"from"`  // of a scheduled one
	Until    Moment `yaml:"until"`
	Inside   string `yaml:"inside"`   // what people of the organisation are told
	Outside  string `yaml:"outside"`  // what the others are told
	Audience string `yaml:"audience"` // which others: None, Known or All, the default
}

// A Booking is how a mailbox answers meeting requests, where it is not the usual way.
type Booking struct {
	Automate  string   `yaml:"automate"`  // None, AutoUpdate or AutoAccept
	Delegates []string `yaml:"delegates"` // who decides on requests
	OnlyFrom  []string `yaml:"onlyFrom"`  // whose requests are accepted; those of the others go to the delegates
	Days      int32    `yaml:"days"`      // how far ahead it can be booked
	Longest   Span     `yaml:"longest"`   // meeting
	Conflicts bool     `yaml:"conflicts"` // two meetings at a time
	Answer    string   `yaml:"answer"`    // a text in every answer
}
