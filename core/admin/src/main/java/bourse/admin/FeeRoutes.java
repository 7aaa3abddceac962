package bourse.admin;

import bourse.domain.Decimals;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FeeRate;
import bourse.domain.FeeSchedule;
import bourse.domain.FieldError;
import bourse.domain.SymbolDefinition;
import bourse.engine.Commands;
import bourse.exchange.AccountStore;
import bourse.exchange.Listings;
import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.FieldChecks;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestParameters;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** What accounts pay: {@code /operator/fees}, and the group that an account is in. */
final class FeeRoutes implements Routes {
  /** Null for all groups, or all symbols. */
  private record Rate(
      Integer group, String symbol, BigDecimal makerBasisPoints, BigDecimal takerBasisPoints) {}

  private record Fees(List<Rate> rates) {}

  private record GroupRequest(Integer group) {}

  private record GroupAnswer(String account, int group, long sequence) {}

  private final AccountDirectory directory;
  private final AccountStore accounts;
  private final Listings listings;
  private final OperatorCommands commands;
  private final AuditTrail audit;

  FeeRoutes(
      AccountDirectory directory,
      AccountStore accounts,
      Listings listings,
      OperatorCommands commands,
      AuditTrail audit) {
    this.directory = directory;
    this.accounts = accounts;
    this.listings = listings;
    this.commands = commands;
    this.audit = audit;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/operator/fees", Access.OPERATOR, this::show),
        new Route("POST", "/operator/fees", Access.OPERATOR, this::set),
        new Route(
            "POST", "/operator/accounts/{account}/fee-group", Access.OPERATOR, this::setGroup));
  }

  private void show(ServerRequest request, ServerResponse response) throws InterruptedException {
    answer(response);
  }

  private void set(ServerRequest request, ServerResponse response) throws InterruptedException {
    Fees wanted = Body.read(request, Fees.class);
    FieldChecks checks = new FieldChecks();
    if (checks.required("rates", wanted.rates())) {
      checks.check(
          wanted.rates().size() <= FeeSchedule.MOST_RATES,
          "rates",
          "length",
          "A fee schedule has at most " + FeeSchedule.MOST_RATES + " rates.");
    }
    checks.verify();
    List<FeeRate> rates = new ArrayList<>();
    for (int i = 0; i < wanted.rates().size(); i++) {
      rates.add(rate("rates[" + i + "]", wanted.rates().get(i)));
    }
    audit(request, "fees.set", "fees", rates.size() + " rates: " + words(wanted));
    long sequence =
        commands.submit(request, context -> Commands.setFees(context, new FeeSchedule(rates)));
    Reply.sequence(response, sequence);
    answer(response);
  }

  private FeeRate rate(String field, Rate wanted) {
    int symbol =
        wanted.symbol() == null
            ? 0
            : listings
                .symbol(wanted.symbol())
                .map(SymbolDefinition::id)
                .orElseThrow(() ->
                    invalid(field + ".symbol", "There is no symbol " + wanted.symbol() + "."));
    int group = wanted.group() == null ? 0 : wanted.group();
    if (group < 0 || group > FeeRate.MAXIMUM_GROUP) {
      throw invalid(field + ".group", "Groups are 0 to " + FeeRate.MAXIMUM_GROUP + ".");
    }
    return new FeeRate(
        group,
        symbol,
        rate(field + ".makerBasisPoints", wanted.makerBasisPoints(), -10_000),
        rate(field + ".takerBasisPoints", wanted.takerBasisPoints(), 0));
  }

  private static int rate(String field, BigDecimal points, int least) {
    String rule =
        field + " is a decimal from " + least + " to 10000 basis points, with at most 2 decimals.";
    if (points == null
        || points.compareTo(BigDecimal.valueOf(least)) < 0
        || points.compareTo(BigDecimal.valueOf(10_000)) > 0) {
      throw invalid(field, rule);
    }
    long rate = Decimals.count(points.abs(), 1, 2).orElseThrow(() -> invalid(field, rule));
    return Math.toIntExact(points.signum() < 0 ? -rate : rate);
  }

  private static Fault invalid(String field, String message) {
    return new Fault(
        ErrorCode.INVALID_FIELD, message, List.of(new FieldError(field, "rate", message)));
  }

  private void setGroup(ServerRequest request, ServerResponse response) {
    AccountDirectory.Listed account = directory.find(RequestParameters.path(request, "account"));
    GroupRequest wanted = Body.read(request, GroupRequest.class);
    FieldChecks checks = new FieldChecks();
    if (checks.required("group", wanted.group())) {
      checks.check(
          wanted.group() >= 0 && wanted.group() <= FeeRate.MAXIMUM_GROUP,
          "group",
          "range",
          "Groups are 0 to " + FeeRate.MAXIMUM_GROUP + ".");
    }
    checks.verify();
    audit(request, "account.fee-group", "account:" + account.account(), "group " + wanted.group());
    long sequence =
        commands.submit(
            request, context -> Commands.setFeeGroup(context, account.account(), wanted.group()));
    Reply.sequence(response, sequence);
    Reply.json(
        response, new GroupAnswer(Long.toString(account.account()), wanted.group(), sequence));
  }

  private void answer(ServerResponse response) throws InterruptedException {
    commands.awaitProjected();
    Reply.json(response, new Fees(accounts.fees().rates().stream().map(this::view).toList()));
  }

  private Rate view(FeeRate rate) {
    return new Rate(
        rate.group() == 0 ? null : rate.group(),
        listings.symbol(rate.symbol()).map(SymbolDefinition::symbol).orElse(null),
        FeeRate.basisPoints(rate.makerRate()),
        FeeRate.basisPoints(rate.takerRate()));
  }

  /** As far as the audit has room. */
  private static String words(Fees fees) {
    StringBuilder words = new StringBuilder();
    for (Rate rate : fees.rates()) {
      words.append(
          "%s %s %s/%s; "
              .formatted(
                  rate.group() == null ? "all" : "group " + rate.group(),
                  rate.symbol() == null ? "everywhere" : rate.symbol(),
                  rate.makerBasisPoints().toPlainString(),
                  rate.takerBasisPoints().toPlainString()));
    }
    return words.length() > 3_000 ? words.substring(0, 3_000) + "…" : words.toString();
  }

  private void audit(ServerRequest request, String action, String target, String notes) {
    audit.append(
        AuditTrail.Act.byOperator(
            OperatorGuard.Operator.of(request).systemUser(), action, target, notes));
  }
}
