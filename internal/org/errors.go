package org

import (
	"errors"
	"fmt"
	"strings"

	"example.org/exosh/command"
)

// ErrUnavailable says that the store cannot write: the disk is full, failed, or read-only. What was
// asked for did not happen.
var ErrUnavailable = errors.New("store is unavailable")

// ErrFull says that the store is unavailable because its disk is full; it comes together with ErrUnavailable, and
// may pass without a restart (F-06).
var ErrFull = errors.New("disk is full")

// ErrDamaged says that something stored is not what was written: its checksum differs (F-09).
var ErrDamaged = errors.New("stored data is damaged")

// DirectoryServer is the name of the directory that errors and OriginatingServer show.
const DirectoryServer = "directory.exosh.local"

// NotFound returns the error for an identity that names nothing, or nothing that the caller may see
// or change: the texts do not differ (S-49). It wraps ErrNotFound.
func NotFound(identity string) *command.Error {
	identity = beginning(identity)
	return &command.Error{
		Category: command.ObjectNotFound,
		ID:       "ManagementObjectNotFoundException",
		Type:     "Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException",
		Message:  fmt.Sprintf("The operation couldn't be performed because object '%s' couldn't be found on '%s'.", identity, DirectoryServer),
		Advice:   "Check the spelling, or list what there is with the matching Get- cmdlet.",
		Target:   identity,
		Err:      ErrNotFound,
	}
}

// Ambiguous returns the error for an identity that several objects answer to.
func Ambiguous(identity string, matches []string) *command.Error {
	return &command.Error{
		Category: command.InvalidArgument,
		ID:       "ManagementObjectAmbiguousException",
		Type:     "Microsoft.Exchange.Configuration.Tasks.ManagementObjectAmbiguousException",
		Message: fmt.Sprintf("The operation couldn't be performed because '%s' matches multiple entries: %s.",
			identity, strings.Join(matches, ", ")),
		Advice: "Name the object by its Guid or by an e-mail address.",
		Target: identity,
	}
}

// Invalid returns the error for a value that a property cannot take. Of a long one it shows the beginning.
func Invalid(parameter, value, why string) *command.Error {
	value = beginning(value)
	return &command.Error{
		Category: command.InvalidArgument,
		ID:       "DataValidationException",
		Type:     "Microsoft.Exchange.Data.DataValidationException",
		Message:  fmt.Sprintf("The value %q of %s isn't valid: %s.", value, parameter, why),
		Target:   value,
	}
}

// beginning returns what of a value an error repeats.
func beginning(value string) string {
	const most = 512
	if len(value) <= most {
		return value
	}
	return strings.ToValidUTF8(value[:most], "") + "..."
}

// oversize returns the error for an object of more than MaxObject bytes.
func oversize(size int) *command.Error {
	return &command.Error{
		Category: command.InvalidArgument,
		ID:       "ObjectTooLarge",
		Type:     "Microsoft.Exchange.Data.Directory.ADObjectTooLargeException",
		Message:  fmt.Sprintf("The object would hold %d bytes, and at most %d are kept of one object.", size, MaxObject),
		Advice:   "Give it shorter texts, or fewer values.",
	}
}

// Taken returns the error for a name that another object has already. It wraps e.
func Taken(parameter string, e *KeyTakenError) *command.Error {
	return &command.Error{
		Category: command.ResourceExists,
		ID:       "ProxyAddressExistsException",
		Type:     "Microsoft.Exchange.Data.Directory.ProxyAddressExistsException",
		Message:  fmt.Sprintf("The %s %q is already in use by another object of the organization.", parameter, e.Key.Value),
		Advice:   "Choose another one, or change the object that has it.",
		Target:   e.Key.Value,
		Err:      e,
	}
}
