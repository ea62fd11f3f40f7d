package shell

import (
	"path/filepath"
	"slices"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/edit"
)

// complete lists what the word before the cursor may become: a variable, a command, one of its
// parameters, a value that the parameter accepts, or a file.
func (s *Shell) complete(text string, cursor int) edit.Completion {
	words, from := lastCommand(text[:cursor])
	word := text[from:cursor]
	done := edit.Completion{From: from}
	switch {
	case strings.HasPrefix(word, "$"):
		done.Candidates = s.completeVariable(word)
	case len(words) == 0:
		done.Candidates = s.completeCommand(word)
	default:
		done.Candidates = s.completeArgument(words, word)
	}
	return done
}

// lastCommand splits what stands before the cursor into the complete words of the command that is being
// typed and the place where its last word begins.
func lastCommand(text string) (words []string, from int) {
	start, quote := 0, byte(0)
	word := -1
	end := func(at int) {
		if word >= 0 {
			words = append(words, text[word:at])
			word = -1
		}
	}
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
			if word < 0 {
				word = i
			}
		case strings.IndexByte(" \t\r", c) >= 0:
			end(i)
		case strings.IndexByte("|;{}(\n&=", c) >= 0:
			words, word, start = nil, -1, i+1
		case word < 0:
			word = i
		}
	}
	if word < 0 {
		return words, len(text)
	}
	return words, max(word, start)
}

func (s *Shell) completeVariable(word string) []edit.Candidate {
	var list []edit.Candidate
	for name := range s.lang.Variables() {
		if hasPrefix(name, word[1:]) {
			list = append(list, edit.Candidate{Text: "$" + name, Group: "variables", Open: true})
		}
	}
	return list
}

func (s *Shell) completeCommand(word string) []edit.Candidate {
	var list []edit.Candidate
	for _, name := range s.names() {
		if hasPrefix(name, word) {
			list = append(list, edit.Candidate{Text: name, Group: "commands"})
		}
	}
	return append(list, s.completeFile(word)...)
}

func (s *Shell) completeArgument(words []string, word string) []edit.Candidate {
	meta, _, ok := s.shape(words[0])
	if !ok {
		return s.completeFile(word)
	}
	if strings.HasPrefix(word, "-") {
		return completeParameter(meta, words, word)
	}
	if p, ok := expected(meta, words); ok {
		if list := s.completeValue(p, word); list != nil {
			return list
		}
	}
	if strings.EqualFold(meta.Name, "Get-Help") || strings.EqualFold(meta.Name, "Get-Command") {
		return s.completeCommand(word)
	}
	return s.completeFile(word)
}

func completeParameter(m *catalog.Cmdlet, words []string, word string) []edit.Candidate {
	var list []edit.Candidate
	add := func(name, about string) {
		if hasPrefix("-"+name, word) && !slices.ContainsFunc(words, func(w string) bool { return strings.EqualFold(w, "-"+name) }) {
			list = append(list, edit.Candidate{Text: "-" + name, About: about, Group: "parameters"})
		}
	}
	for i := range m.Params {
		add(m.Params[i].Name, strings.ReplaceAll(m.Params[i].Type, "SwitchParameter", ""))
	}
	few := len(list) > 0 && len(word) < 2 // of the parameters that every cmdlet has
	for _, name := range command.CommonNames(m) {
		if !few || name == "WhatIf" || name == "Confirm" {
			add(name, "")
		}
	}
	return list
}

// expected is the parameter whose value is being typed: the named one, or the next positional one.
func expected(m *catalog.Cmdlet, words []string) (*param, bool) {
	last := words[len(words)-1]
	if len(words) > 1 && strings.HasPrefix(last, "-") {
		p, ok := byPrefix(m, last[1:])
		if ok && !p.IsSwitch() {
			return p, true
		}
	}
	at := 0
	for i := 1; i < len(words); i++ {
		if !strings.HasPrefix(words[i], "-") {
			at++
			continue
		}
		if p, ok := byPrefix(m, words[i][1:]); ok && !p.IsSwitch() {
			i++
		}
	}
	for i := range m.Sets {
		if m.Sets[i].Default && at < len(m.Sets[i].Positional) {
			return m.Param(m.Sets[i].Positional[at])
		}
	}
	return nil, false
}

func byPrefix(m *catalog.Cmdlet, name string) (*param, bool) {
	if p, ok := m.Param(name); ok {
		return p, true
	}
	for i := range m.Params {
		if hasPrefix(m.Params[i].Name, name) {
			return &m.Params[i], true
		}
	}
	return nil, false
}

func (s *Shell) completeValue(p *param, word string) []edit.Candidate {
	values := p.Values
	switch {
	case strings.EqualFold(p.Name, "ExchangeEnvironmentName"):
		values = strings.Split(s.envs.names(), ", ")
	case strings.EqualFold(p.Type, "Boolean") || strings.EqualFold(p.Type, "bool"):
		values = []string{"$true", "$false"}
	}
	var list []edit.Candidate
	for _, v := range values {
		if hasPrefix(v, word) {
			list = append(list, edit.Candidate{Text: quoted(v), Group: "values"})
		}
	}
	return list
}

// quoted is a value as a word of a command.
func quoted(v string) string {
	if strings.ContainsAny(v, " '\"`,;|(){}&@#") {
		return "'" + strings.ReplaceAll(v, "'", "''") + "'"
	}
	return v
}

const maxFiles = 200 // shown at once

func (s *Shell) completeFile(word string) []edit.Candidate {
	if word == "" || strings.HasPrefix(word, "-") {
		return nil
	}
	bare := strings.Trim(word, `'"`)
	folder, base := filepath.Split(bare)
	entries, err := s.work.env.ReadDir(s.work.absolute(folder + "."))
	if err != nil {
		return nil
	}
	var list []edit.Candidate
	for _, e := range entries {
		if !hasPrefix(e.Name(), base) || len(list) == maxFiles {
			continue
		}
		name := folder + e.Name()
		if e.IsDir() {
			name += string(filepath.Separator)
		}
		list = append(list, edit.Candidate{Text: quoted(name), Group: "files", Open: e.IsDir()})
	}
	return list
}

func hasPrefix(text, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix)
}
