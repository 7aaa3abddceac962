package bourse.withdrawals;

import bourse.domain.HouseAccount;
import bourse.platform.service.Health;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The port behind which each way out is. A payout is named by an id of ours, so that it can be
 * looked at when no answer came: the same id is the same payout, and is sent once, however often it
 * is asked for.
 *
 * <p>Amounts are decimals in the asset, with no more decimals than {@link #decimals}. What the
 * client pays is decided when the withdrawal is asked for; it is no matter of the rail what sending
 * costs in the end, but for {@link View.Settled#cost}. Thread safe: one payout is never asked about
 * by two threads, different ones are.
 */
public interface PayoutRail {
  /** In settings, switches and SQL: {@code bank}. At most 20 of a-z and -; never changes. */
  String name();

  /** The kind of destination that it serves; of one name there is one kind. */
  DestinationKind kind();

  /** The assets that it can send, whether they are listed here or not. */
  Set<String> currencies();

  /** How many decimals an amount may have; the asset's own scale limits it too. */
  int decimals(String currency);

  /** The least that it sends. */
  BigDecimal minimum(String currency);

  /**
   * What the client pays for it beside the amount, at this moment; 0 for nothing.
   *
   * @param amount what is to arrive
   */
  BigDecimal fee(String currency, BigDecimal amount);

  /** From which account of the books it sends. */
  HouseAccount account(String currency);

  /** Whether it has what it needs to send. */
  boolean isReady();

  /** How it is. */
  Health health();

  /**
   * What is to be sent.
   *
   * @param id ours; the same again is the same payout
   * @param amount what arrives, without fee
   * @param requestedAt when the client asked
   */
  record Payout(
      UUID id, String currency, BigDecimal amount, Destination destination, Instant requestedAt) {}

  /** What a rail knows of a payout. */
  sealed interface View {
    /** Nothing: it never came, or never got further than here. It may be sent. */
    record Unknown() implements View {}

    /**
     * It is on its way.
     *
     * @param reference the provider's or the chain's; empty until it has one
     */
    record Accepted(Optional<String> reference) implements View {}

    /**
     * It has gone, for good as far as anybody can say.
     *
     * @param reference the provider's or the chain's
     * @param cost what it cost the house, where the rail knows that for sure
     */
    record Settled(String reference, Optional<Cost> cost) implements View {}

    /**
     * It did not go and never will: what is held for it is the client's again.
     *
     * @param reason for the client
     */
    record Failed(String reason) implements View {}

    /**
     * It had gone and came back, as a whole.
     *
     * @param reference of the return
     * @param reason for the client
     */
    record Returned(String reference, String reason) implements View {}
  }

  /** What sending cost, taken from {@link #account} of that asset. */
  record Cost(String currency, BigDecimal amount) {}

  /**
   * Sends. It is noted durably before that it may have been sent.
   *
   * @return what is known of it now: {@link View.Accepted} for most, {@link View.Failed} when the
   *     rail refuses this one
   * @throws RailTrouble when nothing happened, and it may be tried again later
   * @throws RailSilence when it is not known whether anything happened
   */
  View submit(Payout payout);

  /**
   * What became of a payout. Asked before anything is sent a second time, and again and again until
   * it has an end; after {@link View.Settled} for a while, since it may come back.
   *
   * @param reference as far as one is known
   * @throws RailTrouble when it can't be asked at the moment
   * @throws RailSilence when no answer came
   */
  View look(Payout payout, Optional<String> reference);

  /**
   * Takes whom to tell that there is news of a payout, by its id: it is looked at soon then. Nobody
   * has to be told.
   */
  default void onNews(Consumer<UUID> listener) {}
}
