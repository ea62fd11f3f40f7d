package change

import (
	"strings"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// maxTip is the longest MailTip, in characters that are shown.
const maxTip = 175

// Tips returns the rows of MailTip and MailTipTranslations.
func Tips() Rows {
	return Join(Do("MailTip", setTip), Do("MailTipTranslations", setTipTranslations))
}

func setTip(c *Change, v object.Value) error {
	text := ""
	if v != nil {
		text = object.String(v)
	}
	if text == "" {
		c.Set("MailTip", nil)
		return nil
	}
	if err := checkTip("MailTip", text); err != nil {
		return err
	}
	c.Set("MailTip", page(text))
	return nil
}

func checkTip(parameter, text string) error {
	if len([]rune(text)) > maxTip {
		return org.Invalid(parameter, text, "it may have at most 175 characters")
	}
	return nil
}

// page returns the text as the HTML page that a MailTip is kept as.
func page(text string) string {
	if strings.HasPrefix(strings.ToLower(text), "<html>") {
		return text
	}
	return "<html>\r\n<body>\r\n" + text + "\r\n</body>\r\n</html>\r\n"
}

// setTipTranslations takes texts of the form "de: text".
func setTipTranslations(c *Change, v object.Value) error {
	d := DeltaOf(v)
	if d.Partial {
		d.Replace = append(directory.Texts(c.Entry, "MailTipTranslations"), d.Add...)
	}
	byLanguage := map[string]string{}
	var order []string
	for _, text := range d.Replace {
		language, tip, found := strings.Cut(text, ":")
		language = strings.TrimSpace(language)
		if !found || language == "" || len(language) > 10 {
			return org.Invalid("MailTipTranslations", text, `it must have the form "language: text", such as "de: Guten Tag"`)
		}
		if err := checkTip("MailTipTranslations", strings.TrimSpace(tip)); err != nil {
			return err
		}
		if _, known := byLanguage[language]; !known {
			order = append(order, language)
		}
		byLanguage[language] = strings.TrimSpace(tip)
	}
	var list []string
	for _, language := range order {
		if !directory.HasWord(d.Remove, language) {
			list = append(list, language+":"+byLanguage[language])
		}
	}
	c.Entry.Props.Set("MailTipTranslations", directory.Anys(list))
	return nil
}

// TipTranslations shows the MailTip as the default of its translations.
func TipTranslations(i *directory.Item) object.Value {
	list := []any{}
	if tip := directory.Text(i.Entry, "MailTip"); tip != "" {
		list = append(list, "default:"+tip)
	}
	for _, text := range directory.Texts(i.Entry, "MailTipTranslations") {
		language, tip, _ := strings.Cut(text, ":")
		list = append(list, language+":"+page(tip))
	}
	return list
}
