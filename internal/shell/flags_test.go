package shell

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseArgs(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		args []string
		want job
	}{
		{nil, job{}},
		{[]string{"-c", "1"}, job{text: "1"}},
		{[]string{"-Command", "Get-Date", "-Format", "o"}, job{text: "Get-Date -Format o"}},
		{[]string{"-COM", "1"}, job{text: "1"}},
		{[]string{"--command", "1"}, job{text: "1"}},
		{[]string{"-c", "-"}, job{stdin: true}},
		{[]string{"-"}, job{stdin: true, args: []string{}}},
		{[]string{"-NoLogo", "-nop", "-NONI", "-File", "a.ps1", "-x", "1"}, job{noLogo: true, nonInteractive: true, file: "a.ps1", args: []string{"-x", "1"}}},
		{[]string{"a.ps1", "-c", "1"}, job{file: "a.ps1", args: []string{"-c", "1"}}},
		{[]string{"-noninteractive", "a.ps1"}, job{nonInteractive: true, file: "a.ps1", args: []string{}}},
		{[]string{"-ExecutionPolicy", "Bypass", "-f", "a.ps1"}, job{file: "a.ps1", args: []string{}}},
		{[]string{"-wo", "/tmp", "-NoExit"}, job{workingFolder: "/tmp", noExit: true}},
		{[]string{"-v"}, job{version: true}},
		{[]string{"--version"}, job{version: true}},
		{[]string{"-?"}, job{help: true}},
		{[]string{"/?"}, job{help: true}},
		{[]string{"-Help"}, job{help: true}},
		{[]string{"-ConfigFile", "x.json"}, job{config: "x.json"}},
	} {
		got, err := parseArgs(test.args)
		if diff := cmp.Diff(test.want, got, cmp.AllowUnexported(job{})); diff != "" || err != nil {
			t.Errorf("%q: %v %s", test.args, err, diff)
		}
	}
	for _, bad := range [][]string{{"-c"}, {"-File"}, {"-x"}, {"-no"}, {"-wo"}, {"-c", "-", "1"}, {"-OutputFormat", "XML"}, {"-n"}} {
		if j, err := parseArgs(bad); err == nil {
			t.Errorf("%q was taken as %+v", bad, j)
		}
	}
}

func TestArguments(t *testing.T) {
	t.Parallel()
	got := arguments([]string{"a", "-Name", "b", "-Flag:$false", "-x:y", "-", "-1"})
	var text []string
	for _, a := range got {
		text = append(text, cmpText(a.Name, a.Value, a.HasValue))
	}
	want := []string{" a true", "Name <nil> false", " b true", "Flag false true", "x y true", " - true", " -1 true"}
	if diff := cmp.Diff(want, text); diff != "" {
		t.Error(diff)
	}
}
