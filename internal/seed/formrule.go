package seed

// A Rule is an inbox rule of a mailbox. Who is named is an alias, or somebody's address outside.
type Rule struct {
	Name     string   `yaml:"name"`
	From     []string `yaml:"from"`    // the conditions
	Subject  []string `yaml:"subject"` // words in it
	Forward  []string `yaml:"forward"` // the actions: to whom
	Attach   []string `yaml:"attach"`  // the same, as an attachment
	Redirect []string `yaml:"redirect"`
	Move     string   `yaml:"move"` // to a folder, such as \Inbox\Projects
	Read     bool     `yaml:"read"`
	Delete   bool     `yaml:"delete"`
	Stop     bool     `yaml:"stop"`   // no more rules after it
	Off      bool     `yaml:"off"`    // it does not run
	Hidden   bool     `yaml:"hidden"` // mail programs don't show it
}

// A Device is a phone or a tablet that synchronises with a mailbox.
type Device struct {
	ID        string `yaml:"id"` // as it calls itself
	Type      string `yaml:"type"`
	Model     string `yaml:"model"`
	System    string `yaml:"system"`
	Name      string `yaml:"name"`
	Program   string `yaml:"program"` // EAS, Outlook, REST, MOWA
	Agent     string `yaml:"agent"`
	FirstSync Moment `yaml:"firstSync"`
	LastSync  Moment `yaml:"lastSync"`
	State     string `yaml:"state"` // Allowed, Blocked, Quarantined; none is Allowed
}
