// Smtpours is the organisation as the measurements of mail need it: programs on this machine may submit without
// TLS and sign-in, as one mailbox.
//
//	smtpours DIRECTORY OUTBOUND
//
// It prints the ready object, and ends when its standard input does.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"example.org/exosh/internal/server"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "smtpours:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("want a directory and a way out, not %q", args)
	}
	ctx := context.Background()
	s, err := server.Start(ctx, server.Options{
		Data: args[0], Listen: "127.0.0.1:0", Seed: "contoso", ComplianceListen: "off",
		MailOptions: server.MailOptions{SMTPKnown: "olivia@contoso.com", Outbound: args[1], OutboundPrivate: true},
	})
	if err != nil {
		return err
	}
	err = json.NewEncoder(os.Stdout).Encode(s.Ready())
	if err == nil {
		_, err = io.Copy(io.Discard, os.Stdin)
	}
	return errors.Join(err, s.Close(ctx))
}
