package server

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"time"

	"example.org/exosh/internal/seed"
)

// Options say what to serve and where. The zero value of a field means its default.
type Options struct {
	Data      string // directory of the database, the keys and the local authority
	Ephemeral bool   // a temporary directory instead, removed at the end
	Listen    string // address of the HTTPS listener, host:port; port 0 takes a free one
	Host      string // name or address clients use; default: that of Listen, "localhost" for loopback
	// ComplianceListen is the address of the HTTPS listener of Security & Compliance; default: the port after
	// that of Listen, or with a ComplianceHost of its own the listener of Listen; "off" serves none.
	ComplianceListen string
	ComplianceHost   string // name or address of Security & Compliance; default: Host
	Kind             string // for an empty directory: "exchange", the default, or "eop" for standalone EOP
	TLSCert          string // PEM files of a certificate; default: one of the local authority
	TLSKey           string
	ReadyFile        string // where to write the Ready object once everything listens
	Seed             string // fills an empty organisation: "contoso" with the demo's people, "contoso-10000" with 10,000 more
	Lab              bool   // serve the lab pages, with secrets on them; loopback only
	Realms           bool   // serve one realm for each of the five environment names (the demo)
	Pages            bool   // serve the sign-in pages on http://localhost too (the demo)

	Organization string // for an empty directory: the organisation's name
	Domain       string // its first domain
	Admin        string // user name or UPN of its first administrator

	Proxies []netip.Prefix // whose X-Forwarded-For says where a request came from; none is believed otherwise

	MailOptions

	SessionLimit int           // open sessions per user in each environment; default 5
	SessionIdle  time.Duration // default 15 minutes

	Now  func() time.Time // nil means time.Now
	Rand io.Reader        // nil means crypto/rand
	Log  *slog.Logger     // nil discards

	seed *seed.Seed                            // what Seed names, once it was read
	ask  func(question string) (string, error) // asks a person; nil where nobody sits there
}

// DefaultListen is where an organisation listens unless told otherwise.
const DefaultListen = "127.0.0.1:8443"

// flags binds every option to a flag and to its variable EXOSH_NAME.
func (o *Options) flags(fs *flag.FlagSet) {
	fs.StringVar(&o.Data, "data", "", "`directory` that holds the organisation; made if absent")
	fs.BoolVar(&o.Ephemeral, "ephemeral", false, "keep nothing: use a temporary directory and remove it at the end")
	fs.StringVar(&o.Listen, "listen", DefaultListen, "`address` for HTTPS; port 0 takes a free one")
	fs.StringVar(&o.Host, "host", "", "`name` that clients use for this server (default localhost, or the address in --listen)")
	fs.StringVar(&o.ComplianceListen, "compliance-listen", "", "`address` for Security & Compliance, or off (default the port after that of --listen)")
	fs.StringVar(&o.ComplianceHost, "compliance-host", "", "`name` of Security & Compliance; alone, it shares the address of --listen (default that of --host)")
	fs.StringVar(&o.TLSCert, "tls-cert", "", "PEM `file` with the server's certificate chain")
	fs.StringVar(&o.TLSKey, "tls-key", "", "PEM `file` with its private key")
	fs.StringVar(&o.ReadyFile, "ready-file", "", "`file` to write a JSON object to when ready")
	fs.StringVar(&o.Seed, "seed", "", "fill an empty organisation; `name` is contoso, contoso-N for N mailboxes more, or a seed file")
	fs.BoolVar(&o.Lab, "lab", false, "serve lab pages that show codes and text messages; loopback only")
	fs.StringVar(&o.Kind, "kind", "", "for an empty directory: `kind` of organisation, exchange or eop (filtering only, no mailboxes)")
	fs.StringVar(&o.Organization, "organization", "", "for an empty directory: the organisation's `name`")
	fs.StringVar(&o.Domain, "domain", "", "for an empty directory: its first `domain`")
	fs.StringVar(&o.Admin, "admin", "", "for an empty directory: `user` name of the first administrator")
	fs.Func("trusted-proxy", "`address` or network of a proxy in front, whose X-Forwarded-For is believed; several with commas", o.addProxies)
	o.MailOptions.flags(fs)
	fs.IntVar(&o.SessionLimit, "session-limit", 5, "open sessions per user, in each of Exchange Online and Security & Compliance")
	fs.DurationVar(&o.SessionIdle, "session-idle", 15*time.Minute, "`time` after which an idle session ends")
}

