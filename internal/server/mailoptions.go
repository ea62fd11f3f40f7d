package server

import (
	"errors"
	"flag"
	"fmt"
	"net"
	"strings"
)

// MailOptions say where mail comes in and where it goes out. The zero value of a field means its default.
type MailOptions struct {
	// SMTP is the address of message submission (RFC 6409), with STARTTLS; default: port 2587 of the host of
	// Listen, or a free port where Listen has port 0; "off" serves none.
	SMTP string
	// SMTPElse takes a free port where the one of SMTP is taken (the demo).
	SMTPElse bool
	// SMTPS is the address of submission over implicit TLS (RFC 8314), "" for none.
	SMTPS string
	// Outbound says where mail for other organisations goes that no outbound connector takes: "none" refuses it,
	// "lab" keeps it in the lab's outbox, "mx" sends it to the recipients' own servers, "host:port" to that
	// server. Default: "lab" with lab pages, else "none".
	Outbound string
	// OutboundPrivate allows mail to go to loopback and private addresses.
	OutboundPrivate bool
	// Metrics is the address of /metrics, "" for none.
	Metrics string

	// SMTPKnown is the user name as whom programs on this machine submit without TLS and AUTH, "" for nobody. It
	// is for measurements, and has no flag.
	SMTPKnown string
}

// The words of MailOptions.
const (
	mailOff      = "off"
	outboundNone = "none"
	outboundLab  = "lab"
	outboundMX   = "mx"
)

// smtpPort is where submission listens by default: 587 is for those who may bind it.
const smtpPort = "2587"

func (o *MailOptions) flags(fs *flag.FlagSet) {
	fs.StringVar(&o.SMTP, "smtp", "", "`address` for mail submission with STARTTLS, for example :587, or off (default port 2587 of the host in --listen)")
	fs.StringVar(&o.SMTPS, "smtps", "", "`address` for mail submission over implicit TLS, for example :465 (default none)")
	fs.StringVar(&o.Outbound, "outbound", "", "`where` mail for other organisations goes: none, lab (kept for the lab page), mx, or HOST:PORT of a relay (default none; lab with --lab)")
	fs.BoolVar(&o.OutboundPrivate, "outbound-allow-private", false, "let mail go to servers on loopback and private addresses")
	fs.StringVar(&o.Metrics, "metrics", "", "`address` for Prometheus metrics over plain HTTP, for example 127.0.0.1:9187 (default none)")
}

// checkMail fills in the defaults of mail and refuses what contradicts itself.
func (o *Options) checkMail() error {
	var errs []error
	for _, a := range []struct {
		flag, value string
		open        bool // may listen beyond loopback although there is a lab
	}{{"smtp", o.SMTP, false}, {"smtps", o.SMTPS, false}, {"metrics", o.Metrics, true}} {
		if a.value == "" || a.value == mailOff && a.flag == "smtp" {
			continue
		}
		host, _, err := net.SplitHostPort(a.value)
		switch {
		case err != nil:
			errs = append(errs, fmt.Errorf("--%s %s: write it as host:port", a.flag, a.value))
		case o.Lab && !a.open && !isLoopback(host):
			errs = append(errs, fmt.Errorf("--lab shows secrets and mail, so everything listens on loopback only, not on %s: change --%s", host, a.flag))
		}
	}
	return errors.Join(append(errs, o.checkOutbound())...)
}

func (o *Options) checkOutbound() error {
	switch o.Outbound {
	case "", outboundNone, outboundMX:
		return nil
	case outboundLab:
		if !o.Lab {
			return errors.New("--outbound lab keeps mail for the lab page: give --lab too")
		}
		return nil
	}
	host, port, err := net.SplitHostPort(o.Outbound)
	if err != nil || host == "" || port == "" || strings.ContainsAny(host, " /") {
		return fmt.Errorf("--outbound %s: it can be none, lab, mx, or a relay as host:port", o.Outbound)
	}
	return nil
}

// smtpListen is the address of the submission listener; "" where there is none.
func (o *Options) smtpListen() (string, error) {
	switch o.SMTP {
	case mailOff:
		return "", nil
	case "":
		host, port, err := net.SplitHostPort(o.Listen)
		if err != nil {
			return "", err
		}
		if port != "0" {
			port = smtpPort
		}
		return net.JoinHostPort(host, port), nil
	}
	return o.SMTP, nil
}

// outbound is where mail for others goes.
func (o *Options) outbound() string {
	switch {
	case o.Outbound != "":
		return o.Outbound
	case o.Lab:
		return outboundLab
	}
	return outboundNone
}
