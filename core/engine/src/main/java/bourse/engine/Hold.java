package bourse.engine;

/** What is set aside of a balance for something outside the venue. */
final class Hold extends Due {
  /** The sequence of the command that made it. */
  final long id;

  final Account account;
  final Balance balance;

  /** What it is for, a UUID. */
  final long referenceHigh;

  final long referenceLow;

  /** Above 0. */
  long amount;

  Hold(
      long id,
      Account account,
      Balance balance,
      long amount,
      long referenceHigh,
      long referenceLow) {
    this.id = id;
    this.account = account;
    this.balance = balance;
    this.amount = amount;
    this.referenceHigh = referenceHigh;
    this.referenceLow = referenceLow;
  }

  @Override
  long dueId() {
    return id;
  }
}
