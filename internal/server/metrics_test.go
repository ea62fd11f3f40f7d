package server

import (
	"crypto/tls"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// scrape returns what a server's metrics say.
func scrape(t *testing.T, s *Server) string {
	t.Helper()
	res, err := http.Get(s.Ready().Metrics)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%d %v: %s", res.StatusCode, err, text)
	}
	return string(text)
}

// sendMail sends a message from amara over the server's own door.
func sendMail(t *testing.T, s *Server, to ...string) {
	t.Helper()
	c, err := smtp.DialStartTLS(s.Ready().SMTP, &tls.Config{RootCAs: s.RootCAs()})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	a := account(t, s, "amara")
	if err := c.Auth(sasl.NewLoginClient(a.UPN, a.Password)); err != nil {
		t.Fatal(err)
	}
	if err := c.SendMail(a.UPN, to, strings.NewReader("From: "+a.UPN+"\r\nSubject: Quarterly figures\r\n\r\nSee the page.\r\n")); err != nil {
		t.Fatal(err)
	}
	if err := c.Quit(); err != nil {
		t.Error(err)
	}
}

// Every room tells the metrics what happens, and the trace what became of a message.
func TestMetricsAndTraceOfAMessage(t *testing.T) {
	t.Parallel()
	s := start(t, func(o *Options) { o.Metrics = "127.0.0.1:0" })
	sendMail(t, s, "jonas@contoso.com", "priya@contoso.com")
	amara := account(t, s, "amara")
	bearer, tenant := token(t, s, amara), s.Realms()[0].TenantID
	var rows []any
	until(t, "the trace has both recipients", func() bool {
		status, answer := invoke(t, s, bearer, tenant, "Get-MessageTrace", map[string]any{"SenderAddress": amara.UPN, "Status": "Delivered"})
		if rows, _ = answer["value"].([]any); status != http.StatusOK || len(rows) > 2 {
			t.Fatalf("%d: the trace has %v", status, rows)
		}
		return len(rows) == 2
	})
	row, _ := rows[0].(map[string]any)
	if row["RecipientAddress"] != "jonas@contoso.com" || row["Subject"] != "Quarterly figures" {
		t.Errorf("the row is %v", row)
	}
	_, answer := invoke(t, s, bearer, tenant, "Get-MessageTraceDetailV2", map[string]any{"MessageTraceId": row["MessageTraceId"], "RecipientAddress": "priya@contoso.com"})
	events, _ := answer["value"].([]any)
	var names []string
	for _, e := range events {
		name, _ := e.(map[string]any)["Event"].(string)
		names = append(names, name)
	}
	if got := strings.Join(names, ", "); got != "Receive, Submit, Deliver" {
		t.Errorf("the events are %s", got)
	}
	text := scrape(t, s)
	for _, want := range []string{
		`exosh_build_info{version="`, `exosh_smtp_messages_accepted_total 1`, `exosh_smtp_recipients_accepted_total 2`, `exosh_smtp_tls_handshakes_total{version="1.3"} 1`,
		`exosh_smtp_connections_total{tls="starttls"} 1`, `exosh_mail_deliveries_total{route="local",outcome="delivered"} 2`,
		`exosh_mail_delivery_duration_seconds_count{route="local"} 2`, `exosh_mail_queue_items 0`, `exosh_sessions_open 1`,
		`exosh_signins_total{result="success"} 2`, `exosh_cmdlets_total{cmdlet="Get-MessageTraceDetailV2",result="ok"} 1`,
	} {
		if !strings.Contains(text, "\n"+want) {
			t.Errorf("no %s", want)
		}
	}
	if found := regexp.MustCompile(`(?i)amara|jonas|contoso|quarterly`).FindString(text); found != "" { // S-60
		t.Errorf("metrics tell of %s", found)
	}
	if strings.Contains(text, "exosh_metrics_failures_total") {
		t.Error("a value could not be read")
	}
}

// Without --metrics nothing listens and nothing is counted.
func TestNoMetrics(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	if s.board != nil || s.Ready().Metrics != "" || s.sessions.Ran != nil {
		t.Errorf("metrics are at %q", s.Ready().Metrics)
	}
}

func TestMetricsAddressIsTaken(t *testing.T) {
	t.Parallel()
	first := start(t, func(o *Options) { o.Metrics = "127.0.0.1:0" })
	address := strings.TrimSuffix(strings.TrimPrefix(first.Ready().Metrics, "http://"), "/metrics")
	_, err := Start(t.Context(), Options{Data: t.TempDir(), Listen: "127.0.0.1:0", Seed: "contoso", MailOptions: MailOptions{SMTPElse: true, Metrics: address}})
	if err == nil || !strings.Contains(err.Error(), "--metrics") {
		t.Errorf("the error is %v", err)
	}
}
