package smtpclient

import (
	"bufio"
	"crypto/rand"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/exosh/internal/localca"
)

// A fake is a server that answers as it is told. Answers are chosen by the longest beginning of a line.
type fake struct {
	greeting string
	plain    []string          // keywords before TLS
	secure   []string          // and after
	answers  map[string]string // with the end of line; "" closes the connection
	early    string            // is sent together with the answer to STARTTLS
	implicit bool
	hosts    []string // of the certificate
	min, max uint16   // versions of TLS

	ca *localca.Authority

	mu   sync.Mutex
	said []string // lines of clients
	data string   // the last message
}

// start serves one connection after the other until the test ends.
func (f *fake) start(t *testing.T) Options {
	t.Helper()
	ca, err := localca.New(localca.Options{Hosts: []string{"localhost", "127.0.0.1", "other.example"}, Now: time.Now, Rand: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	f.ca = ca
	if f.hosts == nil {
		f.hosts = []string{"localhost", "127.0.0.1"}
	}
	leaf, err := ca.Leaf(f.hosts)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go f.serve(l, &tls.Config{Certificates: []tls.Certificate{*leaf}, MinVersion: f.min, MaxVersion: f.max})
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return Options{Address: "localhost:" + port, Roots: ca.Pool(), Timeout: 5 * time.Second}
}

func (f *fake) serve(l net.Listener, config *tls.Config) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go f.talk(c, config)
	}
}

func (f *fake) talk(c net.Conn, config *tls.Config) {
	defer func() { c.Close() }()
	keywords := f.plain
	if f.implicit {
		c = tls.Server(c, config)
		keywords = f.secure
	}
	greeting := f.greeting
	if greeting == "" {
		greeting = "220 mail.contoso.com Microsoft ESMTP MAIL Service ready\r\n"
	}
	io.WriteString(c, greeting)
	for r := bufio.NewReader(c); ; {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		f.hear(line)
		answer := f.answer(line, keywords)
		if answer == "" {
			return
		}
		if line == "STARTTLS" && strings.HasPrefix(answer, "220") {
			io.WriteString(c, answer+f.early)
			c, keywords = tls.Server(c, config), f.secure
			r = bufio.NewReader(c)
			continue
		}
		io.WriteString(c, answer)
		if line == "DATA" && strings.HasPrefix(answer, "354") {
			f.readData(r)
			io.WriteString(c, f.answer("(end)", nil))
		}
	}
}

func (f *fake) hear(line string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.said = append(f.said, line)
}

func (f *fake) heard() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return strings.Join(f.said, "\n")
}

func (f *fake) message() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.data
}

func (f *fake) readData(r *bufio.Reader) {
	var b strings.Builder
	for {
		line, err := r.ReadString('\n')
		if err != nil || line == ".\r\n" {
			break
		}
		b.WriteString(line)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.data = b.String()
}

func (f *fake) answer(line string, keywords []string) string {
	best, text, found := -1, "", false
	for begin, answer := range f.answers {
		if strings.HasPrefix(line, begin) && len(begin) > best {
			best, text, found = len(begin), answer, true
		}
	}
	switch {
	case found:
		return text
	case strings.HasPrefix(line, "EHLO "):
		return ehlo(keywords)
	case line == "STARTTLS":
		return "220 2.0.0 SMTP server ready\r\n"
	case line == "DATA":
		return "354 Start mail input; end with <CRLF>.<CRLF>\r\n"
	case line == "(end)":
		return "250 2.0.0 OK <id@contoso.com> [Hostname=A]\r\n"
	case line == "QUIT":
		return "221 2.0.0 Service closing transmission channel\r\n"
	case strings.HasPrefix(line, "AUTH LOGIN"):
		return "334 VXNlcm5hbWU6\r\n"
	case strings.HasPrefix(line, "AUTH XOAUTH2 "):
		return "235 2.7.0 Authentication successful\r\n"
	case line == encode("olivia@contoso.com"):
		return "334 UGFzc3dvcmQ6\r\n"
	case line == encode("secret-4711"):
		return "235 2.7.0 Authentication successful\r\n"
	}
	return "250 2.1.0 OK\r\n"
}

func ehlo(keywords []string) string {
	var b strings.Builder
	for _, k := range append([]string{"mail.contoso.com Hello [127.0.0.1]"}, keywords...) {
		fmt.Fprintf(&b, "250-%s\r\n", k)
	}
	fmt.Fprint(&b, "250 SMTPUTF8\r\n")
	return b.String()
}

// exchange is a fake that offers what Exchange Online does.
func exchange() *fake {
	all := []string{"SIZE 157286400", "PIPELINING", "DSN", "ENHANCEDSTATUSCODES", "8BITMIME", "BINARYMIME", "CHUNKING"}
	return &fake{plain: append([]string{"STARTTLS"}, all...), secure: append([]string{"AUTH LOGIN XOAUTH2"}, all...)}
}

func olivia() *Login { return &Login{User: "olivia@contoso.com", Password: "secret-4711"} }
