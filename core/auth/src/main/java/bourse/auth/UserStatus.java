package bourse.auth;

/** Whether a user may log in and act. */
public enum UserStatus {
  ACTIVE,
  /** Kept out until somebody has looked into it: for the user's own safety. */
  FROZEN,
  /** Kept out by decision. */
  DISABLED
}
