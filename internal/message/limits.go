package message

import "fmt"

// Limits say how much of a message is read. Zero values forbid; start from [DefaultLimits].
type Limits struct {
	Size        int64 // bytes of the whole message
	HeaderBytes int64 // bytes of the message's header, and once more of all its parts' headers together
	Fields      int   // fields of the header
	Received    int   // Received fields: more are a loop (RFC 5321, 6.3)
	Line        int   // bytes of a line without its end
	Parts       int   // with content; of multiparts as many again
	Depth       int   // multiparts and messages inside each other

	UTF8   bool // header fields may hold UTF-8 (RFC 6532): SMTPUTF8 was asked for
	Binary bool // parts of encoding "binary" may hold any bytes (RFC 3030): BODY=BINARYMIME was said

	lenient bool // nothing is refused: see Read
}

// DefaultLimits are those of the submission service: parts and depth from the vendor's page of limits (multipart
// message limit, embedded message depth), the size that it advertises, the header size of its receive connectors.
func DefaultLimits() Limits {
	return Limits{
		Size: 157286400, HeaderBytes: 256 << 10, Fields: 2000, Received: 25,
		Line: 64 << 10, Parts: 250, Depth: 30,
	}
}

// A Kind says what is wrong with a message.
type Kind string

// The kinds.
const (
	TooLarge     Kind = "TooLarge"     // more than Limits.Size
	BareCR       Kind = "BareCR"       // a carriage return without a line feed (RFC 5321, 2.3.8)
	BareLF       Kind = "BareLF"       // a line feed without a carriage return
	NUL          Kind = "NUL"          // a zero byte
	LongLine     Kind = "LongLine"     // more than Limits.Line
	LargeHeader  Kind = "LargeHeader"  // more than Limits.HeaderBytes
	ManyFields   Kind = "ManyFields"   // more than Limits.Fields
	Loop         Kind = "Loop"         // more than Limits.Received
	ManyParts    Kind = "ManyParts"    // more than Limits.Parts
	TooDeep      Kind = "TooDeep"      // more than Limits.Depth
	EightBit     Kind = "EightBit"     // a header field with bytes above 127 that may not have them, or that are not UTF-8
	BadHeader    Kind = "BadHeader"    // a line of the header that is no field
	BadAddresses Kind = "BadAddresses" // a list of addresses that cannot be read
)

// An Error says why a message was not taken.
type Error struct {
	Kind   Kind
	Line   int64  // number of the line from 1; 0 where it is the whole message
	Detail string // one clause for a person: "has a line feed without a carriage return"
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return "the message " + e.Detail
	}
	return fmt.Sprintf("line %d of the message %s", e.Line, e.Detail)
}
