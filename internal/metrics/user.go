package metrics

import (
	"errors"
	"strconv"
	"time"

	"example.org/exosh/command"
)

// userFamilies are the metrics of sign-in and of cmdlets.
type userFamilies struct{ signIns, cmdlets, seconds, took *family }

func (m *Metrics) user() userFamilies {
	return userFamilies{
		signIns: m.counter("exosh_signins_total", "Sign-ins by result: success, or the number of the error (AADSTS).", "result"),
		cmdlets: m.counter("exosh_cmdlets_total", "Runs of cmdlets by result: ok, or the category of the error.", "cmdlet", "result"),
		seconds: m.counter("exosh_cmdlet_seconds_total", "Time that the runs of a cmdlet took together.", "cmdlet"),
		took:    m.histogram("exosh_cmdlet_duration_seconds", "How long runs of cmdlets took.", []float64{.001, .005, .01, .05, .1, .5, 1, 5, 30}),
	}
}

// SignedIn counts a sign-in: number is 0 for one that succeeded, else that of the error.
func (m *Metrics) SignedIn(number int) {
	result := "success"
	if number != 0 {
		result = strconv.Itoa(number)
	}
	m.signIns.add(1, result)
}

// Ran counts a run of a cmdlet of the catalog, by its error.
func (m *Metrics) Ran(cmdlet string, err error, took time.Duration) {
	result := "ok"
	var e *command.Error
	switch {
	case errors.As(err, &e):
		result = string(e.Category)
	case err != nil:
		result = string(command.NotSpecified)
	}
	m.cmdlets.add(1, cmdlet, result)
	m.seconds.add(took.Seconds(), cmdlet)
	m.took.observe(took.Seconds())
}
