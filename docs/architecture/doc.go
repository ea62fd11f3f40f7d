// Package architecture describes exosh to people who change it.
package architecture
