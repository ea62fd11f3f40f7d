package architecture

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var mention = regexp.MustCompile(`\[([a-z]+)\.([A-Z]\w*)(?:\.([A-Z]\w*))?\]`)

// TestMentionedSymbolsExist breaks when something that the overview names is renamed.
func TestMentionedSymbolsExist(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	dirs := packageDirs(t)
	found := mention.FindAllStringSubmatch(string(text), -1)
	if len(found) < 10 {
		t.Fatalf("the overview names only %d symbols", len(found))
	}
	for _, m := range found {
		dir, ok := dirs[m[1]]
		if !ok {
			t.Errorf("%s: there is no package %s", m[0], m[1])
			continue
		}
		name := m[2]
		if m[3] != "" {
			name += "." + m[3]
		}
		if !exported(t, dir)[name] {
			t.Errorf("%s: %s has no %s", m[0], dir, name)
		}
	}
}

// packageDirs maps names of the packages mentioned to their directories.
func packageDirs(t *testing.T) map[string]string {
	t.Helper()
	dirs := map[string]string{"exosh": "../.."}
	for _, top := range []string{"../../object", "../../catalog", "../../command", "../../pwsh", "../../internal"} {
		err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.IsDir() && d.Name() != "testdata" {
				if _, taken := dirs[d.Name()]; !taken {
					dirs[d.Name()] = path
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return dirs
}

// exported lists the package's names; methods as Type.Method, fields as Type.Field.
func exported(t *testing.T, dir string) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			declared(d, names)
		}
	}
	return names
}

func declared(d ast.Decl, names map[string]bool) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		name := d.Name.Name
		if d.Recv != nil {
			name = receiver(d.Recv.List[0].Type) + "." + name
		}
		names[name] = true
	case *ast.GenDecl:
		for _, s := range d.Specs {
			if ts, ok := s.(*ast.TypeSpec); ok {
				names[ts.Name.Name] = true
				fields(ts, names)
			}
		}
	}
}

// fields adds the fields of a struct as Type.Field.
func fields(ts *ast.TypeSpec, names map[string]bool) {
	st, ok := ts.Type.(*ast.StructType)
	if !ok {
		return
	}
	for _, f := range st.Fields.List {
		for _, n := range f.Names {
			names[ts.Name.Name+"."+n.Name] = true
		}
	}
}

func receiver(e ast.Expr) string {
	if star, ok := e.(*ast.StarExpr); ok {
		e = star.X
	}
	if id, ok := e.(*ast.Ident); ok {
		return id.Name
	}
	return ""
}
