package session

import (
	"context"
	"log/slog"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/org"
)

// The defaults of a [Service].
const (
	DefaultLimit = 5                // sessions that a user may hold at once
	DefaultIdle  = 15 * time.Minute // after which a slot is free again
	DefaultFresh = time.Second      // how long rights and slots are believed without looking again
)

// A Service opens sessions. Its fields are set once, before the first call; its methods may be used
// concurrently, and several Services, on several nodes, may share a store.
type Service struct {
	Store    org.Store          // the store itself, not narrowed to anybody
	Commands []*command.Command // what the organisation has built
	Roles    Roles              // what each user may run; required
	Now      func() time.Time   // nil means time.Now
	Log      *slog.Logger       // nil means slog.Default

	// Ran is told of every run of a command that the organisation has built, by the cmdlet's name, with the error
	// that the caller saw; nil means that nobody counts. It must not block.
	Ran func(cmdlet string, err error, took time.Duration)

	// Known finds a cmdlet of the catalog, built or not; nil means that only Commands exist.
	Known func(name string) (*catalog.Cmdlet, bool)

	Limit int           // of each user, in each environment; 0 means DefaultLimit
	Idle  time.Duration // 0 means DefaultIdle
	Fresh time.Duration // 0 means DefaultFresh; at most five seconds may pass before a lost right is lost (S-51)

	state    state
	commands indexes
}

// Roles decides what a user may run. It is read inside a transaction of the user's tenant.
type Roles interface {
	// Load returns the table of a user in an environment; recipient is nil where the account has no
	// mailbox or mail user.
	Load(tx org.Tx, env catalog.Env, account *org.Account, recipient *org.Entry) (Table, error)
}

// A Table is what one user may run, as the roles stood when it was loaded. It is read concurrently.
type Table interface {
	// Params returns the parameters of a cmdlet that the user may give, in the catalog's spelling,
	// and false where the user may not run it at all. The cmdlet is in the catalog's spelling.
	Params(cmdlet string) ([]string, bool)
	// Decide says whether the user may run a cmdlet with these bound parameters, and on what.
	Decide(cmdlet string, params []string) Decision
}

// A Decision is the answer of a [Table].
type Decision struct {
	Allowed bool
	Denied  []string  // parameters that no role grants, in the catalog's spelling
	Scope   org.Scope // which recipients it may see and change; nil means the whole organisation
}

// An Identity is who is calling, as a verified token says.
type Identity struct {
	Tenant   org.ID
	Env      catalog.Env // that the token is for, and whose cmdlets and parameters exist; 0 means catalog.EXO
	User     org.ID      // oid: the id of the account
	UPN      string
	ClientID string // appid of the program
	Scopes   []string
	Address  string    // network address of the caller
	IssuedAt time.Time // iat; tokens issued before Account.TokensValidFrom are refused
	Expires  time.Time // exp; zero where the door does not know
}

// A Client says which program, where, holds a session. Everything in it is what the client says of
// itself and is for people to read, except that ConnectionID keeps two sessions apart.
type Client struct {
	ConnectionID string // "" means the one session of this user and client id without a name
	Program      string // "exosh", "ExoManagementModule", ...
	Host         string // name of the machine it runs on, "" where unknown
	Version      string
}

// Open returns the live session of the identity and connection, or takes a slot for a new one. A
// session that was idle too long is opened again. The error is a [*command.Error] where the user is
// refused: a blocked account, remote PowerShell switched off, a token that was revoked, all slots
// taken (ID [IDMaxConcurrency]).
func (s *Service) Open(ctx context.Context, who Identity, c Client) (*Session, error) {
	return s.open(ctx, who, c)
}

// Close ends the session of the identity's user with that connection id and frees its slot. It says
// whether there was one.
func (s *Service) Close(ctx context.Context, who Identity, connectionID string) (bool, error) {
	return s.close(ctx, who, connectionID)
}

// List returns the live sessions of a user of the identity's tenant in the identity's environment, oldest
// first.
func (s *Service) List(ctx context.Context, who Identity, user org.ID) ([]Info, error) {
	return s.list(ctx, who, user)
}

// Info is an open session as people see it.
type Info struct {
	ConnectionID string
	UPN          string
	ClientID     string
	Program      string
	Host         string
	Version      string
	Address      string
	Opened       time.Time
	LastUsed     time.Time // as far as it was written down; may lag by a minute
	Expires      time.Time
}
