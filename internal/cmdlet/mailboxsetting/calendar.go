package mailboxsetting

import (
	"fmt"

	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail/setting"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// The limits of bookings.
const (
	maxWindow   = 1080      // days
	maxDuration = 1_577_847 // minutes: three years
	minClaim    = 5         // minutes
	maxListed   = 200       // recipients in one list
)

// policies are the lists of who may book what. They are kept as Guids and shown as the names that address
// books know.
func policies() []string { return []string{"BookInPolicy", "RequestInPolicy", "RequestOutOfPolicy"} }

const delegates = "ResourceDelegates"

func calendar() *noun {
	derive := map[string]func(*item) object.Value{delegates: func(i *item) object.Value { return named(i, delegates, "Name") }}
	for _, name := range policies() {
		derive[name] = func(i *item) object.Value { return named(i, name, "LegacyExchangeDN") }
	}
	return &noun{
		kind:   setting.KindCalendar,
		get:    project.Table[struct{}]{Cmdlet: "Get-CalendarProcessing", Rows: project.Reads[struct{}]("Identity", "ResultSize")},
		set:    calendarTable(),
		view:   view("Get-CalendarProcessing", derive),
		preset: presetCalendar,
		check:  checkCalendar,
	}
}

// calendarTable says what each parameter of Set-CalendarProcessing does.
func calendarTable() project.Table[*change.Change] {
	rows := change.Join(
		change.Choice("AutomateProcessing", "None", "AutoUpdate", "AutoAccept"),
		change.Choice("BookingType", "Standard", "Reserved"),
		change.Flags(calendarFlags()...),
		change.Numbers(0, maxWindow, "BookingWindowInDays"),
		change.Numbers(0, maxDuration, "MaximumDurationInMinutes", "MinimumDurationInMinutes"),
		change.Numbers(0, 100, "ConflictPercentageAllowed"),
		change.Numbers(0, 1_000_000, "MaximumConflictInstances"),
		change.Numbers(minClaim, maxDuration, "PostReservationMaxClaimTimeInMinutes"),
		change.Text(1<<14, "AdditionalResponse"),
		change.Do(delegates, who(delegates, directory.LiveUser)),
	)
	for _, name := range policies() {
		rows = append(rows, change.Do(name, who(name, directory.LiveRecipient))...)
	}
	return project.Table[*change.Change]{Cmdlet: "Set-CalendarProcessing", Rows: change.Join(change.Read("Identity"), change.Kept(rows))}
}

func calendarFlags() []string {
	return []string{
		"AddAdditionalResponse", "AddNewRequestsTentatively", "AddOrganizerToSubject", "AllBookInPolicy", "AllRequestInPolicy",
		"AllRequestOutOfPolicy", "AllowConflicts", "AllowRecurringMeetings", "DeleteAttachments", "DeleteComments",
		"DeleteNonCalendarItems", "DeleteSubject", "EnableAutoRelease", "EnableResponseDetails", "EnforceCapacity",
		"EnforceSchedulingHorizon", "ForwardRequestsToDelegates", "OrganizerInfo", "ProcessExternalMeetingMessages",
		"RemoveCanceledMeetings", "RemoveForwardedMeetingNotifications", "RemoveOldMeetingMessages", "RemovePrivateProperty",
		"ScheduleOnlyDuringWorkHours", "TentativePendingApproval",
	}
}

// presetCalendar returns how a new mailbox answers meeting requests: rooms and equipment accept what
// fits, people are only shown it.
func presetCalendar(mailbox *org.Entry) map[string]object.Value {
	preset := map[string]object.Value{
		"AutomateProcessing": "AutoUpdate", "BookingType": "Standard", "BookingWindowInDays": int32(180),
		"MaximumDurationInMinutes": int32(1440), "MinimumDurationInMinutes": int32(0), "ConflictPercentageAllowed": int32(0),
		"MaximumConflictInstances": int32(0), "PostReservationMaxClaimTimeInMinutes": int32(10), "AdditionalResponse": "",
		delegates: []any{},
	}
	for _, name := range calendarFlags() {
		preset[name] = false
	}
	for _, name := range []string{
		"AddNewRequestsTentatively", "AddOrganizerToSubject", "AllBookInPolicy", "AllowRecurringMeetings", "DeleteAttachments",
		"DeleteComments", "DeleteNonCalendarItems", "DeleteSubject", "EnableResponseDetails", "EnforceSchedulingHorizon",
		"ForwardRequestsToDelegates", "OrganizerInfo", "RemoveOldMeetingMessages", "RemovePrivateProperty", "TentativePendingApproval",
	} {
		preset[name] = true
	}
	for _, name := range policies() {
		preset[name] = []any{}
	}
	if directory.IsResource(directory.Details(mailbox)) {
		preset["AutomateProcessing"] = "AutoAccept"
	}
	return preset
}

// who returns the rule of a list of recipients.
func who(property string, keep func(*org.Entry) bool) func(*change.Change, object.Value) error {
	return func(c *change.Change, v object.Value) error {
		c.Entry.Props.Set(property, known(c.Tx, c.Entry, property))
		list, err := c.References(property, v, keep)
		if err != nil {
			return err
		}
		if len(list) > maxListed {
			return org.Invalid(property, object.String(list[maxListed]), fmt.Sprintf("it may hold at most %d recipients", maxListed))
		}
		ids := make([]any, len(list))
		for i, r := range list {
			ids[i] = r.(object.ADObjectID).ID
		}
		c.Entry.Props.Set(property, ids)
		return nil
	}
}

// known returns references to those of a list of Guids who are still there.
func known(tx org.Tx, e *org.Entry, property string) []any {
	list := []any{}
	for _, r := range listed(tx, e, property) {
		list = append(list, directory.Reference(r))
	}
	return list
}

// listed returns the recipients of a list of Guids. Who was removed is on it no more.
func listed(tx org.Tx, e *org.Entry, property string) []*org.Entry {
	v, _ := e.Props.Get(property)
	var list []*org.Entry
	for _, item := range org.Items(v) {
		id, ok := item.(org.ID)
		if !ok {
			continue
		}
		if r, err := org.Unscoped(tx).Get(org.KindRecipient, id); err == nil && directory.Live(r) {
			list = append(list, r)
		}
	}
	return list
}

// named shows a list of recipients by one of their properties.
func named(i *item, property, by string) object.Value {
	list := []any{}
	for _, r := range listed(i.tx, i.entry, property) {
		list = append(list, directory.Text(r, by))
	}
	return list
}

// checkCalendar holds the rules that look at several properties.
func checkCalendar(c *change.Change) error {
	number := func(name string) int32 {
		v, _ := c.Entry.Props.Get(name)
		n, _ := v.(int32)
		return n
	}
	least, most := number("MinimumDurationInMinutes"), number("MaximumDurationInMinutes")
	if most > 0 && least > most {
		return org.Invalid("MinimumDurationInMinutes", fmt.Sprint(least), fmt.Sprintf("it is more than MaximumDurationInMinutes, which is %d", most))
	}
	return nil
}
