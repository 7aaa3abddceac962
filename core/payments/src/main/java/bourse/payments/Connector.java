package bourse.payments;

import bourse.platform.service.Health;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The port behind which each payment provider is. Everything that moves money at the provider is
 * named by an id of ours, so that it can be asked for again when no answer came: the provider then
 * does it once.
 *
 * <p>Amounts are whole minor units of the currency. Each call may throw {@link ProviderRefusal}
 * (the provider said no, and nothing happened) and {@link ProviderSilence} (whether anything
 * happened is not known: ask again).
 */
interface Connector {
  /** In addresses, references and settings: {@code stripe}. Never changes. */
  String name();

  /** How people can pay through it. */
  Set<PaymentMethod> methods();

  /** In which currencies. */
  Set<String> currencies();

  /** How it is. */
  Health health();

  /** Whether it has what it needs to take payments. */
  boolean isReady();

  /**
   * What the provider is asked to take.
   *
   * @param deposit ours; the same again is the same payment
   * @param returnTo where the payer's browser goes afterwards
   * @param expiresAt nobody needs to pay it later
   */
  record Order(
      UUID deposit,
      PaymentMethod method,
      String currency,
      long minor,
      Payer payer,
      URI returnTo,
      Instant createdAt,
      Instant expiresAt) {}

  /** What a payer says of itself, where the method needs it. */
  record Payer(Optional<String> address, Optional<String> phone, Optional<String> email) {
    static final Payer UNKNOWN = new Payer(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * What the provider took on.
   *
   * @param reference by which the provider knows it from now on
   * @param next what the client does
   */
  record Started(String reference, NextStep next) {}

  /**
   * What a client does to pay.
   *
   * @param kind says which of the others are there
   * @param url where the browser goes, or what an app opens; also as a QR code
   * @param fields of a form that is posted there
   * @param qrCode the URL as a QR code, an SVG picture
   */
  record NextStep(
      Kind kind, Optional<URI> url, Map<String, String> fields, Optional<String> qrCode) {
    /** What there is to do. */
    enum Kind {
      /** The browser goes to the URL. */
      REDIRECT,
      /** The browser posts the fields to the URL. */
      FORM,
      /** An app for UPI opens the URL, or reads it as a QR code. */
      UPI_LINK,
      /** The payer's app asks by itself. */
      WAIT
    }

    public NextStep {
      fields = Map.copyOf(fields);
    }

    static NextStep redirect(URI url) {
      return new NextStep(Kind.REDIRECT, Optional.of(url), Map.of(), Optional.empty());
    }
  }

  /**
   * Asks the provider to take a payment. The same order again gives the same answer.
   *
   * @throws ProviderRefusal when it does not want this one
   * @throws ProviderSilence when there was no answer
   */
  Started start(Order order);

  /** Where a payment is. */
  enum Phase {
    NOT_PAID,
    PROCESSING,
    PAID,
    FAILED,
    EXPIRED
  }

  /** Why money moved after it was paid. */
  enum EffectKind {
    /** The venue gave it back. */
    REFUND(true),
    /** It did not get to the payer, and is here again. */
    REFUND_FAILED(false),
    /** The payer's bank took it back, or holds it while that is disputed. */
    CHARGEBACK(true),
    /** The dispute is won, and the money is here again. */
    CHARGEBACK_WON(false);

    private final boolean gone;

    EffectKind(boolean gone) {
      this.gone = gone;
    }

    /** Whether the money is gone. */
    boolean isGone() {
      return gone;
    }
  }

  /**
   * Money that went, and perhaps came again. What a provider does not list tells nothing: it may be
   * too new for its list.
   *
   * @param reference the provider's for this refund or dispute
   * @param refund ours, when we asked for it
   */
  record Effect(EffectKind kind, String reference, long minor, Optional<UUID> refund) {}

  /**
   * What the provider says of a payment, all of it, as of now.
   *
   * @param payment the provider's reference of the money that came; there when it was paid
   * @param minor what came
   * @param failure why not, for the client
   */
  record View(
      Phase phase,
      Optional<String> payment,
      long minor,
      String currency,
      List<Effect> effects,
      Optional<String> failure) {
    public View {
      effects = List.copyOf(effects);
    }

    static View unpaid(Phase phase, Optional<String> failure) {
      return new View(phase, Optional.empty(), 0, "", List.of(), failure);
    }
  }

  /**
   * Asks the provider.
   *
   * @param reference of {@link Started}
   * @param effects whether all effects are asked for, also when the payment has no sign of any: one
   *     that was there may be gone
   */
  View look(String reference, Order order, boolean effects);

  /**
   * A webhook that is the provider's.
   *
   * @param id unique for this event
   * @param deposit ours, when the event names it
   * @param references the provider's that it is about: of attempts and of payments
   */
  record Event(String id, String type, Optional<UUID> deposit, Set<String> references) {
    public Event {
      references = Set.copyOf(references);
    }
  }

  /**
   * Checks that a webhook is the provider's, and reads what it is about.
   *
   * @param headers gives a header by its name
   * @param body exactly as it came
   * @throws bourse.domain.Fault {@code WEBHOOK_REFUSED}
   */
  Event event(Headers headers, byte[] body, Instant now);

  /** The headers of a request. */
  @FunctionalInterface
  interface Headers {
    Optional<String> first(String name);
  }

  /** How far a refund is. */
  enum RefundStatus {
    PENDING,
    DONE,
    FAILED
  }

  /** A refund at the provider. */
  record Refunded(String reference, RefundStatus status) {}

  /**
   * Gives money back. The same refund again is the same.
   *
   * @param payment of {@link View}
   * @param refund ours
   */
  Refunded refund(String payment, UUID refund, String currency, long minor);

  /** How far a payout is. */
  enum PayoutStatus {
    PENDING,
    PAID,
    FAILED
  }

  /** What goes out to somebody. */
  record Payout(UUID id, String destination, String currency, long minor) {}

  /** A payout at the provider. */
  record PaidOut(String reference, PayoutStatus status, Optional<String> failure) {}

  /**
   * Sends money out. The same payout again is the same.
   *
   * @param payout its destination is one that the provider knows
   */
  PaidOut payOut(Payout payout);

  /** How far a payout is now. */
  PaidOut payout(String reference);
}
