package bourse.domain;

/**
 * Whose turn it is after an error; the HTTP status, log level, retry hint and CLI exit code derive
 * from it.
 */
public enum ErrorType {
  /** The request is wrong; the caller changes it. */
  USER,
  /** The caller is not known, or may not do this. */
  ACCESS,
  /** The thing is not there, or not visible to this caller. */
  MISSING,
  /** The request met a state that forbids it; the caller looks again. */
  CONFLICT,
  /** Too many requests; the caller waits. */
  THROTTLED,
  /** Nothing happened; the caller tries later. */
  UNAVAILABLE,
  /** The outcome is not known; the caller asks. */
  UNKNOWN,
  /** A fault of ours. */
  INTERNAL
}
