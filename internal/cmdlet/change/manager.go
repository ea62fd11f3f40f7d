package change

import "example.org/exosh/command"

// NotManager is the error for a change of a group by somebody who does not manage it.
func NotManager(group string) *command.Error {
	return &command.Error{
		Category: command.PermissionDenied, ID: "OperationRequiresGroupManagerException",
		Type:    "Microsoft.Exchange.Management.Tasks.OperationRequiresGroupManagerException",
		Message: "You don't have sufficient permissions. This operation can only be performed by a manager of the group \"" + group + "\".",
		Advice:  "Ask one of the managers that the group's ManagedBy names, or give -BypassSecurityGroupManagerCheck where your roles allow it.",
		Target:  group,
	}
}
