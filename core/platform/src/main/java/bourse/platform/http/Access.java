package bourse.platform.http;

/** Who may use a route. */
public enum Access {
  /** Anyone. */
  PUBLIC,
  /** Any logged-in user. */
  USER,
  /** The operator at this machine, on the management port. */
  OPERATOR
}
