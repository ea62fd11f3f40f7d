package catalog

import (
	_ "embed" // the facts
	"iter"
	"strings"
)

// The facts, written by internal/gen/catalog out of source/. Nothing is read of them before a lookup.
//
//go:generate go run ../internal/gen/catalog
var (
	//go:embed data/cmdlets.txt
	cmdletText string
	//go:embed data/cmdlets.idx
	cmdletIndex string
	//go:embed data/objects.txt
	objectText string
	//go:embed data/objects.idx
	objectIndex string
	//go:embed data/filterable.txt
	filterText string
)

// Lookup returns the cmdlet of that name, ignoring the case of ASCII letters. Each call returns a
// value of its own, decoded from the embedded facts: callers keep it.
func Lookup(name string) (*Cmdlet, bool) {
	record, ok := find(cmdletIndex, cmdletText, name)
	if !ok {
		return nil, false
	}
	return decodeCmdlet(record), true
}

// Must is Lookup for names that are written in the program; it panics where the catalog has no such cmdlet.
func Must(name string) *Cmdlet {
	c, ok := Lookup(name)
	if !ok {
		panic("catalog: no cmdlet " + name)
	}
	return c
}

// Names lists the cmdlets that exist in any of the environments, in order without regard to case.
// Cmdlets of the client module are listed too; see [Cmdlet.Module].
func Names(env Env) []string {
	var names []string
	for line := range lines(cmdletIndex) {
		name, rest, _ := strings.Cut(line, "\t")
		if decodeEnv(rest[strings.LastIndexByte(rest, '\t')+1:])&env != 0 {
			names = append(names, name)
		}
	}
	return names
}

// ObjectFor returns the shape of what a cmdlet returns: its own where one is known, else that of the
// cmdlet named by its Output. It reports false where nothing is known.
func ObjectFor(cmdlet string) (*ObjectType, bool) {
	if record, ok := find(objectIndex, objectText, cmdlet); ok {
		return decodeObject(record), true
	}
	if record, ok := find(cmdletIndex, cmdletText, cmdlet); ok {
		if out := outputOf(record); out != "" && !sameName(out, cmdlet) {
			return ObjectFor(out)
		}
	}
	return nil, false
}

// Filterable lists the property names that the vendor accepts in -Filter of recipient cmdlets, in order
// without regard to case.
func Filterable() []string {
	var names []string
	for line := range lines(filterText) {
		names = append(names, line)
	}
	return names
}

// find looks a name up in an index of lines "name, offset, length, ...", sorted by folded name, and
// returns the part of text that it points to.
func find(index, text, name string) (string, bool) {
	lo, hi := skipComment(index), len(index)
	for lo < hi {
		start := lo + strings.LastIndexByte(index[lo:lo+(hi-lo)/2], '\n') + 1
		end := start + strings.IndexByte(index[start:], '\n')
		key, rest, _ := strings.Cut(index[start:end], "\t")
		switch c := compareNames(name, key); {
		case c < 0:
			hi = start
		case c > 0:
			lo = end + 1
		default:
			return slice(text, rest), true
		}
	}
	return "", false
}

// slice returns the part of text that "offset, length, ..." names.
func slice(text, place string) string {
	offset, rest, _ := strings.Cut(place, "\t")
	length, _, _ := strings.Cut(rest, "\t")
	at := number(offset)
	return text[at : at+number(length)]
}

func number(digits string) int {
	n := 0
	for i := 0; i < len(digits); i++ {
		n = n*10 + int(digits[i]-'0')
	}
	return n
}

// lines ranges over the lines of generated text without its leading comment.
func lines(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for rest := text[skipComment(text):]; rest != ""; {
			var line string
			line, rest, _ = strings.Cut(rest, "\n")
			if !yield(line) {
				return
			}
		}
	}
}

func skipComment(text string) int {
	if !strings.HasPrefix(text, "#") {
		return 0
	}
	return strings.IndexByte(text, '\n') + 1
}
