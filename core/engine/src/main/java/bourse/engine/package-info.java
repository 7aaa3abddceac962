/**
 * The deterministic machine: books, matching, funds, fees, double-entry postings. Commands in,
 * facts out. No clock, no randomness, no IO, no threads: everything a decision depends on is in a
 * command, so the same log gives the same state byte for byte.
 */
package bourse.engine;
