package bourse.loadtests.engine;

import bourse.engine.ExchangeEngine;
import bourse.engine.FactSink;
import bourse.engine.FlowFrames;
import bourse.engine.Posting;
import bourse.engine.SystemAccounts;

/** Adds up what clients have, to see that a run neither made nor lost money. */
final class Funds implements FactSink {
  private long base;
  private long quote;

  /**
   * @throws IllegalStateException when the balances of all clients, available and reserved, are not
   *     what so many users were given
   */
  static void requireConserved(ExchangeEngine engine, long users) {
    Funds funds = new Funds();
    engine.describe(funds);
    if (funds.base != FlowFrames.BASE_FUNDS * users
        || funds.quote != FlowFrames.QUOTE_FUNDS * users) {
      throw new IllegalStateException(
          "%d users have %d base and %d quote units together"
              .formatted(users, funds.base, funds.quote));
    }
  }

  @Override
  public void posted(Posting posting) {
    if (posting.account() >= SystemAccounts.FIRST_CLIENT) {
      if (posting.asset() == FlowFrames.BASE.id()) {
        base += posting.balanceAfter();
      } else {
        quote += posting.balanceAfter();
      }
    }
  }
}
