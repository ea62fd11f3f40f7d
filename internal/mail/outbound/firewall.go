package outbound

import "bytes"

// innerPrefixes returns what begins the names of fields that are for servers of the same organisation only: what they say is not
// told to others ("header firewall" in the documentation of Exchange).
func innerPrefixes() [2]string {
	return [2]string{"x-ms-exchange-organization-", "x-ms-exchange-forest-"}
}

// A cut is a part of a message that is not sent: bytes from one offset to another.
type cut struct{ from, to int64 }

// An innerFields finds the fields that stay inside while a header is read byte by byte.
type innerFields struct {
	cuts  *[]cut
	at    int64 // offset
	begin int64 // of the line
	name  [32]byte
	n     int  // bytes of the line that are in name
	cutIt bool // the field is one of those
}

func (f *innerFields) next(b byte) {
	f.at++
	if f.n < len(f.name) {
		f.name[f.n] = b
		f.n++
	}
	if b != '\n' {
		return
	}
	line := f.name[:f.n]
	if folded := line[0] == ' ' || line[0] == '\t'; !folded {
		f.cutIt = isInner(line)
	}
	if f.cutIt {
		f.add(cut{from: f.begin, to: f.at})
	}
	f.begin, f.n = f.at, 0
}

// add adds a line to what is cut; one that follows another makes that longer.
func (f *innerFields) add(c cut) {
	if n := len(*f.cuts); n > 0 && (*f.cuts)[n-1].to == c.from {
		(*f.cuts)[n-1].to = c.to
		return
	}
	*f.cuts = append(*f.cuts, c)
}

func isInner(line []byte) bool {
	for _, p := range innerPrefixes() {
		if len(line) >= len(p) && bytes.EqualFold(line[:len(p)], []byte(p)) {
			return true
		}
	}
	return false
}
