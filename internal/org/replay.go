package org

// A ReplayedError is what Update returns when the Cause's RequestID was carried out before with the
// same BodyHash: nothing was run, and Reply is what Cause.Reply returned then (S-58, F-13).
type ReplayedError struct {
	Reply []byte
}

func (*ReplayedError) Error() string { return "request was carried out before" }
