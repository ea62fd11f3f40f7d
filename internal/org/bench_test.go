package org_test

import (
	_ "embed"
	"testing"

	"example.org/exosh/internal/org"
)

//go:embed testdata/mailbox.json
var storedMailbox string

// P-10: what reading a mailbox costs, whole and in the part that Get-EXOMailbox shows by itself.
func BenchmarkDecode(b *testing.B) {
	part := []string{
		"Alias", "DisplayName", "DistinguishedName", "EmailAddresses", "ExchangeVersion", "ExternalDirectoryObjectId",
		"IsSoftDeletedByRemove", "LitigationHoldEnabled", "Name", "PrimarySmtpAddress", "RecipientTypeDetails", "UserPrincipalName",
	}
	b.Run("whole", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := org.DecodeObject(storedMailbox); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("part", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := org.DecodePart(storedMailbox, part); err != nil {
				b.Fatal(err)
			}
		}
	})
}
