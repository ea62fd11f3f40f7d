package exosh_test

import (
	"context"
	"fmt"
	"net/http/httptest"

	"example.org/exosh"
	"example.org/exosh/command"
	"example.org/exosh/object"
)

// An organisation on this machine stands in for the real one.
func organisation() (options exosh.Options, stop func()) {
	s := &service{name: "0.1.0"}
	s.Server = httptest.NewTLSServer(s)
	return s.options(), s.Close
}

func Example() {
	options, stop := organisation() // or exosh.Options{UserPrincipalName: "navin@contoso.com"}
	defer stop()
	ctx := context.Background()

	conn, err := exosh.Dial(ctx, options)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer conn.Close(ctx)

	for mailbox, err := range conn.Query(ctx, "Get-Mailbox", command.NewArgs("ResultSize", "Unlimited")) {
		if err != nil {
			fmt.Println(err)
			return
		}
		name, _ := object.Get(mailbox, "Name")
		fmt.Println(name)
	}
	// Output:
	// Navin
	// Alex
	// Megan
}

func ExampleConn_Invoke() {
	options, stop := organisation()
	defer stop()
	ctx := context.Background()
	conn, err := exosh.Dial(ctx, options)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer conn.Close(ctx)

	err = conn.Invoke(ctx, "Get-Mailbox", command.NewArgs("ResultSize", 1), func(r command.Record) error {
		if r.Stream == command.Warning {
			fmt.Println("warning:", r.Value)
		}
		return nil
	})
	fmt.Println(err)
	// Output:
	// warning: careful
	// <nil>
}

func ExampleDeviceCode() {
	signIn := exosh.DeviceCode(func(p exosh.DevicePrompt) { fmt.Println(p.Message) })
	_ = exosh.Options{SignIn: signIn, UserPrincipalName: "navin@contoso.com"}
}
