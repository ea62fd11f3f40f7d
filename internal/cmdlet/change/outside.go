package change

import (
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// Outside returns the rows of ExternalEmailAddress, EmailAddresses and the parameters given, each of which
// makes an address the primary one, for recipients whose mail goes elsewhere.
func Outside(primary ...string) Rows {
	external := Do("ExternalEmailAddress", func(c *Change, v object.Value) error {
		return directory.SetExternal(c.Entry, textOf(v))
	})
	list := Do("EmailAddresses", func(c *Change, v object.Value) error {
		d := DeltaOf(v)
		var err error
		if d.Partial {
			err = directory.ChangeAddresses(c.Entry, d.Add, d.Remove)
		} else {
			err = directory.ReplaceAddresses(c.Entry, d.Replace)
		}
		if err != nil {
			return err
		}
		return directory.CheckOutside(c.Tx, c.Entry)
	})
	return Join(external, list, each(primary, func(c *Change, _ string, v object.Value) error {
		if err := directory.SetPrimary(c.Entry, textOf(v)); err != nil {
			return err
		}
		return directory.CheckOutside(c.Tx, c.Entry)
	}))
}

// Formats returns the rows of the form in which messages leave for the recipient, as far as the cmdlet has
// their parameters. They are kept and shown: no message leaves here.
func Formats(cmdlet string) Rows {
	return Of(cmdlet, Kept(Join(
		Choice("MessageFormat", "Text", "Mime"),
		Choice("MessageBodyFormat", "Text", "Html", "TextAndHtml"),
		Choice("MacAttachmentFormat", "BinHex", "UuEncode", "AppleSingle", "AppleDouble"),
		Choice("UseMapiRichTextFormat", "Always", "Never", "UseDefaultSettings"),
		Flags("UsePreferMessageFormat"),
	)))
}

// CheckFormats returns an error if the forms of messages to the recipient exclude each other.
func CheckFormats(c *Change) error {
	if directory.Text(c.Entry, "MessageFormat") != "Text" {
		if c.Args.Has("MacAttachmentFormat") && directory.Text(c.Entry, "MacAttachmentFormat") == "UuEncode" {
			return org.Invalid("MacAttachmentFormat", "UuEncode", "it needs -MessageFormat Text")
		}
		return nil
	}
	if body := directory.Text(c.Entry, "MessageBodyFormat"); body != "Text" && (body != "" || c.Args.Has("MessageFormat")) {
		return org.Invalid("MessageBodyFormat", body, "a message in the format Text has a body of Text; give -MessageBodyFormat Text")
	}
	if mac := directory.Text(c.Entry, "MacAttachmentFormat"); mac == "AppleSingle" || mac == "AppleDouble" {
		return org.Invalid("MacAttachmentFormat", mac, "a message in the format Text has attachments as BinHex or UuEncode")
	}
	return nil
}

// Kept returns the rows marked as those whose whole effect is that the value is checked, kept and shown.
func Kept(rows Rows) Rows {
	for i := range rows {
		rows[i].Stored = true
	}
	return rows
}
