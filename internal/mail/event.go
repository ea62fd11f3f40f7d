package mail

// The names of events, as Get-MessageTraceDetail shows them.
const (
	EventReceive  = "Receive"       // the message was taken from the client
	EventSubmit   = "Submit"        // it is durable and in the queue
	EventResolve  = "Resolve"       // the address is another one of a recipient, who has this primary address
	EventExpand   = "Expand DL"     // a group became its members
	EventRedirect = "Redirect"      // the recipient forwards it
	EventDeliver  = "Deliver"       // it lies in a mailbox
	EventSend     = "Send external" // another server has taken it
	EventDefer    = "Defer"         // it will be tried again
	EventFail     = "Fail"          // it was given up
	EventDrop     = "Drop"          // it ends here because it goes on elsewhere
	EventNotify   = "DSN"           // the sender was told
)
