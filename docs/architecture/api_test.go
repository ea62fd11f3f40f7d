package architecture

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// public lists the packages that other people may import, and the name of their golden file.
var public = map[string]string{
	"exosh": "../..", "object": "../../object", "catalog": "../../catalog", "command": "../../command",
	"pwsh-syntax": "../../pwsh/syntax", "pwsh-interp": "../../pwsh/interp", "pwsh-builtin": "../../pwsh/builtin", "pwsh-format": "../../pwsh/format",
}

// TestExportedAPI compares what each public package exports with a golden file, so that a change of it
// shows in review. `go test ./docs/architecture -update` rewrites them.
func TestExportedAPI(t *testing.T) {
	t.Parallel()
	for name, dir := range public {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := api(t, dir)
			golden := filepath.Join("testdata", "api", name+".txt")
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("the exported API of %s has changed; if that is meant, run go test ./docs/architecture -update and review the difference", name)
			}
		})
	}
}

// api prints the exported declarations of a package without comments.
func api(t *testing.T, dir string) []byte {
	t.Helper()
	set := token.NewFileSet()
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	p, err := doc.NewFromFiles(set, files, dir)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := &apiWriter{&b, set}
	w.values(p.Consts, p.Vars)
	w.funcs(p.Funcs)
	for _, typ := range p.Types {
		w.decl(typ.Decl)
		w.values(typ.Consts, typ.Vars)
		w.funcs(typ.Funcs)
		w.funcs(typ.Methods)
	}
	return b.Bytes()
}

type apiWriter struct {
	b   *bytes.Buffer
	set *token.FileSet
}

func (w *apiWriter) values(lists ...[]*doc.Value) {
	for _, list := range lists {
		for _, v := range list {
			w.decl(v.Decl)
		}
	}
}

func (w *apiWriter) funcs(list []*doc.Func) {
	for _, f := range list {
		w.decl(&ast.FuncDecl{Recv: f.Decl.Recv, Name: f.Decl.Name, Type: f.Decl.Type})
	}
}

func (w *apiWriter) decl(d ast.Decl) {
	if err := printer.Fprint(w.b, w.set, d); err != nil {
		fmt.Fprintf(w.b, "cannot print: %v", err)
	}
	w.b.WriteString("\n")
}
