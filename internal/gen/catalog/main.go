// Command catalog turns the facts under catalog/source into the embedded data of the packages catalog
// and internal/rbac. It is run by go generate in the folder catalog, and gives the same bytes for the
// same facts.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if err := run(".."); err != nil {
		fmt.Fprintln(os.Stderr, "gen/catalog:", err)
		os.Exit(1)
	}
}

// run writes every generated file below the root of the module.
func run(root string) error {
	files, err := Generate(filepath.Join(root, "catalog", "source"))
	if err != nil {
		return err
	}
	for name, data := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
