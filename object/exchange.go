package object

import "time"

// A GUID is a 128-bit identifier in text order: the bytes of its canonical text, left to right.
type GUID [16]byte

// A TimeSpan is a length of time in ticks of 100 nanoseconds, System.TimeSpan.
type TimeSpan int64

// EnhancedTimeSpan is Exchange's form of TimeSpan; its text is the same, "90.00:00:00".
type EnhancedTimeSpan TimeSpan

// ByteQuantifiedSize is a size in bytes, shown as "99 GB (106,300,440,576 bytes)".
type ByteQuantifiedSize uint64

// Unlimited is a limit that may be absent, shown as "Unlimited". The zero value is Unlimited.
type Unlimited struct {
	Value Value // nil means Unlimited; otherwise an int32, ByteQuantifiedSize or EnhancedTimeSpan
}

// SmtpAddress is an e-mail address, local@domain.
type SmtpAddress string

// An ADObjectID refers to an object of the directory; its text is the object's name, or its
// distinguished name where Name is empty.
type ADObjectID struct {
	ID   GUID
	Name string
	DN   string
}

// A Version is two to four numbers; absent ones are -1.
type Version struct{ Major, Minor, Build, Revision int }

// A SecureString holds text that is not to be shown or logged. Its text form is its type name.
type SecureString struct{ Plain string }

// A Credential is a user name and a password, System.Management.Automation.PSCredential.
type Credential struct {
	UserName string
	Password *SecureString
}

// Duration returns the span as a time.Duration, saturating at its limits.
func (t TimeSpan) Duration() time.Duration {
	const limit = TimeSpan(1<<63-1) / 100
	switch {
	case t > limit:
		return 1<<63 - 1
	case t < -limit:
		return -1 << 63
	}
	return time.Duration(t) * 100
}
