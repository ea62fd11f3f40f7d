package catalog_test

import (
	"fmt"

	"example.org/exosh/catalog"
)

func ExampleLookup() {
	c, ok := catalog.Lookup("remove-mailbox")
	if !ok {
		return
	}
	p, _ := c.Param("identity")
	fmt.Println(c.Name, c.Env, c.Impact == catalog.High)
	fmt.Println(p.Name, p.Type, p.ByValue)
	// Output:
	// Remove-Mailbox EXO true
	// Identity MailboxIdParameter true
}

func ExampleObjectFor() {
	o, _ := catalog.ObjectFor("New-Mailbox")
	for _, p := range o.Props {
		if p.Name == "ProhibitSendQuota" {
			fmt.Println(o.Name, p.Name, p.Type)
		}
	}
	// Output: Get-Mailbox ProhibitSendQuota Unlimited<ByteQuantifiedSize>
}