// addProxies reads addresses and networks between commas.
func (o *Options) addProxies(list string) error {
	for text := range strings.SplitSeq(list, ",") {
		text = strings.TrimSpace(text)
		if a, err := netip.ParseAddr(text); err == nil {
			o.Proxies = append(o.Proxies, netip.PrefixFrom(a, a.BitLen()))
			continue
		}
		n, err := netip.ParsePrefix(text)
		if err != nil || n.Bits() == 0 {
			return fmt.Errorf("%q is neither an address nor a network such as 10.0.0.0/8", text)
		}
		o.Proxies = append(o.Proxies, n)
	}
	return nil
}

// parse reads variables first and flags over them.
func (o *Options) parse(args []string, getenv func(string) string) error {
	fs := flag.NewFlagSet("serve", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	o.flags(fs)
	if err := fromEnvironment(fs, getenv); err != nil {
		return err
	}
	if err := fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return fmt.Errorf("%w (`exosh serve --help` lists the flags)", err)
	}
	if fs.NArg() > 0 {
		return fmt.Errorf("serve takes no argument %q (`exosh serve --help` lists the flags)", fs.Arg(0))
	}
	return o.check()
}

// fromEnvironment sets every flag whose variable EXOSH_NAME is set: --ready-file is EXOSH_READY_FILE.
func fromEnvironment(fs *flag.FlagSet, getenv func(string) string) error {
	var errs []error
	fs.VisitAll(func(f *flag.Flag) {
		name := variable(f.Name)
		if v := getenv(name); v != "" {
			if err := fs.Set(f.Name, v); err != nil {
				errs = append(errs, fmt.Errorf("%s=%q: %w", name, v, err))
			}
		}
	})
	return errors.Join(errs...)
}

func variable(flagName string) string {
	return "EXOSH_" + strings.ToUpper(strings.ReplaceAll(flagName, "-", "_"))
}

// help is the text of `exosh serve --help`.
func help() string {
	var b strings.Builder
	b.WriteString("exosh serve runs an organisation: sign-in, the admin endpoint and its cmdlets.\n\nFlags, each also as a variable:\n")
	var o Options
	fs := flag.NewFlagSet("serve", flag.ContinueOnError)
	o.flags(fs)
	fs.VisitAll(func(f *flag.Flag) {
		arg, usage := flag.UnquoteUsage(f)
		name := strings.TrimSpace("--" + f.Name + " " + arg)
		if f.DefValue != "" && f.DefValue != "false" {
			usage += " (default " + f.DefValue + ")"
		}
		fmt.Fprintf(&b, "  %-24s %s\n  %-24s %s\n", name, usage, "", variable(f.Name))
	})
	return b.String()
}

func (o *Options) check() error {
	switch {
	case o.Data == "" && !o.Ephemeral:
		return errors.New("say where the organisation lives: --data DIR, or --ephemeral to keep nothing")
	case o.Data != "" && o.Ephemeral:
		return errors.New("--data and --ephemeral contradict each other: give one of them")
	case (o.TLSCert == "") != (o.TLSKey == ""):
		return errors.New("--tls-cert and --tls-key go together: give both or neither")
	case o.Kind != "" && o.Kind != kindExchange && o.Kind != kindEOP:
		return fmt.Errorf("--kind %s is not known: it can be %s, or %s for standalone Exchange Online Protection", o.Kind, kindExchange, kindEOP)
	case o.SessionLimit < 1:
		return fmt.Errorf("--session-limit %d: at least one session must be allowed", o.SessionLimit)
	}
	host, _, err := net.SplitHostPort(o.Listen)
	if err != nil {
		return fmt.Errorf("--listen %s: write it as host:port, for example %s", o.Listen, DefaultListen)
	}
	if err := errors.Join(o.checkCompliance(), o.checkMail()); err != nil {
		return err
	}
	if o.Lab && !isLoopback(host) {
		return fmt.Errorf("--lab shows secrets, so it only listens on loopback, not on %s: use --listen %s", host, DefaultListen)
	}
	return o.readSeed()
}

// readSeed reads the seed that was asked for, once.
func (o *Options) readSeed() error {
	if o.Seed == "" || o.seed != nil {
		return nil
	}
	s, err := seed.Open(o.Seed)
	if err != nil {
		return err
	}
	if o.Kind != "" && o.Kind != s.Kind() {
		return fmt.Errorf("--kind %s and --seed %s contradict each other: the seed is of the kind %s (contoso-eop is of the kind eop)", o.Kind, o.Seed, s.Kind())
	}
	o.seed = s
	return nil
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
