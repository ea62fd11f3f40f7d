// Package format turns objects into text for a person: tables, lists and the views of known types.
package format
