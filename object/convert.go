package object

import (
	"errors"
	"fmt"
	"io"
)

var errNotYet = errors.New("not yet")

// String returns the text of a value, as PowerShell's string conversion gives it (invariant culture).
func String(v Value) string { return fmt.Sprint(v) }

// Convert changes a value to the type named, by PowerShell's conversion rules, or returns an error
// that names value and type. A type it does not know, such as MailboxIdParameter or an enumeration,
// converts to text.
func Convert(v Value, to Type) (Value, error) { return v, errNotYet }

// Truth is the value as a condition: null, false, zero, "" and an empty array are false; an array of
// one is as true as its element.
func Truth(v Value) bool { return v != nil }

// Equal is -eq (or -ceq) on scalars: the right operand is converted to the type of the left.
func Equal(a, b Value, caseSensitive bool) bool { return a == b }

// Compare orders two values as -lt and -gt do: negative, zero or positive. It returns an error where
// the right operand cannot be converted to the type of the left, or the left has no order.
func Compare(a, b Value, caseSensitive bool) (int, error) { return 0, errNotYet }

// Add is the operator +.
func Add(a, b Value) (Value, error) { return nil, errNotYet }

// Sub is the operator -.
func Sub(a, b Value) (Value, error) { return nil, errNotYet }

// Mul is the operator *.
func Mul(a, b Value) (Value, error) { return nil, errNotYet }

// Div is the operator /.
func Div(a, b Value) (Value, error) { return nil, errNotYet }

// Mod is the operator %.
func Mod(a, b Value) (Value, error) { return nil, errNotYet }

// Neg is unary minus.
func Neg(v Value) (Value, error) { return nil, errNotYet }

// TypeName is the .NET name of a value's type, "System.Int32"; "" for nil.
func TypeName(v Value) string { return "" }

// TypeNames is the chain of .NET type names of a value, most derived first.
func TypeNames(v Value) []string { return nil }

// Get returns the property of that name of any value, ignoring case.
func Get(v Value, name string) (Value, bool) { return nil, false }

// Names lists the properties of any value in display order.
func Names(v Value) []string { return nil }

// Format is the operator -f: .NET composite formatting, `{0,10:N2}`.
func Format(format string, args []Value) (string, error) { return "", errNotYet }

// FormatValue is ToString(format) of numbers, dates, time spans and GUIDs.
func FormatValue(v Value, format string) (string, error) { return "", errNotYet }

// Unroll returns what a pipeline passes on for a value: the elements of an array or list, one level
// deep; nothing else is taken apart. The result may share memory with v.
func Unroll(v Value) []Value { return []Value{v} }

// IsCollection says whether a pipeline takes the value apart.
func IsCollection(v Value) bool { return false }

// Like matches text against a wildcard pattern (`*`, `?`, `[a-z]`, backtick escapes) in linear time.
func Like(text, pattern string, caseSensitive bool) bool { return false }

// HasWildcard says whether text holds an unescaped wildcard character.
func HasWildcard(text string) bool { return false }

// Clone copies objects, dictionaries, lists and arrays deeply; scalars are shared.
func Clone(v Value) Value { return v }

// ParseGUID reads a GUID in any of .NET's forms: with or without dashes, braces or parentheses.
func ParseGUID(text string) (GUID, error) { return GUID{}, errNotYet }

// NameGUID is the version 5 GUID of a name in a name space, RFC 9562, 5.5: always the same.
func NameGUID(space GUID, name string) GUID { return GUID{} }

// NewGUID makes a random GUID, version 4, RFC 9562, 5.4, of 16 bytes from r.
func NewGUID(r io.Reader) (GUID, error) { return GUID{}, errNotYet }

// String is the GUID as lower-case text with dashes.
func (g GUID) String() string { return "" }

// ParseSize reads "10 GB", "10GB", "10 GB (10,737,418,240 bytes)" or a number of bytes.
func ParseSize(text string) (ByteQuantifiedSize, error) { return 0, errNotYet }

// ParseTimeSpan reads .NET's "[-][d.]hh:mm[:ss[.fffffff]]" or a number of days.
func ParseTimeSpan(text string) (TimeSpan, error) { return 0, errNotYet }

// ParseTime reads a date as the invariant culture writes it, and ISO 8601. A text without a zone is
// in loc (nil means UTC).
func ParseTime(text string) (Value, error) { return nil, errNotYet }
