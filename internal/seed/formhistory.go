package seed

// An Event is something that happened before the organisation was made. It is a record of the audit
// trail only: what came of it is said by the rest of the file.
type Event struct {
	At      Moment            `yaml:"at"`      // such as "12 days ago"
	Times   int               `yaml:"times"`   // how often it happened; default: once
	Every   Span              `yaml:"every"`   // the time between
	By      string            `yaml:"by"`      // who did it
	Run     string            `yaml:"run"`     // the cmdlet, or UserLoggedIn or UserLoginFailed
	On      string            `yaml:"on"`      // whom it was done to
	With    map[string]string `yaml:"with"`    // further parameters
	Refused string            `yaml:"refused"` // why it was
	From    string            `yaml:"from"`    // network address
}
