// Package session is the one choke point of the server: whatever door a command comes through, it is
// looked up, bound, authorised, run and audited by [Session.Run] and nowhere else. The package also
// owns the slots that limit how many sessions a user may hold at once.
//
// A session is (tenant, user, client id, connection id). It takes one of the user's slots, tickets of
// class "session" in the store, so that every node sees the same ones. A slot is freed by
// [Service.Close] or by [Service.Idle] without a command, after which the next command takes one
// again without a question.
package session
