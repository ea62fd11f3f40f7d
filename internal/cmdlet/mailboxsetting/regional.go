package mailboxsetting

import (
	"slices"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail/setting"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// fallback is the culture of a mailbox whose language nobody chose.
const fallback = "en-US"

func regional() *noun {
	return &noun{
		kind: setting.KindRegional,
		get: project.Table[struct{}]{Cmdlet: "Get-MailboxRegionalConfiguration", Rows: project.Reads[struct{}](
			"Identity", "VerifyDefaultFolderNameLanguage",
		)},
		set: project.Table[*change.Change]{Cmdlet: "Set-MailboxRegionalConfiguration", Rows: change.Join(
			change.Read("Identity"),
			change.Kept(change.Join(
				change.Do("Language", setLanguage),
				change.Do("TimeZone", setZone),
				change.Text(64, "DateFormat", "TimeFormat"),
			)),
		)},
		view: view("Get-MailboxRegionalConfiguration", map[string]func(*item) object.Value{
			"DefaultFolderNameMatchingUserLanguage": matching,
		}),
		preset: func(*org.Entry) map[string]object.Value {
			return map[string]object.Value{"DateFormat": "", "Language": nil, "TimeFormat": "", "TimeZone": nil}
		},
		check: checkRegion,
	}
}

// matching says whether the default folders are called as they are in the mailbox's language. They have
// English names always.
func matching(i *item) object.Value {
	language := directory.Text(i.entry, "Language")
	return i.args.Flag("VerifyDefaultFolderNameLanguage") && (language == "" || strings.HasPrefix(language, "en-"))
}

func setLanguage(c *change.Change, v object.Value) error {
	if v == nil || object.String(v) == "" {
		c.Set("Language", nil)
		return nil
	}
	culture, ok := setting.FindCulture(object.String(v))
	if !ok {
		return org.Invalid("Language", object.String(v), `it must be a language with its country, such as "en-US" or "de-DE"`)
	}
	c.Entry.Props.Set("Language", culture.Name)
	return nil
}

func setZone(c *change.Change, v object.Value) error {
	if v == nil || object.String(v) == "" {
		c.Set("TimeZone", nil)
		return nil
	}
	zone, ok := setting.FindZone(object.String(v))
	if !ok {
		return org.Invalid("TimeZone", object.String(v), `it must be the name of a time zone, such as "UTC", "W. Europe Standard Time" or "Pacific Standard Time"`)
	}
	c.Entry.Props.Set("TimeZone", zone)
	return nil
}

// checkRegion refuses formats that the language does not have. A format that nobody chose becomes the
// language's own.
func checkRegion(c *change.Change) error {
	name := directory.Text(c.Entry, "Language")
	if name == "" {
		name = fallback
	}
	culture, ok := setting.FindCulture(name)
	if !ok {
		return nil
	}
	for _, f := range []struct {
		property string
		formats  []string
	}{{"DateFormat", culture.Dates}, {"TimeFormat", culture.Times}} {
		format := directory.Text(c.Entry, f.property)
		switch {
		case format == "" && (c.Args.Has("Language") || c.Args.Has(f.property)) && directory.Text(c.Entry, "Language") != "":
			c.Entry.Props.Set(f.property, f.formats[0])
		case format != "" && !slices.Contains(f.formats, format):
			return badFormat(f.property, format, culture.Name, f.formats)
		}
	}
	return nil
}

func badFormat(property, format, language string, formats []string) error {
	return &command.Error{
		Category: command.InvalidArgument, ID: "DataValidationException", Type: "Microsoft.Exchange.Data.DataValidationException",
		Message: property + " \"" + format + "\" isn't valid for current language setting \"" + language + "\". Valid formats include \"" + strings.Join(formats, ", ") + "\".",
		Advice:  "Give -" + property + " one of these, or $null for the first of them.", Target: format,
	}
}
