// Package trace carries out Get-MessageTrace, Get-MessageTraceV2, Get-MessageTraceDetail and
// Get-MessageTraceDetailV2: what became of the organisation's messages, for each recipient, and what happened on
// the way. The first and the third are the vendor's older ones: they look 10 days back, in numbered pages; the
// others look 90 days back and go on behind a row.
//
// Whoever may see the whole organisation sees all its messages. A caller whose scope is narrower sees those that
// were sent by a recipient of the scope, or to one (S-49).
package trace

import (
	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/project"
)

// trace carries out the cmdlets.
type trace struct {
	cmdlet.Deps
	looks int // rows that one transaction looks at
}

// usualLooks is half a second's worth of rows.
const usualLooks = 50_000

// Commands returns the cmdlets of this package.
func Commands(d cmdlet.Deps) []*command.Command {
	return commands(&trace{d, usualLooks})
}

func commands(t *trace) []*command.Command {
	return []*command.Command{
		command.Simple(catalog.Must(nameV1), t.getV1),
		command.Simple(catalog.Must(nameV2), t.getV2),
		command.Simple(catalog.Must(detailV1), t.getDetail),
		command.Simple(catalog.Must(detailV2), t.getDetail),
	}
}

// The cmdlets.
const (
	nameV1   = "Get-MessageTrace"
	nameV2   = "Get-MessageTraceV2"
	detailV1 = "Get-MessageTraceDetail"
	detailV2 = "Get-MessageTraceDetailV2"
)

// tables returns what the parameters of the package's cmdlets do. -ProbeTag is reserved by the vendor.
func tables() project.Tables {
	return project.Tables{
		project.Reader(nameV1, "EndDate", "FromIP", "MessageId", "MessageTraceId", "Page", "PageSize",
			"RecipientAddress", "SenderAddress", "StartDate", "Status", "ToIP"),
		project.Reader(nameV2, "EndDate", "FromIP", "MessageId", "MessageTraceId", "RecipientAddress", "ResultSize",
			"SenderAddress", "StartDate", "StartingRecipientAddress", "Status", "Subject", "SubjectFilterType", "ToIP"),
		project.Reader(detailV1, "Action", "EndDate", "Event", "MessageId", "MessageTraceId", "Page", "PageSize",
			"RecipientAddress", "SenderAddress", "StartDate"),
		project.Reader(detailV2, "Action", "EndDate", "Event", "MessageId", "MessageTraceId",
			"RecipientAddress", "SenderAddress", "StartDate"),
	}
}

// Support lists what each parameter of the package's cmdlets does.
func Support() []project.Support { return tables().Support() }
