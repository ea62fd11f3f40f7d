// Package architecture describes exosh to people who change it. It holds no code; its tests hold the
// rules that are written here: which room may import which, and that every symbol named below exists.
//
// # The idea
//
// There is one shape for a cmdlet, [command.Command]: a builtin of the shell, a proxy for a remote
// connection and an implementation on the server are all that type. There is one choke point on the
// server, [session.Session.Run]: whatever door a call came through, it is looked up, bound, authorised,
// run and audited there and nowhere else. And what exists is data: [catalog.Lookup] knows every
// cmdlet with its parameters, sets and types, and the shell, the server, completion and help read it.
//
// # The rooms
//
// The pure core does no I/O, reads no clock and starts no goroutines. It is public.
//
//	object        PowerShell's values and Exchange's scalars: conversion, comparison, text
//	object/decimal  System.Decimal
//	catalog       which cmdlets exist: embedded facts, decoded one cmdlet at a time
//	command       binding of parameters, pipelines, error records
//	pwsh/syntax   tokens, syntax tree, parser, printer
//	pwsh/interp   runs a syntax tree
//	pwsh/builtin  Where-Object, Export-Csv and the others every shell has
//	pwsh/format   objects to text
//
// The client side signs in, speaks the admin protocol and talks to a person.
//
//	exosh                the SDK: Dial, Invoke, Query
//	internal/signin      MSAL: browser, device code, password, access token
//	internal/restclient  the admin protocol, client half
//	internal/exocmdlet   the Get-EXO cmdlets, client half
//	internal/netfail     why a host could not be reached, and what to do about it
//	internal/smtpclient  submission of mail, client half
//	internal/smtptool    exosh smtp: settings, test, send, audit, explain
//	internal/edit        the line editor
//	internal/shell       Connect-ExchangeOnline and the other commands of the client module; the prompt
//	internal/config      the user's own environments
//
// The server side has doors, which decode a request, call one function and encode its answer; behind
// them the behaviour; and below that the organisation and its store.
//
//	internal/adminapi    door: module file, InvokeCommand, entities, sessions; its odata is the language of $filter
//	internal/idp         door: sign-in pages, tokens, device codes
//	internal/smtpd       door: submission of mail over SMTP
//	internal/lab         door of the demo: codes, text messages and mail on pages, and for programs
//	internal/metrics     what happens, counted for Prometheus
//	internal/strictjson  JSON from outside, read in one way only
//	internal/nearest     the known word that a wrong one may mean
//	internal/strictyaml  YAML that people write, read in one way only
//	internal/session     slots, and the one way to run a cmdlet
//	internal/rbac        who may run what, on which objects
//	internal/cmdlet/...  the cmdlets
//	internal/cmdlet/plain  cmdlets of plain nouns: one implementation, and rows of data (docs/nouns.md)
//	internal/admin       what has no cmdlet: accounts, licences, domains
//	internal/password    hashes of passwords, and which passwords are good enough
//	internal/seed        a fresh organisation, and those of seed files: the demo's and people's own
//	internal/directory   the rules of recipients: names, addresses, references, accounts
//	internal/mail        what is kept of mail, and the interface of its store; mailtest tries a store
//	internal/mail/submit  who may submit mail, as whom, and how much
//	internal/mail/limit  how much mail is allowed: figures with their sources
//	internal/mail/queue  what is under way: the worker, the schedule of tries, notices of failure and delay
//	internal/mail/route  where a message goes: groups, forwarding, other organisations; pure
//	internal/mail/outbound  delivery to other organisations: smart hosts, MX, what TLS has to be; its dns asks name servers
//	internal/mail/box    what is inside a mailbox: folders, messages, permissions, inbox rules, devices
//	internal/mail/setting  how a mailbox behaves by itself: automatic replies, meeting requests, language
//	internal/opath       filters
//	internal/org         the organisation's types and rules, and the interface of its store
//	internal/sqlstore    SQLite: the only package with SQL
//	internal/localca     certificates of an organisation that has none
//
// Both halves share the vocabulary of sign-in, internal/oidc (grants, claims, the AADSTS errors), that of
// submission, internal/smtpreply (replies with their meaning), and internal/message, which reads, checks and
// composes messages; internal/ready, the file by which a running organisation says how to use it; and
// internal/release, the version.
//
// Programs only wire: internal/prog picks one, internal/server builds the organisation,
// internal/demo joins both halves, cmd/exosh lists them. What is no part of the binary:
// internal/gen/... is run by go generate, internal/measure compares whole commands with references,
// internal/transcript plays terminal transcripts in tests, and peer holds the tests against other
// people's clients.
//
// Imports point down this list, and the two halves meet only in the core and in what they share. The
// table of forbidden imports in this directory's test is the rule; change it on purpose.
//
// # Where does new code go?
//
// Is it pure (no clock, socket, file)? Then the core. Is it a rule of the organisation? Behaviour. Does
// it translate bytes from outside? A door. Is it SQL? The store. Is it construction? A program.
//
// # Three environments
//
// Exchange Online, Security & Compliance and standalone EOP share accounts, recipients and the store, and
// have cmdlets, roles and sessions of their own. Which one a connection is in follows from the audience of
// its token and, at the Exchange endpoint, from the kind of its tenant; a [session.Identity] carries it from
// there. The session narrows the cmdlets by it, loads the caller's rights from the [rbac.Model] of it, and
// hands it to the cmdlet in the [org.Caller], where [org.EnvOf] reads it. What Security & Compliance keeps
// apart has a kind of its own in the store ([org.KindIn]). Who is served what in each environment is written
// down in internal/rbac/testdata/lists.
//
// # One call, from end to end
//
// A person types Get-Mailbox -ResultSize 50. The interpreter makes a pipeline and [command.Run] binds
// the stage with [command.Bind]. The stage is a proxy made by [exosh.Conn.Commands]; it posts
// InvokeCommand once per page. [adminapi.Handler] verifies the bearer token through a function the
// server gave it, decodes the body with one strict decoder and calls [session.Session.Run]. That looks
// the cmdlet up in the caller's table of rights, binds the arguments with the very same [command.Bind],
// decides on the resolved parameters, and runs the cmdlet with an [org.Caller] in its context. The
// cmdlet opens one transaction of an [org.Store] that shows only what the caller's scope allows
// ([org.Scoped]), collects one page, closes the transaction and writes its records. The door encodes
// them, seals a cursor into the link to the next page, and the client turns them back into objects.
//
// # One change
//
// A cmdlet that writes asks [command.Call.ShouldProcess] first, then does everything in one
// [org.Store] Update, and writes its output as the last thing inside it. The session keeps that output
// back until the commit. The store adds one audit row, made of the [org.Cause] and of what the
// transaction changed, chained by hash to the row before it, and the answer for a client that asks
// again with the same request id. So every acknowledged change has exactly one record, and a retry
// has its effect once.
//
// # One sign-in
//
// MSAL opens the authorize address. [idp.Provider] stores the request as a ticket and shows a page;
// every page posts to one address, and package flow alone decides what comes next. Everything that may
// happen once (a code, a refresh token, a step of an authenticator app, a session's slot, a counter of
// failures) is an [org.Ticket], changed by one conditional write. [idp.Provider.Verify] is what the
// other doors are given to ask who calls.
//
// # One message
//
// A mail program signs in at the door, [smtpd.Server], which knows the protocol and nothing of the
// organisation. [submit.Service] decides whether this account may submit at all, as the sender it names, and
// this much. The content is checked while it streams in ([message.Receive]) and spooled, and answered 250 when
// one transaction has stored it: the bytes, one item of the queue with the whole envelope, and what the limits
// of a day count. The [queue.Worker] leases items, asks package route where their recipients are, and does in
// one transaction all that follows here: items in folders, the sender's copy, traces and events, notices, an
// item per destination outside, and the end of the item itself. So local delivery happens exactly once. What
// goes out may repeat only if the process dies between the other server's 250 and the note of it.
//
// # The store
//
// Objects of the organisation are entries ([org.Entry]) with an ordered bag of typed properties and a
// list of keys; there is one entry per recipient, of which Get-User, Get-Mailbox and Get-Recipient show
// projections. The tenant is the first part of every key. A transaction sees one tenant: the one of
// the caller in the context. All waiting updates share one commit and one fsync.
//
// A listing reads a page of at most a thousand entries in order of (Sort, ID), from where the page before
// ended, so that every page costs the same. It reads no more of an entry than it looks at: the properties
// selected, and those that its view and its conditions declare ([org.Query.Only]); whatever declares nothing
// sees the whole entry, and so does a caller's scope. A filter that begins with a name lets the store look
// the name up ([org.Query.Key]), and still decides itself. The door encodes a page by copying what one
// object has in common with the one before.
//
// # What comments cite
//
// RFC and MS- numbers are public specifications. S-, F- and P- numbers are rows of the project's list of
// checks (security, failures, performance), mission numbers the statements of the vendor's article that
// the product keeps, and a protocol section is one of the project's notes on the vendor's protocol. A
// test that cites a row is the proof of it; the comment says enough to be read without the list.
package architecture
