package selection_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/recipient"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// P-13: what the store looks up for a filter, and what looking through everything finds, is the same,
// failures included. "(f) -or (f)" means f and is never looked up.
func TestSearchAgreesWithTheFilter(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, recipient.Commands)
	all := w.Must("Get-Recipient", "ResultSize", "Unlimited", "IncludeSoftDeletedRecipients", true)
	found := 0
	for seed := range uint64(600) {
		g := generator{rand.New(rand.NewPCG(seed, 13)), all}
		filter := g.filter(3)
		got := w.Run("Get-Recipient", "ResultSize", "Unlimited", "Filter", filter)
		want := w.Run("Get-Recipient", "ResultSize", "Unlimited", "Filter", "("+filter+") -or ("+filter+")")
		if a, b := names(got), names(want); a != b {
			t.Errorf("%s\nfinds %s\n want %s", filter, a, b)
		}
		found += len(got.Objects)
	}
	if found < 600 {
		t.Errorf("the filters find %d recipients: too few to tell anything", found)
	}
}

func names(r cmdlettest.Reply) string {
	if r.Err != nil {
		return "an error" // its text quotes the filter
	}
	return strings.Join(cmdlettest.Column(r.Objects, "Guid"), " ")
}

// A generator makes filters of the values that the objects have.
type generator struct {
	*rand.Rand
	objects []*object.Object
}

func (g generator) filter(depth int) string {
	if depth == 0 || g.IntN(3) == 0 {
		return g.comparison()
	}
	switch g.IntN(4) {
	case 0:
		return "(" + g.filter(depth-1) + " -or " + g.filter(depth-1) + ")"
	case 1:
		return "-not (" + g.filter(depth-1) + ")"
	}
	return "(" + g.filter(depth-1) + " -and " + g.filter(depth-1) + ")"
}

func (g generator) comparison() string {
	properties := strings.Fields(`Alias DisplayName DistinguishedName EmailAddresses ExchangeGuid Guid Name PrimarySmtpAddress
		SamAccountName UserPrincipalName RecipientTypeDetails City HiddenFromAddressListsEnabled WhenCreated ExternalDirectoryObjectId`)
	property := properties[g.IntN(len(properties))]
	op := []string{"-eq", "-eq", "-eq", "-like", "-like", "-ne", "-notlike", "-gt"}[g.IntN(8)]
	value := g.value(property)
	if op == "-like" || op == "-notlike" {
		cut := []rune(value)
		value = []string{value, string(cut[:len(cut)/3]) + "*", "*" + value, string(cut[:min(1, len(cut))]) + "*" + string(cut[len(cut)/2:])}[g.IntN(4)]
	} else if g.IntN(12) == 0 {
		return property + " " + op + " $null"
	}
	return fmt.Sprintf("%s %s '%s'", property, op, strings.ReplaceAll(value, "'", "''"))
}

// value returns what some object has there, or nearly so, or what none has.
func (g generator) value(property string) string {
	v, _ := g.objects[g.IntN(len(g.objects))].Get(property)
	if list := org.Items(v); len(list) > 0 {
		v = list[g.IntN(len(list))]
	}
	text := object.String(v)
	switch g.IntN(8) {
	case 0:
		return strings.ToUpper(text)
	case 1:
		return []string{"", "nobody", "nobody@contoso.com", "{" + text + "}", "smtp:" + text, "2024-01-01", "True"}[g.IntN(7)]
	case 2:
		_, address, _ := strings.Cut(text, ":")
		return address
	}
	return text
}
