package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// facts are what the files of the source folder hold, as far as it is used.
type facts struct {
	cmdlets    map[string]cmdletFact
	objects    objectFacts
	supplement supplementFacts
}

type cmdletFact struct {
	Verb          string
	Environments  []string
	RunsIn        string
	Confirms      bool
	ShouldProcess bool                 `json:"supportsShouldProcess"`
	Sets          []setFact            `json:"parameterSets"`
	Params        map[string]paramFact `json:"parameters"`
	Optional      []string             `json:"-"` // parameters that their parameter set does not need
}

type setFact struct {
	Name         string
	IsDefault    *bool
	Environments []string
	Mandatory    []string
	Positional   []string
	Parameters   []string
}

type paramFact struct {
	Type               string
	Environments       []string
	Aliases            []string
	PipelineInput      bool
	ByValue            bool `json:"valueFromPipeline"`
	ByName             bool `json:"valueFromPipelineByPropertyName"`
	AcceptedValues     []string
	AcceptedValuesFrom string
	Nullable           bool
	MaxLength          int
}

type objectFacts struct {
	Objects map[string]objectFact
	CLR     map[string]clrFact
	OData   struct {
		EntityTypes  map[string]structFact
		ComplexTypes map[string]structFact
		EnumTypes    map[string]enumFact
		Functions    []operationFact
		Actions      []operationFact
	}
	PropertySets struct {
		Sets map[string]map[string][]string
	}
	Filterable struct{ Lists map[string][]string }
}

type objectFact struct {
	OData      string
	Properties []propFact
}

type propFact struct {
	Name     string
	JSON     any
	DataType string
	Format   string
}

type clrFact struct {
	TypeNames  []string
	Properties map[string]*string
}

// supplementFacts is what the sources above lack: see source/README.md.
type supplementFacts struct {
	Types   map[string][]string
	Objects map[string]struct {
		SameAs     string
		Properties orderedTexts
	}
	Inner    map[string]string   // inner types of Unlimited, by property
	Defaults map[string]string   // default parameter set, by cmdlet
	Optional map[string][]string // parameters that their parameter set does not need, by cmdlet
	Renames  map[string]string   // properties that a sample shows garbled
	Asks     map[string]bool     // whether a cmdlet asks by itself, where the facts are wrong
	Takes    map[string]string   // what parameters of a type take, where that is more than the type says
	// Positional lists parameters that stand without their name, by cmdlet, where the facts have none.
	Positional map[string][]string
	Sets       map[string]map[string][]string // properties that property sets hold beyond what the article lists
}

// orderedTexts is a JSON object of texts in its own order.
type orderedTexts []struct{ Name, Value string }

// UnmarshalJSON reads the object member by member.
func (o *orderedTexts) UnmarshalJSON(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		var value string
		if err := d.Decode(&value); err != nil {
			return err
		}
		*o = append(*o, struct{ Name, Value string }{name.(string), value})
	}
	return nil
}

// load reads the source folder.
func load(dir string) (*facts, error) {
	f := &facts{cmdlets: map[string]cmdletFact{}}
	parts, err := filepath.Glob(filepath.Join(dir, "cmdlets-*.json"))
	if err != nil || len(parts) == 0 {
		return nil, fmt.Errorf("no cmdlets-*.json in %s: %w", dir, os.ErrNotExist)
	}
	for _, part := range parts {
		if err := decode(part, &f.cmdlets); err != nil {
			return nil, err
		}
	}
	if err := decode(filepath.Join(dir, "objects.json"), &f.objects); err != nil {
		return nil, err
	}
	return f, decode(filepath.Join(dir, "supplement.json"), &f.supplement)
}

func decode(path string, into any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
