package bourse.auth;

/** Whether a user may log in and act. */
public enum UserStatus {
  ACTIVE,
  DISABLED
}
