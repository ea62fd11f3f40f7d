package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"example.org/exosh/internal/server"
)

// minimum is what a listing asks for: the properties that Get-EXOMailbox shows by itself.
const minimum = "Alias,DisplayName,DistinguishedName,EmailAddresses,ExchangeVersion,ExternalDirectoryObjectId,Guid,Id,Name," +
	"OrganizationId,PrimarySmtpAddress,RecipientType,RecipientTypeDetails,UserPrincipalName"

// An endpoint answers listings. One client asks it, over one connection.
type endpoint struct {
	pid    int
	client *http.Client
	url    string
	token  string
	ready  *server.Ready // nil for the bare streamer
	upn    string
	stop   func()
}

// A pass is one listing from the first page to the last.
type pass struct {
	objects     int
	bytes       int64
	wall, cpu   time.Duration
	first       time.Duration   // until the first byte of the body
	pages       []time.Duration // of each page
	before, top int64           // resident bytes before, and at the peak
}

// organisationOf starts exosh over a directory with so many mailboxes, which it makes at first, and
// starts it again, so that what making them took is not counted.
func organisationOf(dir, exosh string, mailboxes int) (*endpoint, time.Duration, error) {
	data, seed := filepath.Join(dir, "data-"+strconv.Itoa(mailboxes)), "contoso-"+strconv.Itoa(mailboxes)
	began := time.Now()
	made, err := serve(dir, exosh, data, seed)
	if err != nil {
		return nil, 0, err
	}
	took := time.Since(began)
	made.stop()
	e, err := serve(dir, exosh, data, seed)
	return e, took, err
}

func serve(dir, exosh, data, seed string) (*endpoint, error) {
	file := filepath.Join(dir, seed+".json")
	if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	cmd := exec.Command(exosh, "serve", "--data", data, "--seed", seed, "--listen", "127.0.0.1:0", "--ready-file", file)
	stop, err := start(cmd)
	if err != nil {
		return nil, err
	}
	if out, err := exec.Command(exosh, "wait", "--ready-file", file, "--timeout", "30m").CombinedOutput(); err != nil {
		stop()
		return nil, fmt.Errorf("wait for the organisation: %w: %s", err, out)
	}
	e, err := signedIn(file)
	if err != nil {
		stop()
		return nil, err
	}
	e.pid, e.stop = cmd.Process.Pid, stop
	return e, nil
}

func signedIn(file string) (*endpoint, error) {
	ready, err := server.ReadReady(file)
	if err != nil {
		return nil, err
	}
	a, err := account(ready)
	if err != nil {
		return nil, err
	}
	token, err := bearer(ready, a)
	if err != nil {
		return nil, err
	}
	client, err := clientOf(ready.CAFile)
	return &endpoint{
		client: client, url: ready.ConnectionURI + "/adminapi/beta/" + ready.TenantID + "/InvokeCommand", token: token, ready: ready, upn: a.UPN,
	}, err
}

// bareStreamer starts the reference.
func bareStreamer(dir, program string) (*endpoint, error) {
	cert, address := filepath.Join(dir, "bare.pem"), filepath.Join(dir, "bare.address")
	cmd := exec.Command(program, cert, address)
	stop, err := start(cmd)
	if err != nil {
		return nil, err
	}
	e := &endpoint{pid: cmd.Process.Pid, stop: stop}
	for range 500 {
		url, err := os.ReadFile(address)
		if err == nil {
			e.url = string(url)
			e.client, err = clientOf(cert)
			return e, err
		}
		time.Sleep(10 * time.Millisecond)
	}
	stop()
	return nil, errors.New("the reference does not start")
}

func start(cmd *exec.Cmd) (stop func(), err error) {
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	}, nil
}

// clientOf returns a client that keeps its connection and has time for long answers.
func clientOf(caFile string) (*http.Client, error) {
	c, err := server.ClientFor(caFile)
	if err != nil {
		return nil, err
	}
	t := c.Transport.(*http.Transport)
	t.DisableKeepAlives, t.DisableCompression = false, true
	c.Timeout = 10 * time.Minute
	return c, nil
}

// listing reads a listing of the cmdlet with these parameters, in pages, and throws it away.
func (e *endpoint) listing(params, selected string) (pass, error) {
	body := []byte(`{"CmdletInput":{"CmdletName":"Get-Mailbox","Parameters":{` + params + `}}}`)
	url := e.url
	if selected != "" {
		url += "?$select=" + selected
	}
	return e.measured(func(p *pass) error {
		for next := url; next != ""; {
			var err error
			if next, err = e.page(p, next, body); err != nil {
				return err
			}
		}
		return nil
	})
}

// streamed reads so many objects of the bare streamer.
func (e *endpoint) streamed(objects int) (pass, error) {
	return e.measured(func(p *pass) error {
		_, err := e.page(p, e.url+"?n="+strconv.Itoa(objects), nil)
		return err
	})
}

// measured runs a pass and notes what the other process used for it.
func (e *endpoint) measured(run func(*pass) error) (pass, error) {
	var p pass
	if err := resetPeak(e.pid); err != nil {
		return p, err
	}
	before, err := usageOf(e.pid)
	if err != nil {
		return p, err
	}
	began := time.Now()
	if err := run(&p); err != nil {
		return p, err
	}
	p.wall = time.Since(began)
	after, err := usageOf(e.pid)
	p.cpu, p.before, p.top = after.cpu-before.cpu, before.rss, after.peak
	return p, err
}

// page reads one page and returns the address of the next, "" after the last.
func (e *endpoint) page(p *pass, url string, body []byte) (string, error) {
	began := time.Now()
	req, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	req.Header.Set("Authorization", "Bearer "+e.token)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("connection-id", "measure")
	res, err := e.client.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	head := make([]byte, 8<<10)
	n, err := io.ReadAtLeast(res.Body, head, 1)
	if err != nil {
		return "", err
	}
	if head = head[:n]; p.first == 0 {
		p.first = time.Since(began)
	}
	if res.StatusCode != http.StatusOK {
		return "", fmt.Errorf("answered %s: %.300s", res.Status, head)
	}
	c := counter{}
	c.Write(head)
	size, err := io.Copy(&c, res.Body)
	p.bytes, p.objects = p.bytes+size+int64(n), p.objects+c.objects
	p.pages = append(p.pages, time.Since(began))
	return nextLink(head), err
}

// nextLink finds the address of the next page, which comes before the objects.
func nextLink(head []byte) string {
	_, rest, ok := strings.Cut(string(head), `"@odata.nextLink":"`)
	if !ok {
		return ""
	}
	link, _, _ := strings.Cut(rest, `"`)
	return link
}

// A counter counts objects by a property that each has.
type counter struct {
	objects int
	tail    []byte
}

var mark = []byte(`"UserPrincipalName":`) // never changed

func (c *counter) Write(b []byte) (int, error) {
	edge := len(mark) - 1
	joint := append(c.tail, b[:min(len(b), edge)]...)
	c.objects += bytes.Count(joint, mark) + bytes.Count(b, mark)
	if len(b) < edge {
		c.tail = joint[max(0, len(joint)-edge):]
	} else {
		c.tail = append(c.tail[:0], b[len(b)-edge:]...)
	}
	return len(b), nil
}
