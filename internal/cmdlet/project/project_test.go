package project_test

import (
	"errors"
	"testing"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

func shape() *catalog.ObjectType {
	return &catalog.ObjectType{Name: "Get-Thing", Types: []string{"Thing"}, Props: []catalog.Prop{
		{Name: "Name", Type: "String"}, {Name: "WhenChangedUTC", Type: "DateTime"}, {Name: "WhenChanged", Type: "DateTime"},
		{Name: "Members", Type: "String[]"}, {Name: "Unknown", Type: "Boolean"},
	}}
}

func TestNewFollowsTheShape(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	o := project.New(shape(), func(name string) (object.Value, bool) {
		switch name {
		case "Name":
			return "x", true
		case "WhenChanged":
			return at, true
		}
		return nil, false
	})
	checkThing(t, o, at)
}

func TestViewFollowsTheShape(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	v := project.NewView(shape(), project.Rules[*org.Entry]{
		Entry:  func(e *org.Entry) *org.Entry { return e },
		Derive: map[string]func(*org.Entry) object.Value{"name": func(e *org.Entry) object.Value { return e.Sort }},
	})
	e := &org.Entry{Sort: "x", Props: &object.Object{Props: []object.Property{{Name: "WhenChanged", Value: at}, {Name: "Hidden", Value: 1}}}}
	checkThing(t, v.Object(e), at)
	if got, ok := v.Get(e, "WHENCHANGEDutc"); !ok || got != at {
		t.Errorf("Get of a twin is %v, %v", got, ok)
	}
}

func checkThing(t *testing.T, o *object.Object, at time.Time) {
	t.Helper()
	if len(o.Props) != 5 || o.Props[0].Value != "x" || o.Props[4].Value != nil {
		t.Errorf("object is %+v", o)
	}
	utc, local := o.Props[1].Value.(time.Time), o.Props[2].Value.(time.Time)
	if !utc.Equal(at) || !local.Equal(at) || utc.Location() != time.UTC || local.Location() == time.UTC {
		t.Errorf("dates are %v and %v", utc, local)
	}
	if list, ok := o.Props[3].Value.([]any); !ok || len(list) != 0 {
		t.Errorf("an absent list is %#v", o.Props[3].Value)
	}
}

func TestTableRefusesByName(t *testing.T) {
	t.Parallel()
	table := project.Table[struct{}]{Cmdlet: "Set-Thing", Rows: project.Reads[struct{}]("Identity")}
	for name, c := range map[string]struct {
		args    command.Args
		refused string
	}{
		"known":            {command.NewArgs("identity", "x"), ""},
		"of the call":      {command.NewArgs("WhatIf", object.Switch(true)), ""},
		"unknown":          {command.NewArgs("Identity", "x", "Colour", "red"), "Colour"},
		"a switch on":      {command.NewArgs("Fast", object.Switch(true)), "Fast"},
		"a switch off":     {command.NewArgs("Fast", object.Switch(false)), ""},
		"a boolean $false": {command.NewArgs("Enabled", false), "Enabled"},
	} {
		err := table.Check(c.args)
		var e *command.Error
		if errors.As(err, &e); c.refused == "" && err != nil || c.refused != "" && (e == nil || e.ID != "NotSupported" || e.Target != c.refused) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestResultSize(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args command.Args
		want int
		bad  bool
	}{
		"default":   {command.NewArgs(), 1000, false},
		"unlimited": {command.NewArgs("ResultSize", object.Unlimited{}), -1, false},
		"text":      {command.NewArgs("ResultSize", "unlimited"), -1, false},
		"number":    {command.NewArgs("ResultSize", object.Unlimited{Value: int32(5)}), 5, false},
		"zero":      {command.NewArgs("ResultSize", int32(0)), 0, true},
		"negative":  {command.NewArgs("ResultSize", "-1"), 0, true},
		"words":     {command.NewArgs("ResultSize", "many"), 0, true},
	} {
		got, err := project.ResultSize(c.args, project.DefaultResultSize)
		if (err != nil) != c.bad || !c.bad && got != c.want {
			t.Errorf("%s: %d, %v", name, got, err)
		}
	}
}
