package odata_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"example.org/exosh/internal/adminapi/odata"
)

// The document is XML in which everything that is referred to is declared, once.
func TestMetadata(t *testing.T) {
	t.Parallel()
	doc := odata.Metadata()
	declared, used := map[string]bool{}, map[string]string{}
	sets, container := 0, 0
	for d := xml.NewDecoder(bytes.NewReader(doc)); ; {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		e, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		at := map[string]string{}
		for _, a := range e.Attr {
			at[a.Name.Local] = a.Value
		}
		switch e.Name.Local {
		case "EntityType", "ComplexType", "EnumType":
			if declared[at["Name"]] {
				t.Errorf("%s is declared twice", at["Name"])
			}
			declared[at["Name"]] = true
		case "EntitySet":
			sets++
			used[at["EntityType"]] = at["Name"]
		case "EntityContainer":
			container++
		case "Function", "Action":
			declared[at["Name"]] = true
		case "FunctionImport", "ActionImport":
			used[at["Function"]+at["Action"]] = at["Name"]
		}
		for _, typ := range []string{at["Type"], at["BaseType"]} {
			if typ != "" {
				used[typ] = e.Name.Local + " " + at["Name"]
			}
		}
	}
	if sets != len(odata.Sets()) || container != 1 {
		t.Errorf("%d entity sets in %d containers", sets, container)
	}
	for typ, where := range used {
		inner := strings.TrimSuffix(strings.TrimPrefix(typ, "Collection("), ")")
		name, own := strings.CutPrefix(inner, "Exchange.")
		if own && !declared[name] {
			t.Errorf("%s refers to %s, which is not declared", where, name)
		}
		if !own && !strings.HasPrefix(inner, "Edm.") {
			t.Errorf("%s has the type %s", where, typ)
		}
	}
	for _, name := range []string{"Mailbox", "MailboxFolderStatistics", "ElcFolderType", "InvokeCommand", "GenericHashTable", "RecipientPermission"} {
		if !declared[name] {
			t.Errorf("%s is not declared", name)
		}
	}
}
