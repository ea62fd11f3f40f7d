package adminapi_test

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
)

// Whatever the body is, the door answers JSON with a status of its own and never breaks; what is
// accepted names a cmdlet.
func FuzzInvokeCommand(f *testing.F) {
	for _, s := range []string{
		invocation("Get-Thing", `"Identity":"ada","ResultSize":"Unlimited"`),
		invocation("Set-Thing", `"Identity":"ada","Tags":{"@odata.type":"#Exchange.GenericHashTable","Add":["x"]}`),
		invocation("Set-Thing", `"Identity":"ada","identity":"x"`),
		invocation("Test-Thing", `"Values":{"@odata.type":"#Exchange.ByteArrayType","Data":[1,2]}`),
		invocation("Remove-Thing", `"Identity":"ada","Confirm":true,"WhatIf":"true"`),
		invocation("Get-Thing", `"Identity":[[[null]]],"Verbose":1e308`),
		`{"CmdletInput":{"CmdletName":"\u0000","Parameters":null}}`,
		`[`, `{"CmdletInput":`, "\xff",
	} {
		f.Add(s, "")
	}
	f.Add(invocation("Get-Thing", ""), "?$select=Name&$skiptoken=AAAA")
	d := newDoor(f)
	d.Things(f, d.Contoso, "ada")
	f.Fuzz(func(t *testing.T, body, query string) {
		r := httptest.NewRequest("POST", d.beta("InvokeCommand"), strings.NewReader(body))
		r.URL.RawQuery = strings.TrimPrefix(query, "?")
		r.Header.Set("Authorization", "Bearer navin@contoso.com")
		w := httptest.NewRecorder()
		d.ServeHTTP(w, r)
		if !json.Valid(w.Body.Bytes()) {
			t.Errorf("%d with %q", w.Code, w.Body)
		}
		if w.Code == 500 && !strings.Contains(strings.ToLower(body), "test-thing") {
			t.Errorf("internal error: %s", w.Body)
		}
		if w.Code != 200 {
			return
		}
		var in struct {
			CmdletInput struct{ CmdletName string }
		}
		if err := json.Unmarshal([]byte(body), &in); err != nil || in.CmdletInput.CmdletName == "" {
			t.Errorf("%q was accepted: %v", body, err)
		}
	})
}

// A batch of any shape is answered in JSON.
func FuzzBatch(f *testing.F) {
	f.Add(`{"requests":[{"id":"0","method":"POST","url":"InvokeCommand","headers":{"Prefer":"x"},"body":` + invocation("Get-Thing", "") + `}]}`)
	f.Add(`{"requests":[{"id":"0","method":"post","url":"%zz","body":{}}]}`)
	f.Add(`{"requests":[null]}`)
	d := newDoor(f)
	f.Fuzz(func(t *testing.T, body string) {
		r := httptest.NewRequest("POST", d.beta("$batch"), strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer navin@contoso.com")
		w := httptest.NewRecorder()
		d.ServeHTTP(w, r)
		if !json.Valid(w.Body.Bytes()) || w.Code == 500 {
			t.Errorf("%d with %q", w.Code, w.Body)
		}
	})
}
