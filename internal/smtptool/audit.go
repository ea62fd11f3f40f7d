package smtptool

import (
	"context"
	"encoding/csv"

	"example.org/exosh/command"
	"example.org/exosh/internal/prog"
)

const auditUsage = `exosh smtp audit [ENVIRONMENT] lists who may still send with a password (basic
authentication), those who inherit the organisation's switch included. It asks
Get-CASMailbox, Get-Mailbox, Get-TransportConfig, Get-AuthenticationPolicy,
Get-OrganizationConfig and Get-User, and changes nothing.

  --user NAME          who signs in; with a role that may read recipients
  --auth oauth         on the sign-in page in a browser: the default
  --all                list the mailboxes that may not, too
  --csv, --json        for programs
` + auditWhere

const auditWhere = `
` + whereUsage + `  --auth password, --device, --password-file, --password-env, --token-file and
  --token-env are those of "exosh smtp test"
`

// An auditJob is what `exosh smtp audit` was asked to do.
type auditJob struct {
	where              whereFlags
	who                whoFlags
	all, asCSV, asJSON bool
}

// audit is `exosh smtp audit`.
func audit(ctx context.Context, env *prog.Env, args []string) error {
	var j auditJob
	f := newFlags("audit")
	j.where.bind(f)
	j.who.bind(f)
	f.BoolVar(&j.all, "all", false, "")
	f.BoolVar(&j.asCSV, "csv", false, "")
	f.BoolVar(&j.asJSON, "json", false, "")
	if err := f.parse(args); err != nil {
		return err
	}
	if j.asCSV && j.asJSON {
		return misused("--csv and --json are two forms; give one")
	}
	if err := j.who.checkAdministrator(); err != nil {
		return err
	}
	p, err := j.where.place(env, f.Args())
	if err != nil {
		return err
	}
	conn, err := j.who.connect(ctx, env, p)
	if err != nil {
		return err
	}
	defer leave(ctx, conn)
	a, err := findOut(ctx, conn)
	if err != nil {
		return err
	}
	return j.write(env, a)
}

// An audited is the outcome: all mailboxes with their verdicts.
type audited struct {
	organization *organization
	rows         []auditRow
}

// An auditRow is one mailbox.
type auditRow struct {
	Address  string `json:"address"`
	Name     string `json:"name"`
	Kind     string `json:"kind"`
	Switch   string `json:"switch"` // of the mailbox: "on", "off", "inherited"
	Policy   string `json:"authenticationPolicy,omitempty"`
	Password Answer `json:"password"`
	Token    Answer `json:"token"`
	Refusal  string `json:"refusal,omitempty"`
	Reason   string `json:"reason"` // of the answer about passwords
	short    string // the same in a few words, where they may not
}

// findOut reads all mailboxes and decides about each.
func findOut(ctx context.Context, from source) (*audited, error) {
	o, err := readOrganization(ctx, from)
	if err != nil {
		return nil, err
	}
	if err := o.needs("Get-CASMailbox"); err != nil {
		return nil, err
	}
	list, err := o.accounts(ctx, command.NewArgs("ResultSize", "Unlimited"))
	if err != nil {
		return nil, err
	}
	a := &audited{organization: o}
	for _, x := range list {
		a.rows = append(a.rows, x.row())
	}
	return a, nil
}

func (x account) row() auditRow {
	password, token := Decide(x.Facts, withPassword), Decide(x.Facts, withToken)
	return auditRow{Address: x.Address, Name: x.Name, Kind: x.Kind, Switch: switchText(x.MailboxOff), Policy: x.Policy,
		Password: password.May, Token: token.May, Refusal: password.Refusal, Reason: password.Reason, short: password.short}
}

// switchText is a switch that disables, as one that enables.
func switchText(off *bool) string {
	switch {
	case off == nil:
		return "inherited"
	case *off:
		return "off"
	}
	return "on"
}

// Totals sum an audit up.
type totals struct {
	Mailboxes int            `json:"mailboxes"`
	Password  int            `json:"password"`          // that may send with a password
	Own       int            `json:"byOwnSwitch"`       // of these, by their own switch
	Inherited int            `json:"byInheritance"`     // of these, by the organisation's
	Unknown   int            `json:"unknown,omitempty"` // that could not be decided
	Refused   map[string]int `json:"refused"`           // those that may not, by the reply's name
}

func (a *audited) totals() totals {
	t := totals{Mailboxes: len(a.rows), Refused: map[string]int{}}
	for _, r := range a.rows {
		switch {
		case r.Password == Unknown:
			t.Unknown++
		case r.Password == No:
			t.Refused[r.Refusal]++
		case r.Switch == "inherited":
			t.Password++
			t.Inherited++
		default:
			t.Password++
			t.Own++
		}
	}
	return t
}

// shown are the rows to list.
func (j *auditJob) shown(a *audited) []auditRow {
	var list []auditRow
	for _, r := range a.rows {
		if j.all || r.Password != No {
			list = append(list, r)
		}
	}
	return list
}

func (j *auditJob) write(env *prog.Env, a *audited) error {
	rows := j.shown(a)
	switch {
	case j.asJSON:
		return writeJSON(env.Stdout, struct {
			Organisation string     `json:"organisationSwitch"`
			Totals       totals     `json:"totals"`
			Mailboxes    []auditRow `json:"mailboxes"`
		}{a.organisationSwitch(), a.totals(), rows})
	case j.asCSV:
		return writeCSV(env, rows)
	}
	newScreen(env).audit(a, rows)
	return nil
}

func writeCSV(env *prog.Env, rows []auditRow) error {
	w := csv.NewWriter(env.Stdout)
	_ = w.Write([]string{"Address", "Name", "Kind", "Switch", "AuthenticationPolicy", "Password", "Token", "Refusal", "Reason"}) // Error tells
	for _, r := range rows {
		_ = w.Write([]string{r.Address, r.Name, r.Kind, r.Switch, r.Policy, string(r.Password), string(r.Token), r.Refusal, r.Reason})
	}
	w.Flush()
	return w.Error()
}

func (a *audited) organisationSwitch() string {
	if a.organization.off == nil {
		return "unknown"
	}
	return switchText(a.organization.off)
}
