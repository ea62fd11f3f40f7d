package main

import (
	"os"
	"syscall"

	"example.org/exosh/internal/server"
	"github.com/rogpeppe/go-internal/testscript"
)

// terminate sends SIGTERM to the server that wrote a ready file.
func terminate(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: terminate READY-FILE")
	}
	ready, err := server.ReadReady(ts.MkAbs(args[0]))
	ts.Check(err)
	p, err := os.FindProcess(ready.PID)
	ts.Check(err)
	ts.Check(p.Signal(syscall.SIGTERM))
}
