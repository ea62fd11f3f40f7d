package auditlog

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// A kind is what the vendor's audit log calls a sort of record.
type kind struct {
	number   int
	name     string
	workload string
}

// kindOf returns the kind of a record, which follows from its operation.
func kindOf(r *org.AuditRecord) kind {
	switch {
	case isSend(r.Operation):
		return kind{exchangeItem, "ExchangeItem", "Exchange"}
	case strings.HasPrefix(r.Operation, "UserLog"):
		return kind{signIn, "AzureActiveDirectoryStsLogon", "AzureActiveDirectory"}
	case r.Env == catalog.SCC:
		return kind{18, "SecurityComplianceCenterEOPCmdlet", "SecurityComplianceCenter"}
	case r.Operation == "Connect", strings.Contains(r.Operation, "-") && !strings.Contains(r.Operation, " "):
		return kind{1, "ExchangeAdmin", "Exchange"}
	}
	return kind{8, "AzureActiveDirectory", "AzureActiveDirectory"}
}

// userTypes are the kinds of actors, with the vendor's numbers.
const (
	regularUser = 0
	admin       = 2
	system      = 4
)

func userType(r *org.AuditRecord) (int, string) {
	switch {
	case r.Actor == "system":
		return system, "System"
	case kindOf(r).number == signIn, kindOf(r).number == exchangeItem:
		return regularUser, "Regular"
	}
	return admin, "Admin"
}

// data is the text of AuditData, with the vendor's names and in their order.
type data struct {
	CreationTime       string
	ID                 string `json:"Id"`
	Operation          string
	OrganizationID     string `json:"OrganizationId"`
	RecordType         any
	ResultStatus       string
	UserKey            string
	UserType           any
	Version            int
	Workload           string
	ClientIP           string `json:"ClientIP,omitempty"`
	ObjectID           string `json:"ObjectId,omitempty"`
	UserID             string `json:"UserId"`
	AppID              string `json:"AppId,omitempty"`
	ClientRequestID    string `json:"ClientRequestId,omitempty"`
	Error              string `json:",omitempty"`
	ExternalAccess     bool
	OrganizationName   string
	OriginatingServer  string
	ActorIPAddress     string     `json:"ActorIpAddress,omitempty"`
	ApplicationID      string     `json:"ApplicationId,omitempty"`
	LogonError         string     `json:",omitempty"`
	ExtendedProperties []pair     `json:",omitempty"`
	Parameters         []pair     `json:",omitempty"`
	ModifiedProperties []modified `json:",omitempty"`
	SessionID          string     `json:"SessionId,omitempty"`
	*sent
}

type pair struct{ Name, Value string }

type modified struct{ Name, NewValue, OldValue string }

// dataOf returns a record as the JSON text of AuditData. Formatted writes words where the vendor has
// numbers.
func dataOf(home *directory.Organisation, r *org.AuditRecord, formatted bool) string {
	k := kindOf(r)
	number, word := userType(r)
	d := data{
		CreationTime: r.Time.UTC().Format("2006-01-02T15:04:05"), ID: r.ID.String(), Operation: r.Operation,
		OrganizationID: home.Tenant.String(), RecordType: k.number, ResultStatus: result(r), UserKey: userKey(r),
		UserType: number, Version: 1, Workload: k.workload, ClientIP: r.Address, ObjectID: objectID(r), UserID: r.Actor,
		AppID: r.Client, ClientRequestID: r.RequestID, Error: r.Detail, OrganizationName: home.Name,
		OriginatingServer: org.DirectoryServer, SessionID: r.Session,
	}
	if formatted {
		d.RecordType, d.UserType = k.name, word
	}
	for _, p := range r.Params {
		d.Parameters = append(d.Parameters, pair(p))
	}
	d.ModifiedProperties = changesOf(r)
	switch k.number {
	case signIn:
		d.asSignIn()
	case exchangeItem:
		d.asSent()
	}
	return encode(d)
}

// asSignIn gives a record of a sign-in the fields that those have.
func (d *data) asSignIn() {
	d.ActorIPAddress, d.ApplicationID = d.ClientIP, d.AppID
	d.ExtendedProperties, d.Parameters = d.Parameters, nil
	d.LogonError, d.Error = d.Error, ""
	d.ResultStatus = map[bool]string{true: "Success", false: "Failed"}[d.ResultStatus == "True"]
}

// The numbers of kinds of records that have fields of their own: sign-ins, and what is done with messages.
const (
	signIn       = 15
	exchangeItem = 2
)

// mostChanges is how many changed properties AuditData lists. A new release may give an organisation
// thousands of objects at once.
const mostChanges = 250

func changesOf(r *org.AuditRecord) []modified {
	var list []modified
	for i, c := range r.Changes {
		if i == mostChanges {
			more := fmt.Sprintf("%d more properties of %d objects", len(r.Changes)-i, len(r.Targets))
			return append(list, modified{Name: "...", NewValue: more})
		}
		list = append(list, modified{c.Property, shown(c.New), shown(c.Old)})
	}
	return list
}

func encode(d data) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(d); err != nil {
		return "{}" // every field is a text, a number or a flag: it can't fail
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func result(r *org.AuditRecord) string {
	if r.Result == "Denied" {
		return "False"
	}
	return r.Result
}

func userKey(r *org.AuditRecord) string {
	if r.ActorID == (org.ID{}) {
		return r.Actor
	}
	return r.ActorID.String()
}

// objectID returns what the operation was done to: the first target, else what was asked for.
func objectID(r *org.AuditRecord) string {
	if len(r.Targets) > 0 {
		return r.Targets[0].Name
	}
	for _, p := range r.Params {
		if strings.EqualFold(p.Name, "Identity") {
			return p.Value
		}
	}
	return ""
}

// shown returns a property's value as text; the values of a list are separated by semicolons.
func shown(v object.Value) string {
	list, ok := v.([]any)
	if !ok {
		if v == nil {
			return ""
		}
		return object.String(v)
	}
	texts := make([]string, len(list))
	for i, item := range list {
		texts[i] = shown(item)
	}
	return strings.Join(texts, ";")
}
