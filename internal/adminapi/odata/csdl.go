package odata

import "encoding/xml"

// The elements of a CSDL document, as encoding/xml writes them.

type edmxXML struct {
	XMLName xml.Name  `xml:"edmx:Edmx"`
	Version string    `xml:"Version,attr"`
	XMLNS   string    `xml:"xmlns:edmx,attr"`
	Schema  schemaXML `xml:"edmx:DataServices>Schema"`
}

type schemaXML struct {
	Namespace string         `xml:"Namespace,attr"`
	XMLNS     string         `xml:"xmlns,attr"`
	Entities  []structXML    `xml:"EntityType"`
	Complex   []structXML    `xml:"ComplexType"`
	Enums     []enumXML      `xml:"EnumType"`
	Functions []operationXML `xml:"Function"`
	Actions   []operationXML `xml:"Action"`
	Container containerXML   `xml:"EntityContainer"`
}

type structXML struct {
	Name       string           `xml:"Name,attr"`
	Base       string           `xml:"BaseType,attr,omitempty"`
	Abstract   bool             `xml:"Abstract,attr,omitempty"`
	Open       bool             `xml:"OpenType,attr,omitempty"`
	Key        []propertyRefXML `xml:"Key>PropertyRef"`
	Properties []propertyXML    `xml:"Property"`
	Navigation []propertyXML    `xml:"NavigationProperty"`
}

type propertyRefXML struct {
	Name string `xml:"Name,attr"`
}

type propertyXML struct {
	Name      string `xml:"Name,attr"`
	Type      string `xml:"Type,attr"`
	Nullable  string `xml:"Nullable,attr,omitempty"`
	Contained string `xml:"ContainsTarget,attr,omitempty"`
}

type enumXML struct {
	Name    string      `xml:"Name,attr"`
	Flags   bool        `xml:"IsFlags,attr,omitempty"`
	Members []memberXML `xml:"Member"`
}

type memberXML struct {
	Name  string `xml:"Name,attr"`
	Value string `xml:"Value,attr"`
}

type operationXML struct {
	Name    string        `xml:"Name,attr"`
	Bound   bool          `xml:"IsBound,attr,omitempty"`
	Params  []propertyXML `xml:"Parameter"`
	Returns *returnXML    `xml:"ReturnType"`
}

type returnXML struct {
	Type string `xml:"Type,attr"`
}

type containerXML struct {
	Name      string      `xml:"Name,attr"`
	Sets      []setXML    `xml:"EntitySet"`
	Functions []importXML `xml:"FunctionImport"`
	Actions   []importXML `xml:"ActionImport"`
}

type setXML struct {
	Name string `xml:"Name,attr"`
	Type string `xml:"EntityType,attr"`
}

type importXML struct {
	Name     string `xml:"Name,attr"`
	Function string `xml:"Function,attr,omitempty"`
	Action   string `xml:"Action,attr,omitempty"`
}
