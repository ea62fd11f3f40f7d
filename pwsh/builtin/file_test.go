package builtin

import (
	"bytes"
	"context"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"example.org/exosh/object"
)

// disk is a real folder with a still clock.
func disk(t *testing.T) *Env {
	t.Helper()
	dir := t.TempDir()
	now := time.Date(2024, 3, 4, 15, 6, 7, 0, time.UTC)
	return &Env{
		Open: func(p string) (io.ReadCloser, error) { return os.Open(p) },
		Create: func(p string, o CreateOptions) (io.WriteCloser, error) {
			flags := os.O_WRONLY | os.O_CREATE | os.O_TRUNC
			if o.Append {
				flags = os.O_WRONLY | os.O_CREATE | os.O_APPEND
			}
			if o.Fresh {
				flags |= os.O_EXCL
			}
			return os.OpenFile(p, flags, 0o600)
		},
		Stat: os.Stat, ReadDir: os.ReadDir, Remove: os.Remove, Rename: os.Rename,
		Mkdir:       func(p string) error { return os.MkdirAll(p, 0o700) },
		Location:    func() string { return dir },
		SetLocation: func(p string) error { dir = p; _, err := os.Stat(p); return err },
		Home:        dir, Now: func() time.Time { return now },
		Rand:  bytes.NewReader(bytes.Repeat([]byte{7}, 1<<10)),
		Sleep: func(_ context.Context, d time.Duration) error { now = now.Add(d); return nil },
	}
}

func TestFiles(t *testing.T) {
	t.Parallel()
	env := disk(t)
	do := func(want string, in []object.Value, calls ...call) {
		t.Helper()
		got, err := trace(t, env, in, calls...)
		if err != nil {
			got += "!" + err.Error()
		}
		if got = strings.ReplaceAll(got, env.Location(), "$DIR"); got != want {
			t.Errorf("%v:\ngot  %s\nwant %s", calls, got, want)
		}
	}
	quiet := call{"Out-Null"}
	do("", nil, call{"Set-Content", "a.txt", []any{"one", "two", "three"}})
	do("", nil, call{"Add-Content", `.\a.txt`, "four"})
	do("one|two|three|four", nil, call{"gc", "a.txt"})
	do("one\ntwo\nthree\nfour\n", nil, call{"gc", "a.txt", "-Raw"})
	do("one", nil, call{"gc", "a.txt", "-Head", int32(1)})
	do("four", nil, call{"gc", "-Tail", int32(1), "*.txt"})
	do("one two|three four", nil, call{"gc", "a.txt", "-ReadCount", int32(2)})
	do("error PathNotFound: Cannot find path '$DIR/b.txt' because it does not exist.", nil, call{"gc", "b.txt"})
	do("error DriveNotFound: Cannot find drive. A drive with the name 'C' does not exist.", nil, call{"gc", `C:\Temp\x.csv`})
	do("True", nil, call{"Test-Path", "a.txt"})
	do("False", nil, call{"Test-Path", `C:\x`})
	do("False", nil, call{"Test-Path", "a.txt", "-PathType", "Container"})
	do("", nil, call{"New-Item", "-ItemType", "Directory", "-Path", "sub", "-Name", "deep"}, quiet)
	do("", nil, call{"New-Item", "sub/deep/c.txt", "-Value", "x"}, quiet)
	do("a.txt|sub", nil, call{"ls", "-Name"})
	do("a.txt|sub|sub/deep|sub/deep/c.txt", nil, call{"ls", "-Name", "-Recurse"})
	do("c.txt", nil, call{"ls", "-Recurse", "-Filter", "c*", "-File"}, call{"%", "Name"})
	do("$DIR/sub/deep/c.txt", nil, call{"ls", "sub/*/c.txt"}, call{"%", "FullName"})
	do("", nil, call{"cp", "a.txt", "sub"})
	do("", nil, call{"mv", "sub/a.txt", "sub/b.txt"})
	do("", nil, call{"ren", "sub/b.txt", "z.txt"})
	do("deep|z.txt", nil, call{"ls", "sub", "-Name"})
	do("", nil, call{"rm", "sub", "-Recurse"})
	do("False", nil, call{"Test-Path", "sub"})
	do("host What if: Performing the operation \"Remove File\" on target \"$DIR/a.txt\".", nil, call{"rm", "a.txt", "-WhatIf"})
	do("", values("x", "y"), call{"Out-File", "o.txt", "-Encoding", "unicode"})
	do("x|y", nil, call{"gc", "o.txt"})
	do("!The file '$DIR/o.txt' already exists.", values("x"), call{"Out-File", "o.txt", "-NoClobber"})
	do("p/q", nil, call{"Join-Path", `p\`, "q"})
	do("p/q/r", nil, call{"Join-Path", "p", "q", "r"})
	do("/a/b", nil, call{"Split-Path", "/a/b/c.txt"})
	do("c.txt", nil, call{"Split-Path", `/a\b\c.txt`, "-Leaf"})
	do("c", nil, call{"Split-Path", "/a/c.txt", "-LeafBase"})
	do("Path=$DIR ProviderPath=$DIR", nil, call{"pwd"})
}
