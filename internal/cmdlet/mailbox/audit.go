package mailbox

import (
	"strings"

	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// auditing returns the rows about what of a mailbox's use is recorded.
func auditing() change.Rows {
	return change.Join(
		change.Flags("AuditEnabled"),
		change.Spans(24855, "AuditLogAgeLimit"),
		auditSet("AuditAdmin", "Admin", "Copy FolderBind MessageBind Move RecordDelete"),
		auditSet("AuditDelegate", "Delegate", "FolderBind Move RecordDelete"),
		auditSet("AuditOwner", "Owner", "Create FolderBind MailboxLogin MessageBind Move RecordDelete Send"),
		change.Do("DefaultAuditSet", resetAuditSet),
	)
}

// auditSet returns the row of the actions that are recorded of one kind of person. A set that was
// chosen is no longer the default one.
func auditSet(param, kind, more string) change.Rows {
	standard := directory.Presets()[param].([]any)
	return change.Do(param, func(c *change.Change, v object.Value) error {
		old := directory.Texts(c.Entry, param)
		if _, chosen := c.Entry.Props.Get(param); !chosen {
			for _, s := range standard {
				old = append(old, s.(string))
			}
		}
		list, err := actions(param, change.Merge(old, v), standard, more)
		if err != nil {
			return err
		}
		c.Entry.Props.Set(param, directory.Anys(list))
		c.Entry.Props.Set("DefaultAuditSet", directory.Anys(omit(auditDefaults(c.Entry), kind)))
		return nil
	})
}

func actions(param string, given []string, standard []any, more string) ([]string, error) {
	known := strings.Fields(more)
	for _, s := range standard {
		known = append(known, s.(string))
	}
	list := []string{}
	for _, g := range given {
		if strings.EqualFold(g, "None") {
			return []string{}, nil
		}
		i := indexOf(known, g)
		if i < 0 {
			return nil, org.Invalid(param, g, "it must be one of "+strings.Join(known, ", "))
		}
		list = append(list, known[i])
	}
	return list, nil
}

func indexOf(words []string, text string) int {
	for i, w := range words {
		if strings.EqualFold(w, text) {
			return i
		}
	}
	return -1
}

func auditDefaults(e *org.Entry) []string {
	if _, chosen := e.Props.Get("DefaultAuditSet"); chosen {
		return directory.Texts(e, "DefaultAuditSet")
	}
	return []string{"Admin", "Delegate", "Owner"}
}

func omit(list []string, word string) []string {
	kept := []string{}
	for _, w := range list {
		if !strings.EqualFold(w, word) {
			kept = append(kept, w)
		}
	}
	return kept
}

// resetAuditSet goes back to the default actions of the kinds of person named.
func resetAuditSet(c *change.Change, v object.Value) error {
	kinds := []string{"Admin", "Delegate", "Owner"}
	defaults := auditDefaults(c.Entry)
	for _, kind := range change.DeltaOf(v).Replace {
		i := indexOf(kinds, kind)
		if i < 0 {
			return org.Invalid("DefaultAuditSet", kind, "it must be one of Admin, Delegate, Owner")
		}
		c.Set("Audit"+kinds[i], nil)
		defaults = append(omit(defaults, kind), kinds[i])
	}
	c.Entry.Props.Set("DefaultAuditSet", directory.Anys(defaults))
	return nil
}
