// Smtpours is the organisation as the measurements of mail need it.
//
//	smtpours [-known USER] [-profile FILE] DIRECTORY OUTBOUND
//
// With -known, programs on this machine may submit without TLS and sign-in, as that user.
// It prints the ready object, and ends when its standard input does.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/pprof"

	"example.org/exosh/internal/server"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "smtpours:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	fs := flag.NewFlagSet("smtpours", flag.ContinueOnError)
	known, profile := fs.String("known", "", ""), fs.String("profile", "", "")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if args = fs.Args(); len(args) != 2 {
		return fmt.Errorf("want a directory and a way out, not %q", args)
	}
	if *profile != "" {
		stop, err := startProfile(*profile)
		if err != nil {
			return err
		}
		defer stop()
	}
	ctx := context.Background()
	s, err := server.Start(ctx, server.Options{
		Data: args[0], Listen: "127.0.0.1:0", Seed: "contoso", ComplianceListen: "off",
		Log:         slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
		MailOptions: server.MailOptions{SMTPKnown: *known, Outbound: args[1], OutboundPrivate: true},
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

// startProfile writes where the CPU's time goes to a file, until stop is called.
func startProfile(file string) (stop func(), err error) {
	f, err := os.Create(file)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() {
		pprof.StopCPUProfile()
		if err := f.Close(); err != nil {
			fmt.Fprintln(os.Stderr, "smtpours:", err)
		}
	}, nil
}
