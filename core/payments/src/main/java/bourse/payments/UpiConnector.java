package bourse.payments;

import bourse.auth.QrPicture;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.service.Health;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * UPI to the venue's own address, without a provider between: the payer's app is given a link with
 * our reference (NPCI's UPI linking specification: {@code pa}, {@code pn}, {@code tr}, {@code tn},
 * {@code am}, {@code cu}), and the money is found on the bank's statement. There is nobody to ask
 * and nobody who tells: {@link StatementLines} stands for both.
 */
final class UpiConnector implements Connector {
  static final String NAME = "upi";

  private static final String RUPEE = "INR";

  private final String address;
  private final String payee;
  private final StatementLines lines;

  /**
   * @param address the venue's, such as {@code venue@bank}
   * @param payee what the payer's app calls the venue
   */
  UpiConnector(String address, String payee, StatementLines lines) {
    this.address = address;
    this.payee = payee;
    this.lines = lines;
  }

  /** By which a deposit is found in the text of a statement's line: letters and digits. */
  static String reference(UUID deposit) {
    return deposit.toString().replace("-", "").toUpperCase(Locale.ROOT);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<PaymentMethod> methods() {
    return Set.of(PaymentMethod.UPI_DIRECT);
  }

  @Override
  public Set<String> currencies() {
    return Set.of(RUPEE);
  }

  @Override
  public Health health() {
    return Health.UP;
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public Started start(Order order) {
    String reference = reference(order.deposit());
    BigDecimal amount = MinorUnits.amount(order.currency(), order.minor());
    String link =
        "upi://pay?pa="
            + encoded(address)
            + "&pn="
            + encoded(payee)
            + "&tr="
            + reference
            + "&tn="
            + reference
            + "&am="
            + amount.toPlainString()
            + "&cu="
            + RUPEE;
    return new Started(
        reference,
        new NextStep(
            NextStep.Kind.UPI_LINK,
            Optional.of(URI.create(link)),
            Map.of(),
            Optional.of(QrPicture.svg(link))));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public View look(String reference, Order order, boolean effects) {
    return lines
        .of(order.deposit())
        .map(line ->
            new View(
                Phase.PAID,
                Optional.of(line.transaction()),
                MinorUnits.count(RUPEE, line.amount()).orElseThrow(),
                RUPEE,
                List.of(),
                Optional.empty()))
        .orElseGet(() -> View.unpaid(Phase.NOT_PAID, Optional.empty()));
  }

  @Override
  public Event event(Headers headers, byte[] body, Instant now) {
    throw new Fault(ErrorCode.NOT_FOUND, "Nobody tells of payments to the venue's own address.");
  }

  @Override
  public Refunded refund(String payment, UUID refund, String currency, long minor) {
    throw new ProviderRefusal("Send it back by your bank: no provider stands between.");
  }

  @Override
  public PaidOut payOut(Payout payout) {
    throw new ProviderRefusal("Send it by your bank: no provider stands between.");
  }

  @Override
  public PaidOut payout(String reference) {
    throw new ProviderRefusal("Nothing was sent through a provider.");
  }
}
