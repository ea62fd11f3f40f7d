package adminapi

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/object"
)

// A moduleFile is one file of the answer to EXOModuleFile (protocol section 4.3).
type moduleFile struct {
	Name     string `json:"fileName"`
	Content  string `json:"fileContent"`
	Exported string `json:"exportedCmdlets"` // names with commas and no blanks
}

// Serves EXOModuleFile: the cmdlets that the caller may run, as a script. It opens the session, so that
// a user who may not have one learns it here. The answer has an ETag, because it is large and seldom
// changes.
func (c *call) moduleFile() error {
	ctx := c.r.Context()
	names, err := namesWanted(c.r.Header.Get("CommandName"))
	if err != nil {
		return err
	}
	s, err := c.h.Sessions.Open(ctx, c.who, c.client)
	if err != nil {
		return err
	}
	cmdlets, err := s.Commands(ctx, names.match)
	if err != nil {
		return err
	}
	text := moduleScript(cmdlets)
	tag := etag(text)
	h := c.w.Header()
	h.Set("ETag", tag)
	if c.who.Env == catalog.EOP {
		h.Set("X-Exosh-Environment", "EOP")
	}
	h.Set("Cache-Control", "private, no-cache")
	if c.r.Header.Get("If-None-Match") == tag {
		c.w.WriteHeader(http.StatusNotModified)
		return nil
	}
	return c.sendJSON(struct {
		Context string       `json:"@odata.context"`
		Value   []moduleFile `json:"value"`
	}{c.root() + "$metadata#EXOModuleFile", []moduleFile{{"exosh.psm1", text, exported(cmdlets)}}})
}

func exported(cmdlets []*catalog.Cmdlet) string {
	names := make([]string, len(cmdlets))
	for i, m := range cmdlets {
		names[i] = m.Name
	}
	return strings.Join(names, ",")
}

func etag(text string) string {
	sum := sha256.Sum256([]byte(text))
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:18]) + `"`
}

// The limits of the CommandName header.
const (
	mostPatterns = 1000
	mostPattern  = 256
)

// A wanted is the patterns of the CommandName header; none means everything.
type wanted []*object.Pattern

// Parses names with wildcards between commas.
func namesWanted(header string) (wanted, error) {
	var w wanted
	for name := range strings.SplitSeq(header, ",") {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		if len(name) > mostPattern || len(w) == mostPatterns {
			return nil, badRequest("BadCommandName", "The CommandName header has more than 1000 names, or one of more than 256 characters.", "Ask for fewer cmdlets, or for *.")
		}
		w = append(w, object.CompilePattern(name, false))
	}
	return w, nil
}

func (w wanted) match(cmdlet string) bool {
	return w == nil || slices.ContainsFunc(w, func(p *object.Pattern) bool { return p.Match(cmdlet) })
}
