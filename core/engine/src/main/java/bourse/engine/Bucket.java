package bourse.engine;

/** The two parts of an account's balance in an asset. System accounts use AVAILABLE only. */
public enum Bucket {
  AVAILABLE(1),
  RESERVED(2);

  /** In facts, for ever. */
  final int number;

  Bucket(int number) {
    this.number = number;
  }
}
