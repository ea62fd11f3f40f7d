// Package release says which release this is, for both halves.
package release

// Version is the version of exosh, without a leading v (semver.org).
const Version = "0.1.0"
