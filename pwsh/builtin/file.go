package builtin

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"example.org/exosh/command"
)

const maxFile = 1 << 30 // most bytes of a file that is read whole

const encodings = "{utf8|utf8BOM|utf8NoBOM|ascii|unicode|bigendianunicode|utf32|ansi|oem|default|utf7|byte|string|unknown}"

func pathNotFound(p string) error {
	return &command.Error{Category: command.ObjectNotFound, ID: "PathNotFound", Type: "System.Management.Automation.ItemNotFoundException", Target: p,
		Message: "Cannot find path '" + p + "' because it does not exist."}
}

// fileError gives a failure of the file system its PowerShell shape.
func fileError(p string, err error) error {
	var known *command.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return err
	case errors.Is(err, fs.ErrNotExist):
		return pathNotFound(p)
	case errors.Is(err, fs.ErrPermission):
		return &command.Error{Category: command.PermissionDenied, ID: "UnauthorizedAccess", Type: "System.UnauthorizedAccessException", Target: p, Message: "Access to the path '" + p + "' is denied.", Err: err}
	case errors.Is(err, fs.ErrExist):
		return &command.Error{Category: command.ResourceExists, ID: "NoClobber", Type: "System.IO.IOException", Target: p, Message: "The file '" + p + "' already exists.", Err: err}
	}
	var inner *fs.PathError
	reason := err
	if errors.As(err, &inner) {
		reason = inner.Err
	}
	return &command.Error{Category: command.ReadError, ID: "IOError", Type: "System.IO.IOException", Target: p, Message: fmt.Sprintf("'%s': %v.", p, reason), Err: err}
}

// read returns the text of a file, decoded by its mark or the encoding named.
func (e *Env) read(p, encoding string) (string, error) {
	if e.Open == nil {
		return "", absent("file system")
	}
	f, err := e.Open(p)
	if err != nil {
		return "", fileError(p, err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return "", fileError(p, err)
	}
	if len(b) > maxFile {
		return "", &command.Error{Category: command.LimitsExceeded, ID: "FileTooLarge", Type: "System.IO.IOException", Target: p, Message: fmt.Sprintf("'%s' is longer than %d bytes.", p, maxFile)}
	}
	return decode(b, encoding)
}

// decode turns the bytes of a file to text. A byte order mark wins over the name.
func decode(b []byte, encoding string) (string, error) {
	switch {
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		return string(b[3:]), nil
	case bytes.HasPrefix(b, []byte("\xff\xfe\x00\x00")):
		return fromUTF32(b[4:]), nil
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		return fromUTF16(b[2:], binary.LittleEndian), nil
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		return fromUTF16(b[2:], binary.BigEndian), nil
	}
	switch strings.ToLower(encoding) {
	case "unicode", "string", "unknown":
		return fromUTF16(b, binary.LittleEndian), nil
	case "bigendianunicode":
		return fromUTF16(b, binary.BigEndian), nil
	case "utf32":
		return fromUTF32(b), nil
	case "ansi", "oem", "default":
		return fromWindows(b)
	case "utf7", "byte":
		return "", unsupportedEncoding(encoding)
	}
	if !utf8.Valid(b) && encoding == "" {
		return fromWindows(b)
	}
	return strings.ToValidUTF8(string(b), "\ufffd"), nil
}

func unsupportedEncoding(name string) error {
	return &command.Error{Category: command.NotImplemented, ID: "EncodingNotSupported", Type: "System.Management.Automation.PSNotSupportedException",
		Message: "The encoding " + name + " is not supported.", Advice: "Use utf8, utf8BOM, unicode, bigendianunicode, utf32, ascii or ansi."}
}

func fromWindows(b []byte) (string, error) {
	text, err := charmap.Windows1252.NewDecoder().Bytes(b)
	return string(text), err
}

func fromUTF16(b []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = order.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units))
}

func fromUTF32(b []byte) string {
	runes := make([]rune, len(b)/4)
	for i := range runes {
		runes[i] = rune(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return string(runes)
}

// encode turns text to the bytes of a file; mark says whether it starts the file.
func encode(text, encoding string, mark bool) ([]byte, error) {
	switch strings.ToLower(encoding) {
	case "", "utf8", "utf8nobom":
		return []byte(text), nil
	case "utf8bom":
		return marked(mark, "\xef\xbb\xbf", []byte(text)), nil
	case "ascii":
		return asciiOnly(text), nil
	case "unicode", "string", "unknown":
		return marked(mark, "\xff\xfe", toUTF16(text, binary.LittleEndian)), nil
	case "bigendianunicode":
		return marked(mark, "\xfe\xff", toUTF16(text, binary.BigEndian)), nil
	case "utf32":
		var b []byte
		for _, r := range text {
			b = binary.LittleEndian.AppendUint32(b, uint32(r))
		}
		return marked(mark, "\xff\xfe\x00\x00", b), nil
	case "ansi", "oem", "default":
		var b []byte
		for _, r := range text {
			c, ok := charmap.Windows1252.EncodeRune(r)
			if !ok {
				c = '?'
			}
			b = append(b, c)
		}
		return b, nil
	}
	return nil, unsupportedEncoding(encoding)
}

func marked(mark bool, bom string, b []byte) []byte {
	if !mark {
		return b
	}
	return append([]byte(bom), b...)
}

func asciiOnly(text string) []byte {
	b := make([]byte, 0, len(text))
	for _, r := range text {
		if r > 0x7f {
			r = '?'
		}
		b = append(b, byte(r))
	}
	return b
}

func toUTF16(text string, order binary.ByteOrder) []byte {
	units := utf16.Encode([]rune(text))
	b := make([]byte, 2*len(units))
	for i, u := range units {
		order.PutUint16(b[2*i:], u)
	}
	return b
}

// lines splits text at line ends; a last one without an end counts, an empty rest does not.
func lines(text string) []string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

func (e *Env) newline() string {
	if e.Windows {
		return "\r\n"
	}
	return "\n"
}

// A textFile is a file being written.
type textFile struct {
	path     string
	w        io.WriteCloser
	encoding string
	started  bool // something stands in it, so that no mark is written
	err      error
}

// create opens a file as -Append, -NoClobber, -Force and -Encoding of a cmdlet say.
func (e *Env) create(written string, a command.Args) (*textFile, error) {
	if e.Create == nil {
		return nil, absent("file system")
	}
	p, err := e.absolute(written)
	if err != nil {
		return nil, err
	}
	f := &textFile{path: p, encoding: a.Text("Encoding")}
	if _, err := encode("", f.encoding, false); err != nil {
		return nil, err
	}
	if a.Flag("Append") {
		if info, err := e.stat(p); err == nil {
			f.started = info.Size() > 0
		}
	}
	if f.w, err = e.Create(p, CreateOptions{Append: a.Flag("Append"), Fresh: a.Flag("NoClobber")}); err != nil {
		return nil, fileError(p, err)
	}
	return f, nil
}

func (f *textFile) write(text string) error {
	if f.err != nil {
		return f.err
	}
	b, err := encode(text, f.encoding, !f.started)
	if err == nil {
		_, err = f.w.Write(b)
	}
	f.started = true
	f.err = fileError(f.path, err)
	return f.err
}

// close ends the file; a nil file was never opened.
func (f *textFile) close() error {
	if f == nil || f.w == nil {
		return nil
	}
	err := f.w.Close()
	f.w = nil
	return fileError(f.path, err)
}
