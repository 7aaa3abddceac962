package bourse.auth;

import java.time.Instant;
import java.util.List;

/**
 * The keys that sign access tokens. The newest signs; an older one still verifies until the last
 * token that it signed has ended, and is deleted then. Thread safe.
 */
public interface TokenKeys {
  /**
   * One key.
   *
   * @param number counts from 1
   * @param made when
   */
  record Version(int number, Instant made) {}

  /** Those that are in use, the oldest first. */
  List<Version> versions();

  /**
   * Makes a new key, which signs from now on. Nobody has to log in again.
   *
   * @return its number
   */
  int rotate();
}
