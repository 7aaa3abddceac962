package bourse.engine;

/** The two parts of an account's balance in an asset. System accounts use AVAILABLE only. */
public enum Bucket {
  AVAILABLE,
  RESERVED
}
