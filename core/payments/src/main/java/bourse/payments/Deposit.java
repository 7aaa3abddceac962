package bourse.payments;

import bourse.payments.Connector.NextStep;
import bourse.payments.Connector.Payer;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What a client pays in.
 *
 * @param amount what was asked for
 * @param version counts its changes
 * @param reference the provider's for the attempt; empty until it is known that it has it
 * @param payment the provider's for the money that came
 * @param next what the client does to pay
 * @param paid what came, as the provider says
 * @param credited what the account got
 * @param debited what went from the account again
 * @param owed what should have gone, and was not there
 * @param failure why nothing came, for the client
 * @param attention why one of the staff has to look at it
 * @param lookAt when the provider is asked next; empty when nothing will change
 * @param looks so often it was asked since the status changed
 */
record Deposit(
    UUID id,
    UUID user,
    long account,
    String connector,
    PaymentMethod method,
    String currency,
    BigDecimal amount,
    DepositStatus status,
    long version,
    Optional<String> reference,
    Optional<String> payment,
    Optional<NextStep> next,
    Payer payer,
    BigDecimal paid,
    BigDecimal credited,
    BigDecimal debited,
    BigDecimal owed,
    Optional<String> failure,
    Optional<Attention> attention,
    Instant createdAt,
    Instant updatedAt,
    Instant expiresAt,
    Optional<Instant> lookAt,
    int looks) {
  private static final int LONGEST_FAILURE = 300;

  /** Why one of the staff has to look at a deposit. */
  enum Attention {
    /** Money went back, and the account did not have it. */
    OWED,
    /** Another amount came than was asked for; it was credited. */
    AMOUNT_DIFFERS,
    /** Another currency came than was asked for; nothing was credited. */
    CURRENCY_DIFFERS,
    /** The exchange refused to book it. */
    NOT_BOOKED
  }

  static Deposit asked(
      UUID id,
      UUID user,
      long account,
      String connector,
      PaymentMethod method,
      String currency,
      BigDecimal amount,
      Payer payer,
      Instant now,
      Instant expiresAt) {
    return new Deposit(
        id,
        user,
        account,
        connector,
        method,
        currency,
        amount,
        DepositStatus.CREATED,
        1,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        payer,
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        Optional.empty(),
        Optional.empty(),
        now,
        now,
        expiresAt,
        Optional.of(now),
        0);
  }

  /** The same, being in another status from now on; or as it is, when it may not become that. */
  Deposit become(DepositStatus next, Instant now) {
    return status.mayBecome(next)
        ? copy(next, reference, payment, this.next, failure, attention, now, Optional.of(now), 0)
        : this;
  }

  /** The provider has it. */
  Deposit started(String providerReference, NextStep step, Instant now) {
    return copy(
            status,
            Optional.of(providerReference),
            payment,
            Optional.of(step),
            failure,
            attention,
            now,
            lookAt,
            looks)
        .become(
            step.kind() == NextStep.Kind.WAIT
                ? DepositStatus.PENDING
                : DepositStatus.REQUIRES_ACTION,
            now);
  }

  /** With why nothing came. */
  Deposit failed(Optional<String> words) {
    Optional<String> shortened =
        words.map(
            text -> text.length() > LONGEST_FAILURE ? text.substring(0, LONGEST_FAILURE) : text);
    return copy(status, reference, payment, next, shortened, attention, updatedAt, lookAt, looks);
  }

  Deposit with(Attention reason) {
    return copy(
        status, reference, payment, next, failure, Optional.of(reason), updatedAt, lookAt, looks);
  }

  /** Somebody has looked at it. */
  Deposit lookedAfter() {
    return copy(
        status, reference, payment, next, failure, Optional.empty(), updatedAt, lookAt, looks);
  }

  /** The money came. */
  Deposit paid(String providerPayment, BigDecimal came) {
    return new Deposit(
        id,
        user,
        account,
        connector,
        method,
        currency,
        amount,
        status,
        version,
        reference,
        Optional.of(providerPayment),
        Optional.empty(),
        payer,
        came,
        credited,
        debited,
        owed,
        Optional.empty(),
        attention,
        createdAt,
        updatedAt,
        expiresAt,
        lookAt,
        looks);
  }

  /** With what was booked. */
  Deposit booked(BigDecimal in, BigDecimal out, BigDecimal missing) {
    return new Deposit(
        id, user, account, connector, method, currency, amount, status, version, reference, payment,
        next, payer, paid, in, out, missing, failure, attention, createdAt, updatedAt, expiresAt,
        lookAt, looks);
  }

  /** To be looked at again then, or never. */
  Deposit lookAgain(Optional<Instant> at) {
    return copy(status, reference, payment, next, failure, attention, updatedAt, at, looks + 1);
  }

  private Deposit copy(
      DepositStatus newStatus,
      Optional<String> newReference,
      Optional<String> newPayment,
      Optional<NextStep> newNext,
      Optional<String> newFailure,
      Optional<Attention> newAttention,
      Instant newUpdatedAt,
      Optional<Instant> newLookAt,
      int newLooks) {
    return new Deposit(
        id,
        user,
        account,
        connector,
        method,
        currency,
        amount,
        newStatus,
        version,
        newReference,
        newPayment,
        newNext,
        payer,
        paid,
        credited,
        debited,
        owed,
        newFailure,
        newAttention,
        createdAt,
        newUpdatedAt,
        expiresAt,
        newLookAt,
        newLooks);
  }

  /** As the provider is asked. */
  Connector.Order order(URI returnTo) {
    return new Connector.Order(
        id,
        method,
        currency,
        MinorUnits.count(currency, amount).orElseThrow(),
        payer,
        returnTo,
        createdAt,
        expiresAt);
  }
}
