package bourse.engine;

/**
 * A posting as {@link FactSink#posted} tells it; read only. The engine tells all its postings with
 * one object, which is valid until that call returns. {@link FactRecords#read} tells each with its
 * own, which may be kept.
 */
public final class Posting {
  // Numbers instead of the enums: the engine's one object is old, and a reference that is written
  // into it costs a barrier of the garbage collector.
  int bucketNumber;
  int typeNumber;
  long account;
  int asset;
  long amount;
  long balanceAfter;
  long referenceHigh;
  long referenceLow;

  Posting() {}

  public static Posting of(
      long account,
      int asset,
      Bucket bucket,
      EntryType type,
      long amount,
      long balanceAfter,
      long referenceHigh,
      long referenceLow) {
    Posting posting = new Posting();
    posting.account = account;
    posting.asset = asset;
    posting.bucketNumber = bucket.number;
    posting.typeNumber = type.number;
    posting.amount = amount;
    posting.balanceAfter = balanceAfter;
    posting.referenceHigh = referenceHigh;
    posting.referenceLow = referenceLow;
    return posting;
  }

  public long account() {
    return account;
  }

  public int asset() {
    return asset;
  }

  public Bucket bucket() {
    return Layout.bucket(bucketNumber);
  }

  public EntryType type() {
    return Layout.entryType(typeNumber);
  }

  /** Signed, in units of the asset. */
  public long amount() {
    return amount;
  }

  /** The bucket's balance after the posting. */
  public long balanceAfter() {
    return balanceAfter;
  }

  /**
   * With {@link #referenceLow} what this is for: for deposits and withdrawals the payment reference
   * (a UUID); for orders (HOLD, RELEASE) 0 and the order id; for trades (TRADE, FEE) 0 and the
   * trade id.
   */
  public long referenceHigh() {
    return referenceHigh;
  }

  public long referenceLow() {
    return referenceLow;
  }
}
