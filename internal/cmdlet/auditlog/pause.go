package auditlog

import (
	"context"
	"errors"
	"strings"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// The properties of the tenant's own entry that keep the settings of the audit log.
const (
	propIngestion = "UnifiedAuditLogIngestionEnabled"
	propPauses    = "UnifiedAuditLogPauses" // texts "FROM/TO" in RFC 3339; "FROM/" of the present one
)

// maxPauses is how many pauses are kept; then ingestion can't be switched off any more.
const maxPauses = 1000

// A pause is a time in which ingestion was off: what happened then isn't found by Search-UnifiedAuditLog. It
// is in the trail all the same, which nobody can switch off (S-59).
type pause struct{ from, to time.Time } // to is zero for the present one

// pausesOf reads the pauses of an organisation.
func pausesOf(tenant *org.Entry) []pause {
	var list []pause
	for _, text := range directory.Texts(tenant, propPauses) {
		from, to, _ := strings.Cut(text, "/")
		var p pause
		p.from, _ = time.Parse(time.RFC3339Nano, from)
		p.to, _ = time.Parse(time.RFC3339Nano, to)
		list = append(list, p)
	}
	return list
}

// hides reports whether a record is left out of what is found. The changes of these settings never are.
func (p pause) hides(r *org.AuditRecord) bool {
	return r.Operation != "Set-AdminAuditLogConfig" && r.Time.After(p.from) && (p.to.IsZero() || r.Time.Before(p.to))
}

func setTable() project.Table[struct{}] {
	return project.Reader("Set-AdminAuditLogConfig", propIngestion)
}

// errUnmodified ends a change that changes nothing.
var errUnmodified = errors.New("no setting was modified")

// setConfig carries out Set-AdminAuditLogConfig.
func (a *auditlog) setConfig(ctx context.Context, c *command.Call) error {
	if err := setTable().Check(c.Args); err != nil {
		return err
	}
	if ok, err := c.ShouldProcess(ctx, configName, c.Meta.Name); err != nil || !ok {
		return err
	}
	err := a.Store.Update(ctx, func(tx org.Tx) error {
		home, err := directory.Load(tx)
		if err != nil {
			return err
		}
		now := c.Args.Flag(propIngestion)
		if !c.Args.Has(propIngestion) || now == ingests(home.Entry) {
			return errUnmodified
		}
		if err := ingest(home.Entry, now, tx.Now()); err != nil {
			return err
		}
		return directory.SaveConfig(tx, home.Entry)
	})
	if errors.Is(err, errUnmodified) {
		return c.Warn("The command completed successfully but no settings of '" + configName + "' have been modified.")
	}
	return err
}

// ingests reports whether ingestion is on, as it is from the start.
func ingests(tenant *org.Entry) bool {
	v, ok := tenant.Props.Get(propIngestion)
	return !ok || v == true
}

// ingest switches ingestion on or off at a time.
func ingest(tenant *org.Entry, on bool, at time.Time) error {
	pauses := directory.Texts(tenant, propPauses)
	stamp := at.UTC().Format(time.RFC3339Nano)
	switch {
	case !on && len(pauses) >= maxPauses:
		return org.Invalid(propIngestion, "False", "it was switched off too often")
	case !on:
		pauses = append(pauses, stamp+"/")
	case len(pauses) > 0:
		pauses[len(pauses)-1] += stamp
	}
	tenant.Props.Set(propPauses, directory.Anys(pauses))
	tenant.Props.Set(propIngestion, on)
	return nil
}
