package restclient

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"math/big"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// Protocol section 4.6.
func TestEncode(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("CET", 3600)
	for _, test := range []struct {
		name  string
		param string
		value any
		want  string
	}{
		{"switch", "Archive", object.Switch(true), `"Archive":true`},
		{"bool", "Enabled", false, `"Enabled":false`},
		{"int", "Size", int32(-5), `"Size":-5`},
		{"double", "Size", 1.5, `"Size":1.5`},
		{"text", "Name", "a\"b\n<é>", `"Name":"a\"b\n<é>"`},
		{"null", "Alias", nil, `"Alias":null`},
		{"time", "Start", time.Date(2024, 1, 31, 1, 2, 3, 4500, zone), `"Start":"2024-01-31T00:02:03.0000045Z"`},
		{"bytes", "Data", []byte{1, 255}, `"Data":{"@odata.type":"#Exchange.ByteArrayType","Data":[1,255]}`},
		{"array", "Names", []any{"a", int32(1)}, `"Names":["a",1]`},
		{"list", "Names", &object.List{Items: []any{"a"}}, `"Names":["a"]`},
		{"empty", "Names", []any{}, `"Names":[]`},
		{"hash", "EmailAddresses", object.NewDict("Add", []any{"smtp:x@y"}),
			`"EmailAddresses":{"@odata.type":"#Exchange.GenericHashTable","Add":["smtp:x@y"]}`},
		{"hashes", "Rules", []any{object.NewDict("a", int32(1))},
			`"Rules@odata.type":"#Collection(Exchange.GenericHashTable)","Rules":[{"@odata.type":"#Exchange.GenericHashTable","a":1}]`},
		{"object with the property", "Identity", &object.Object{Props: []object.Property{{Name: "identity", Value: "navin"}}}, `"Identity":"navin"`},
		{"filter", "Filter", "Enabled -eq $true -and Name -like '$true*'", `"Filter":"Enabled -eq 'True' -and Name -like '$true*'"`},
		{"filter bare", "RecipientFilter", "(Enabled -ne False)", `"RecipientFilter":"(Enabled -ne 'False')"`},
		{"secret", "Password", &object.SecureString{Plain: "pw"}, `"Password":"sealed pw"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			e := encoder{seal: func(s string) (string, error) { return "sealed " + s, nil }}
			got, err := e.body("X", command.NewArgs(test.param, test.value))
			if err != nil {
				t.Fatal(err)
			}
			if want := `{"CmdletInput":{"CmdletName":"X","Parameters":{` + test.want + `}}}`; string(got) != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

func TestEncodeDeep(t *testing.T) {
	t.Parallel()
	v := any("x")
	for range maxNesting + 2 {
		v = []any{v}
	}
	if _, err := (&encoder{}).body("X", command.NewArgs("A", v)); err == nil {
		t.Error("nesting without end was accepted")
	}
}

// Protocol section 4.7, json format.
func TestDecode(t *testing.T) {
	t.Parallel()
	body := `{"@odata.context":"x","adminapi.warnings@odata.type":"#Collection(String)","@adminapi.warnings":["careful"],
	"@adminapi.errors":["bad"],"@odata.nextLink":"https://next","value":[{
	"Guid@data.type":"System.Guid","Guid@odata.type":"#Guid","Guid":"0e2a7c6f-6f3e-4ad5-9b0b-0b9f6d5f3c11",
	"Size@odata.type":"#Int64","Size@data.type":"System.Int64","Size":5,
	"Count@data.type":"System.Int32","Count":7,
	"When@data.type":"System.DateTime","When":"2022-09-21T08:07:47.0000000+00:00",
	"WhenUTC@data.type":"System.DateTime","WhenUTC":"2022-09-21T08:07:47.0000000Z",
	"Names@odata.type":"#Collection(String)","Names":["a","b"],
	"Empty":"","Nothing":null,"Yes":true,"Big":5000000000,"Half":0.5,
	"Inner":{"A":1},"Text@data.type":"System.Guid","Text":"no guid"}]}`
	zone := time.FixedZone("CET", 3600)
	p, err := decodePage([]byte(body), []string{"Deserialized.X"}, zone)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]any{[]string{"careful"}, []string{"bad"}, "https://next"}, []any{p.warnings, p.errors, p.next}); diff != "" {
		t.Error(diff)
	}
	guid, _ := object.ParseGUID("0e2a7c6f-6f3e-4ad5-9b0b-0b9f6d5f3c11")
	utc := time.Date(2022, 9, 21, 8, 7, 47, 0, time.UTC)
	want := &object.Object{Types: []string{"Deserialized.X"}, Props: []object.Property{
		{Name: "Guid", Value: guid}, {Name: "Size", Value: int64(5)}, {Name: "Count", Value: int32(7)},
		{Name: "When", Value: utc.In(zone)}, {Name: "WhenUTC", Value: utc}, {Name: "Names", Value: []any{"a", "b"}},
		{Name: "Empty", Value: ""}, {Name: "Nothing"}, {Name: "Yes", Value: true}, {Name: "Big", Value: int64(5000000000)},
		{Name: "Half", Value: 0.5}, {Name: "Inner", Value: &object.Object{Props: []object.Property{{Name: "A", Value: int32(1)}}}},
		{Name: "Text", Value: "no guid"},
	}}
	if diff := cmp.Diff(want, p.values[0]); diff != "" {
		t.Error(diff)
	}
	if z := p.values[0].(*object.Object).Props[3].Value.(time.Time).Location(); z != zone {
		t.Errorf("local time is in %v", z)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"value":[{"A@data.type":"System.Guid","A":"x","B":[1,{"C":null}]}],"@adminapi.warnings":["w"]}`))
	f.Add([]byte(`{"value":null}`))
	f.Add([]byte(`{"value":[[[[1]]]],"@odata.nextLink":5}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		p, err := decodePage(body, nil, time.UTC)
		if (p == nil) == (err == nil) {
			t.Fatalf("page %v, error %v", p, err)
		}
	})
}

func TestSeal(t *testing.T) {
	t.Parallel()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	b64 := func(n *big.Int) string { return base64.StdEncoding.EncodeToString(n.Bytes()) }
	script := "$k = '<RSAKeyValue><Modulus>" + b64(key.N) + "</Modulus><Exponent>" + b64(big.NewInt(int64(key.E))) + "</Exponent></RSAKeyValue>'"
	c := &Client{}
	if _, err := c.seal("pw"); err == nil {
		t.Error("a secret was sent without a key")
	}
	c.key.Store(findKey(script))
	sealed, err := c.seal("pw")
	if err != nil {
		t.Fatal(err)
	}
	raw, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := rsa.DecryptPKCS1v15(nil, key, raw); err != nil || string(plain) != "pw" {
		t.Errorf("%q, %v", plain, err)
	}
}

func BenchmarkDecode(b *testing.B) {
	one := `{"Guid@data.type":"System.Guid","Guid":"0e2a7c6f-6f3e-4ad5-9b0b-0b9f6d5f3c11","Name":"Navin","Alias":"navin","Enabled":true,"EmailAddresses@odata.type":"#Collection(String)","EmailAddresses":["SMTP:navin@contoso.com"],"WhenUTC@data.type":"System.DateTime","WhenUTC":"2022-09-21T08:07:47.0000000Z"}`
	body := []byte(`{"value":[` + one)
	for range 999 {
		body = append(append(body, ','), one...)
	}
	body = append(body, `]}`...)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := decodePage(body, nil, time.UTC); err != nil {
			b.Fatal(err)
		}
	}
}
