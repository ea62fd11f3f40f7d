package session

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/org"
)

// The identifiers of the errors that Open and Run return by themselves; doors choose the status by
// them and by the category.
const (
	IDMaxConcurrency   = "MaxConcurrency"           // all sessions of the user are open
	IDRemotePowerShell = "RemotePowerShellDisabled" // RemotePowerShellEnabled of Set-User is off
	IDAccountBlocked   = "AccountBlocked"           // the account is blocked or gone
	IDTokenRevoked     = "TokenRevoked"             // the token was issued before Account.TokensValidFrom
	IDCommandNotFound  = "CommandNotFoundException" // unknown, or not for this caller: the texts do not differ
	IDNotSupported     = "NotSupported"             // in the catalog, not built
	IDReplay           = "RequestIdReused"          // the request id belongs to another request
	IDInternal         = "InternalError"            // complete in the log, under the correlation id in the text
	IDUnavailable      = "ServiceUnavailable"       // the store cannot be reached or written
)

const (
	accessDenied = "Microsoft.Exchange.Configuration.Authorization.CmdletAccessDeniedException"
	authError    = "Microsoft.Exchange.Configuration.Authorization.AuthorizationException"
	overBudget   = "Microsoft.Exchange.Data.Directory.OverBudgetException"
)

func (s *Service) refuseFull(who Identity, full *fullError) *command.Error {
	now := s.now()
	var open []string
	for _, d := range full.open {
		open = append(open, describe(d, now))
	}
	return &command.Error{
		Category: command.LimitsExceeded, ID: IDMaxConcurrency, Type: overBudget, Target: who.UPN,
		Message: fmt.Sprintf("%s already has %d of %d sessions open (policy party: MaxConcurrency): %s.",
			who.UPN, len(full.open), s.limit(), strings.Join(open, "; ")),
		Advice: fmt.Sprintf("Run Disconnect-ExchangeOnline where one of them is open, or wait: a session ends after %d minutes without a command.",
			int(s.idle().Minutes())),
	}
}

// Names an open session the way its owner knows it.
func describe(d slot, now time.Time) string {
	program := d.Program
	if program == "" {
		program = "unknown program"
	}
	if d.Version != "" {
		program += " " + d.Version
	}
	place := d.Host
	if place == "" {
		place = d.Address
	}
	if place != "" {
		place = " on " + place
	}
	return fmt.Sprintf("%s%s, opened %s ago, last used %s ago", program, place, age(now.Sub(d.Opened)), age(now.Sub(d.Used)))
}

func age(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", max(0, int(d.Seconds())))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	default:
		return fmt.Sprintf("%d h %d min", int(d.Hours()), int(d.Minutes())%60)
	}
}

func refuseRemotePowerShell(who Identity) *command.Error {
	return &command.Error{
		Category: command.PermissionDenied, ID: IDRemotePowerShell, Type: authError, Target: who.UPN,
		Message: fmt.Sprintf("Remote PowerShell is switched off for %s: its RemotePowerShellEnabled (the same setting as EXOModuleEnabled) is False.", who.UPN),
		Advice:  fmt.Sprintf("An administrator who may run Set-User, such as a member of Organization Management, can run: Set-User %s -RemotePowerShellEnabled $true", who.UPN),
	}
}

func refuseBlocked(who Identity) *command.Error {
	return &command.Error{
		Category: command.AuthenticationError, ID: IDAccountBlocked, Type: authError, Target: who.UPN,
		Message: fmt.Sprintf("The account %s is blocked or does not exist any more.", who.UPN),
		Advice:  "Ask an administrator of the organization to enable the account.",
	}
}

func refuseRevoked(who Identity) *command.Error {
	return &command.Error{
		Category: command.AuthenticationError, ID: IDTokenRevoked, Type: authError, Target: who.UPN,
		Message: fmt.Sprintf("The sign-in of %s was revoked.", who.UPN),
		Advice:  "Connect again.",
	}
}

// The error for a command that does not exist, and for one that is not for the caller.
func refuseCommand(name string) *command.Error {
	return &command.Error{
		Category: command.PermissionDenied, ID: IDCommandNotFound, Type: accessDenied, Target: clip(name, 256),
		Message: fmt.Sprintf("The command %q doesn't exist, or you may not run it.", clip(name, 256)),
		Advice:  "Get-Command lists what you may run; an administrator can assign roles.",
	}
}

func refuseParams(cmdlet string, names []string) *command.Error {
	return &command.Error{
		Category: command.PermissionDenied, ID: "ParameterNotAllowed", Type: accessDenied, Target: cmdlet,
		Message: fmt.Sprintf("%s has no parameter %s that you may use.", cmdlet, strings.Join(names, ", ")),
		Advice:  "Leave it out, or ask an administrator for a role that grants it.",
	}
}

func refuseUnbuilt(env catalog.Env, cmdlet string) *command.Error {
	return &command.Error{
		Category: command.NotImplemented, ID: IDNotSupported, Type: "System.NotSupportedException", Target: cmdlet,
		Message: fmt.Sprintf("%s is a cmdlet of %s that this organization does not support yet.", cmdlet, environmentName(env)),
	}
}

// Returns what people call an environment.
func environmentName(env catalog.Env) string {
	switch env {
	case catalog.SCC:
		return "Security & Compliance"
	case catalog.EOP:
		return "Exchange Online Protection"
	}
	return "Exchange Online"
}

func refuseReplay(id string) *command.Error {
	return &command.Error{
		Category: command.InvalidOperation, ID: IDReplay, Type: "System.InvalidOperationException", Target: id,
		Message: fmt.Sprintf("The request id %q was used for another request.", clip(id, 128)),
		Advice:  "Use a new client-request-id for every command.",
		Err:     org.ErrReplay,
	}
}

// Turns any error into one that the caller may see. What is not a [*command.Error] is written to the
// log in full and leaves as a number.
func (s *Service) visible(ctx context.Context, operation, correlation string, err error) error {
	var known *command.Error
	switch {
	case err == nil, errors.Is(err, command.ErrStop):
		return nil
	case errors.As(err, &known):
		return known
	case errors.Is(err, org.ErrReplay):
		return refuseReplay(correlation)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return &command.Error{Category: command.OperationStopped, ID: "OperationStopped", Type: "System.OperationCanceledException",
			Message: operation + " was stopped before it had finished.", Err: err}
	}
	return s.internal(ctx, operation, correlation, err)
}

func (s *Service) internal(ctx context.Context, operation, correlation string, err error) *command.Error {
	if correlation == "" {
		correlation = s.newCorrelation()
	}
	s.log().ErrorContext(ctx, "internal error", "operation", operation, "correlation", correlation, "error", err)
	e := &command.Error{
		Category: command.NotSpecified, ID: IDInternal, Type: "System.InvalidOperationException",
		Message: fmt.Sprintf("%s could not be carried out because of an internal error; its correlation id is %s.", operation, correlation),
		Advice:  "Try again; if it stays, give the correlation id to whoever runs the service.",
		Err:     err,
	}
	switch {
	case errors.Is(err, org.ErrUnavailable):
		e.Category, e.ID = command.ResourceUnavailable, IDUnavailable
	case errors.Is(err, org.ErrConflict):
		e.Category, e.ID = command.ResourceUnavailable, "Conflict"
	}
	return e
}

func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "..."
}
