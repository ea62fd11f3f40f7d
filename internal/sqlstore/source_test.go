package sqlstore

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"
)

// S-53: no statement is built out of strings. Every constant of type query is a literal in a file of
// queries,
// nothing is converted to a query anywhere, and only conn.go hands text to the database.
func TestNoBuiltSQL_S53(t *testing.T) {
	t.Parallel()
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		name := f.Name()
		if strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			checkFile(t, name)
		}
	}
}

func checkFile(t *testing.T, name string) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	complain := func(n ast.Node, what string) { t.Errorf("%s: %s", fset.Position(n.Pos()), what) }
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			switch f := n.Fun.(type) {
			case *ast.Ident:
				if f.Name == "query" {
					complain(n, "text is converted to a query")
				}
			case *ast.SelectorExpr:
				if name != "conn.go" && touchesSQL(f.Sel.Name) {
					complain(n, "statement outside conn.go: "+f.Sel.Name)
				}
			}
		case *ast.ValueSpec:
			if id, ok := n.Type.(*ast.Ident); ok && id.Name == "query" && !literals(name, n) {
				complain(n, "a query that is not a literal of a file of queries")
			}
		case *ast.BasicLit:
			if !isQueries(name) && n.Kind == token.STRING && looksLikeSQL(n.Value) {
				complain(n, "SQL outside the files of queries")
			}
		}
		return true
	})
}

// isQueries says whether a file holds the texts of statements.
func isQueries(name string) bool { return name == "queries.go" || name == "queriesmail.go" }

func touchesSQL(method string) bool {
	switch method {
	case "Prepare", "PrepareContext", "Query", "QueryContext", "QueryRow", "QueryRowContext", "Exec", "ExecContext":
		return true
	}
	return false
}

func literals(file string, spec *ast.ValueSpec) bool {
	for _, v := range spec.Values {
		if _, ok := v.(*ast.BasicLit); !ok {
			return false
		}
	}
	return isQueries(file) || len(spec.Values) == 0
}

func looksLikeSQL(s string) bool {
	s = strings.ToUpper(strings.Trim(s, "`\" \t\n"))
	for _, verb := range []string{"SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM", "DROP ", "CREATE ", "ALTER ", "PRAGMA "} {
		if strings.HasPrefix(s, verb) {
			return true
		}
	}
	return false
}
