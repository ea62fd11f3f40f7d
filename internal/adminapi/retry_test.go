package adminapi_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/exosh/internal/session/sessiontest"
)

// Protocol section 4.9.
func TestConfirmation(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.Things(t, d.Contoso, "ada")
	id := []string{"client-request-id", "7b0d0b0e-0000-4000-8000-000000000002"}
	r := d.invoke(t, "Remove-Thing", `"Identity":"ada"`, id...)
	wantStatus(t, r, 400, "Confirm: false")
	r = d.invoke(t, "Remove-Thing", `"Identity":"ada","Confirm":true`, id...)
	wantStatus(t, r, 200)
	if got := r.text("@adminapi.confirmationmessage"); !strings.Contains(got, "Remove-Thing") || !strings.Contains(got, "ada") || len(r.value()) != 0 {
		t.Errorf("got %s", r.Body)
	}
	r = d.invoke(t, "Remove-Thing", `"Identity":"ada","WhatIf":true`)
	wantStatus(t, r, 200, "@adminapi.confirmationmessage", "ada")
	wantStatus(t, d.invoke(t, "Get-Thing", `"Identity":"ada"`), 200)
	if n := len(d.Audit(t, d.Contoso)); n != 0 {
		t.Errorf("%d audit records before anything happened", n)
	}
	wantStatus(t, d.invoke(t, "Remove-Thing", `"Identity":"ada","Confirm":false`, id...), 200)
	wantStatus(t, d.invoke(t, "Get-Thing", `"Identity":"ada"`), 404)
	// A cmdlet of medium impact asks only where it is told to.
	d.Things(t, d.Contoso, "grace")
	r = d.invoke(t, "Set-Thing", `"Identity":"grace","Note":"x","Confirm":true`)
	wantStatus(t, r, 200, "@adminapi.confirmationmessage")
	wantStatus(t, d.invoke(t, "Set-Thing", `"Identity":"grace","Note":"x"`), 200, `"Note":"x"`)
}

// F-13, S-58: a retry has its effect once and gets the same answer; the same id with another body is
// refused.
func TestRetry(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.Things(t, d.Contoso, "ada", "grace")
	id := []string{"client-request-id", "7b0d0b0e-0000-4000-8000-000000000003"}
	first := d.invoke(t, "Set-Thing", `"Identity":"ada","Note":"one","Force":true`, id...)
	wantStatus(t, first, 200, `"Note":"one"`, "forced")
	wantStatus(t, d.invoke(t, "Set-Thing", `"Identity":"ada","Note":"two"`), 200)
	again := d.invoke(t, "Set-Thing", `"Identity":"ada","Note":"one","Force":true`, id...)
	wantStatus(t, again, 200)
	if first.Body.String() != again.Body.String() {
		t.Errorf("the retry got\n%s\nnot\n%s", again.Body, first.Body)
	}
	wantStatus(t, d.invoke(t, "Get-Thing", `"Identity":"ada"`), 200, `"Note":"two"`)
	wantStatus(t, d.invoke(t, "Set-Thing", `"Identity":"grace","Note":"one"`, id...), 409, "request id")
	// Another user's ids are their own.
	d.Roles.Set(d.ID(d.Contoso, "otto"), map[string][]string{"Set-Thing": {"Identity", "Note"}})
	d.Clock.Move(2 * time.Second)
	wantStatus(t, d.invoke(t, "Set-Thing", `"Identity":"grace","Note":"three"`, append(id, "Authorization", "Bearer otto@contoso.com")...), 200)
	done := 0
	for _, a := range d.Audit(t, d.Contoso) {
		if a.Operation == "Set-Thing" && a.Result == "True" {
			done++
		}
	}
	if done != 3 {
		t.Errorf("%d records of changes, want 3", done)
	}
}

// F-13: many tries of one request at once, on two nodes, have their effect once and get the same answer.
func TestConcurrentRetries(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.Things(t, d.Contoso, "ada")
	other := d.node(t)
	answers := make([]string, 12)
	var wg sync.WaitGroup
	for i := range answers {
		node := []*door{d, other}[i%2]
		wg.Go(func() {
			answers[i] = node.invoke(t, "Set-Thing", `"Identity":"ada","Count":1`, "client-request-id", "once").Body.String()
		})
	}
	wg.Wait()
	for _, a := range answers {
		if a != answers[0] || !strings.Contains(a, `"Count":1`) {
			t.Errorf("got %s", a)
		}
	}
	if n := len(d.Audit(t, d.Contoso)); n != 1 {
		t.Errorf("%d audit records, want 1", n)
	}
}

// Protocol section 4.11.
func TestErrors(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	r := d.invoke(t, "Get-Thing", `"Identity":"ghost"`)
	wantStatus(t, r, 404, `"message":"Error executing cmdlet"`, `"code":"ObjectNotFound"`, `"target":"ghost"`, `"code":"NotFound"`, `"advice":"`)
	if text := r.errorText(); !strings.HasPrefix(text, "Ex") || strings.Count(text, "|") != 2 || !strings.Contains(text, "|Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException|") {
		t.Errorf("text %q", text)
	}
	if got := r.Header().Get("x-ExceptionType"); got != "ManagementObjectNotFoundException" {
		t.Errorf("x-ExceptionType: %q", got)
	}
	wantStatus(t, d.invoke(t, "Test-Thing", `"Kind":"error"`), 404, "ghost")
	r = d.invoke(t, "Test-Thing", `"Kind":"both"`)
	wantStatus(t, r, 200, `"value":["one"]`)
	if list := r.texts("@adminapi.errors"); len(list) != 1 || !strings.Contains(list[0], "ghost") {
		t.Errorf("errors %v", list)
	}
	wantStatus(t, d.invoke(t, "Test-Thing", `"Kind":"question"`), 400, "nobody to ask")
}

// What is not for the caller leaves as a number, and is in the log in full.
func TestInternalErrors(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"internal", "panic"} {
		d, log := newDoor(t), &bytes.Buffer{}
		d.Handler.Log = textLog(log)
		d.Sessions.Log = d.Handler.Log
		r := d.invoke(t, "Test-Thing", `"Kind":"`+kind+`"`)
		wantStatus(t, r, 500, r.Header().Get("request-id"))
		if strings.Contains(r.Body.String(), sessiontest.Secret) {
			t.Errorf("%s: the cause is in the answer: %s", kind, r.Body)
		}
		if !strings.Contains(log.String(), sessiontest.Secret) || !strings.Contains(log.String(), r.Header().Get("request-id")) {
			t.Errorf("%s: the log is %s", kind, log)
		}
	}
}
