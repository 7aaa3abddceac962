package bourse.auth;

/** What a user may do. */
public enum Role {
  /** Trades for the own account. */
  CLIENT,
  /** Works in the back office. */
  ADMIN
}
