package inboxrule

// A kind is what values a clause takes.
type kind int

const (
	flag   kind = iota // $true, or nothing
	words              // a list of texts
	people             // a list of recipients and addresses
	choice             // one word of the parameter's list
	number             // a size
	moment             // a date
	folder             // a folder of the mailbox
)

// A clause is a condition, an exception or an action of a rule.
type clause struct {
	param string
	kind  kind
	says  string // in a description; its values come after it
}

// conditions lists what a message may be asked. Each of them is an exception as well, after "ExceptIf".
func conditions() []clause {
	return []clause{
		{"From", people, "the message was received from"},
		{"FromAddressContainsWords", words, "the sender's address includes"},
		{"SentTo", people, "the message was sent to"},
		{"RecipientAddressContainsWords", words, "the recipient's address includes"},
		{"SubjectContainsWords", words, "the message includes specific words in the subject"},
		{"SubjectOrBodyContainsWords", words, "the message includes specific words in the subject or body"},
		{"BodyContainsWords", words, "the message includes specific words in the body"},
		{"HeaderContainsWords", words, "the message header includes specific words"},
		{"AssignedCategories", words, "the message is assigned to the category"},
		{"MyNameInToBox", flag, "my name is in the To box"},
		{"MyNameInCcBox", flag, "my name is in the Cc box"},
		{"MyNameInToOrCcBox", flag, "my name is in the To or Cc box"},
		{"MyNameNotInToBox", flag, "my name is not in the To box"},
		{"SentOnlyToMe", flag, "the message was sent only to me"},
		{"HasAttachment", flag, "the message has an attachment"},
		{"WithImportance", choice, "the importance of the message is"},
		{"WithSensitivity", choice, "the sensitivity of the message is"},
		{"FlaggedForAction", choice, "the message is flagged for"},
		{"MessageTypeMatches", choice, "the type of the message is"},
		{"WithinSizeRangeMinimum", number, "the message is at least as large as"},
		{"WithinSizeRangeMaximum", number, "the message is at most as large as"},
		{"ReceivedAfterDate", moment, "the message was received after"},
		{"ReceivedBeforeDate", moment, "the message was received before"},
	}
}

// exceptPrefix begins the names of exceptions.
const exceptPrefix = "ExceptIf"

// exceptions lists what keeps a rule from acting.
func exceptions() []clause {
	list := conditions()
	for i := range list {
		list[i].param = exceptPrefix + list[i].param
	}
	return list
}

// actions lists what a rule may do.
func actions() []clause {
	return []clause{
		{"MoveToFolder", folder, "move the message to the folder"},
		{"CopyToFolder", folder, "copy the message to the folder"},
		{"ForwardTo", people, "forward the message to"},
		{"ForwardAsAttachmentTo", people, "forward the message as an attachment to"},
		{"RedirectTo", people, "redirect the message to"},
		{"ApplyCategory", words, "assign the category"},
		{"ClearCategories", flag, "clear the categories of the message"},
		{"MarkImportance", choice, "mark the message with the importance"},
		{"MarkAsRead", flag, "mark the message as read"},
		{"PinMessage", flag, "pin the message to the top"},
		{"DeleteMessage", flag, "delete the message"},
		{"SoftDeleteMessage", flag, "delete the message so that it can be recovered"},
		{"PermanentDelete", flag, "delete the message for good"},
		{"StopProcessingRules", flag, "stop processing more rules on this message"},
	}
}

// clauses lists all of them.
func clauses() []clause { return append(append(conditions(), exceptions()...), actions()...) }
