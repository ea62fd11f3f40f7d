package group_test

import (
	"slices"
	"testing"

	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/group"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// Mail to a dynamic group reaches those whom Get-DynamicDistributionGroupMember shows.
func TestMatchingAreThoseShown(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Must("New-DynamicDistributionGroup", "Name", "Everyone", "RecipientFilter", "RecipientTypeDetails -eq 'UserMailbox'")
	shown := cmdlettest.Column(w.Must("Get-DynamicDistributionGroupMember", "Identity", "Everyone"), "PrimarySmtpAddress")
	var reached []string
	w.View(func(tx org.Tx) error {
		e, err := directory.Resolve(tx, "Everyone", directory.LiveRecipient)
		if err != nil {
			return err
		}
		for m, err := range group.Matching()(tx, e) {
			if err != nil {
				return err
			}
			reached = append(reached, directory.Primary(m))
		}
		return nil
	})
	slices.Sort(shown)
	slices.Sort(reached)
	if len(shown) < 10 || !slices.Equal(shown, reached) {
		t.Errorf("shown are %v, mail reaches %v", shown, reached)
	}
}
