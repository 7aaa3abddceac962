/**
 * Load clients that measure a running server from outside. They are open-loop: a request's latency
 * counts from the moment it was planned, so a server that stalls is not excused from the requests
 * that would have come meanwhile (no coordinated omission).
 */
package bourse.loadtests;
