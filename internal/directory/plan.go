package directory

import (
	"example.org/exosh/command"
	"example.org/exosh/internal/org"
)

// Properties of a mailbox plan that the vendor does not show.
const (
	PlanHolds   = "HoldIncluded"    // litigation hold
	PlanArchive = "ArchiveIncluded" // an archive mailbox
	PlanLicence = "Licence"         // the licence that assigns it: "Exchange Online (Plan 2)"
)

// quotaProperties are what a mailbox takes over from its plan.
func quotaProperties() []string {
	return []string{
		"IssueWarningQuota", "ProhibitSendQuota", "ProhibitSendReceiveQuota", "RecoverableItemsQuota",
		"RecoverableItemsWarningQuota", "MaxSendSize", "MaxReceiveSize", "RetainDeletedItemsFor",
	}
}

// PlanFor returns the plan that a new mailbox gets: the one asked for, else the default one. Only
// people have plans; for everything else the answer is nil.
func PlanFor(tx org.Tx, details, identity string) (*org.Entry, error) {
	if identity != "" {
		return org.Resolve(tx, []string{org.KindMailboxPlan}, identity)
	}
	if details != UserMailbox {
		return nil, nil
	}
	plans, err := org.All(tx, org.KindMailboxPlan, func(e *org.Entry) bool { return Flag(e, "IsDefault") })
	if err != nil || len(plans) == 0 {
		return nil, err
	}
	return plans[0], nil
}

// AssignPlan gives a mailbox a plan, with its quotas.
func AssignPlan(e, plan *org.Entry) { assign(e, plan, Details(e)) }

func assign(e, plan *org.Entry, details string) {
	if plan == nil {
		unlicensed(e)
		return
	}
	e.Props.Set("MailboxPlan", Reference(plan))
	for _, name := range quotaProperties() {
		if v, ok := plan.Props.Get(name); ok {
			e.Props.Set(name, v)
		}
	}
	e.Props.Set("SKUAssigned", details == UserMailbox)
}

// unlicensed gives a mailbox what shared mailboxes and resources have without a licence.
func unlicensed(e *org.Entry) {
	e.Props.Set("IssueWarningQuota", Size(49*GB))
	e.Props.Set("ProhibitSendQuota", Size(49*GB+GB/2))
	e.Props.Set("ProhibitSendReceiveQuota", Size(SharedQuota))
	e.Props.Set("RecoverableItemsQuota", Size(30*GB))
	e.Props.Set("RecoverableItemsWarningQuota", Size(20*GB))
}

// SharedQuota is the room of a mailbox without a licence, in bytes.
const SharedQuota = 50 * GB

// AddArchive gives a mailbox an archive, if its plan includes one.
func AddArchive(e, plan *org.Entry, id org.ID) error {
	if plan == nil || !Flag(plan, PlanArchive) {
		return &command.Error{
			Category: command.InvalidOperation, ID: "RecipientTaskException",
			Type:    "Microsoft.Exchange.Configuration.Tasks.RecipientTaskException",
			Message: `The mailbox "` + Text(e, "Name") + `" has no plan that includes an archive.`,
			Advice:  "Assign a plan that includes one, such as ExchangeOnlineEnterprise.", Target: Text(e, "Name"),
		}
	}
	e.Props.Set("ArchiveGuid", id)
	e.Props.Set("ArchiveName", []any{"In-Place Archive -" + Text(e, "DisplayName")})
	e.Props.Set("ArchiveStatus", "Active")
	e.Props.Set("ArchiveState", "Local")
	for _, name := range []string{"ArchiveQuota", "ArchiveWarningQuota"} {
		if v, ok := plan.Props.Get(name); ok {
			e.Props.Set(name, v)
		}
	}
	return nil
}

// assignPolicies gives a new mailbox the organisation's default policies: the first of each list.
func (o *Organisation) assignPolicies(tx org.Tx, e *org.Entry) error {
	for _, p := range [...][2]string{{"RetentionPolicy", PropRetention}, {"SharingPolicy", PropSharing}} {
		if known := References(o.Entry, p[1]); len(known) > 0 {
			e.Props.Set(p[0], known[0])
		}
	}
	policies, err := org.All(tx, org.KindRolePolicy, func(p *org.Entry) bool { return Flag(p, "IsDefault") })
	if err == nil && len(policies) > 0 {
		e.Props.Set("RoleAssignmentPolicy", Reference(policies[0]))
	}
	return err
}
