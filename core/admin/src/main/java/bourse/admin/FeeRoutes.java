package bourse.admin;

import bourse.domain.AssetDefinition;
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
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.FieldChecks;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestParameters;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import bourse.wallet.AccountFees;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What accounts pay: {@code /operator/fees}, and the group that an account is in. */
final class FeeRoutes implements Routes {
  /** Null for all groups, all symbols, or any volume. */
  private record Rate(
      Integer group,
      String symbol,
      BigDecimal minimumVolume,
      BigDecimal makerBasisPoints,
      BigDecimal takerBasisPoints) {}

  /** Without a currency volume is not counted. */
  private record Fees(String volumeCurrency, List<Rate> rates) {}

  private record GroupRequest(Integer group) {}

  private record GroupAnswer(String account, int group, long sequence) {}

  private final AccountDirectory directory;
  private final AccountStore accounts;
  private final Listings listings;
  private final AccountFees accountFees;
  private final OperatorCommands commands;
  private final Audit audit;

  FeeRoutes(
      AccountDirectory directory,
      AccountStore accounts,
      Listings listings,
      AccountFees accountFees,
      OperatorCommands commands,
      Audit audit) {
    this.directory = directory;
    this.accounts = accounts;
    this.listings = listings;
    this.accountFees = accountFees;
    this.commands = commands;
    this.audit = audit;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/operator/fees", Access.OPERATOR, this::show),
        new Route("POST", "/operator/fees", Access.OPERATOR, this::set),
        new Route("GET", "/operator/accounts/{account}/fees", Access.OPERATOR, this::ofAccount),
        new Route(
            "POST", "/operator/accounts/{account}/fee-group", Access.OPERATOR, this::setGroup));
  }

  private void show(ServerRequest request, ServerResponse response) throws InterruptedException {
    answer(response);
  }

  private void set(ServerRequest request, ServerResponse response) throws InterruptedException {
    Fees wanted = Body.read(request, Fees.class);
    Optional<AssetDefinition> volume =
        Optional.ofNullable(wanted.volumeCurrency())
            .map(currency -> listings.asset("volumeCurrency", currency));
    int mostRates = FeeSchedule.mostRates(volume.map(AssetDefinition::id).orElse(0));
    FieldChecks checks = new FieldChecks();
    if (checks.required("rates", wanted.rates())) {
      checks.check(
          wanted.rates().size() <= mostRates,
          "rates",
          "length",
          "This fee schedule has at most " + mostRates + " rates.");
    }
    checks.verify();
    List<FeeRate> rates = new ArrayList<>();
    for (int i = 0; i < wanted.rates().size(); i++) {
      rates.add(rate("rates[" + i + "]", wanted.rates().get(i), volume));
    }
    FeeSchedule schedule = new FeeSchedule(volume.map(AssetDefinition::id).orElse(0), rates);
    audit(request, "fees.set", "fees", rates.size() + " rates: " + words(wanted));
    long sequence = commands.submit(request, context -> Commands.setFees(context, schedule));
    Reply.sequence(response, sequence);
    answer(response);
  }

  private void ofAccount(ServerRequest request, ServerResponse response)
      throws InterruptedException {
    AccountDirectory.Listed account = directory.find(RequestParameters.path(request, "account"));
    commands.awaitProjected();
    Reply.json(response, accountFees.of(account.account()));
  }

  private FeeRate rate(String field, Rate wanted, Optional<AssetDefinition> volume) {
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
        volume(field + ".minimumVolume", wanted.minimumVolume(), volume),
        rate(field + ".makerBasisPoints", wanted.makerBasisPoints(), -10_000),
        rate(field + ".takerBasisPoints", wanted.takerBasisPoints(), 0));
  }

  private static long volume(String field, BigDecimal minimum, Optional<AssetDefinition> currency) {
    if (minimum == null) {
      return 0;
    }
    AssetDefinition asset =
        currency.orElseThrow(
            () -> invalid(field, field + " needs a volumeCurrency, in which volume is counted."));
    String rule = field + " is an amount of " + asset.symbol() + ", not below 0.";
    if (minimum.signum() < 0) {
      throw invalid(field, rule);
    }
    return asset.units(minimum).orElseThrow(() -> invalid(field, rule));
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
    FeeSchedule fees = accounts.fees();
    Optional<AssetDefinition> volume = listings.asset(fees.volumeAsset());
    Reply.json(
        response,
        new Fees(
            volume.map(AssetDefinition::symbol).orElse(null),
            fees.rates().stream().map(rate -> view(rate, volume)).toList()));
  }

  private Rate view(FeeRate rate, Optional<AssetDefinition> volume) {
    return new Rate(
        rate.group() == 0 ? null : rate.group(),
        listings.symbol(rate.symbol()).map(SymbolDefinition::symbol).orElse(null),
        rate.minimumVolume() == 0 ? null : plain(volume.orElseThrow().amount(rate.minimumVolume())),
        FeeRate.basisPoints(rate.makerRate()),
        FeeRate.basisPoints(rate.takerRate()));
  }

  private static BigDecimal plain(BigDecimal amount) {
    BigDecimal plain = amount.stripTrailingZeros();
    return plain.scale() < 0 ? plain.setScale(0) : plain;
  }

  /** As far as the audit has room. */
  private static String words(Fees fees) {
    StringBuilder words = new StringBuilder();
    for (Rate rate : fees.rates()) {
      words.append(
          "%s %s %s%s/%s; "
              .formatted(
                  rate.group() == null ? "all" : "group " + rate.group(),
                  rate.symbol() == null ? "everywhere" : rate.symbol(),
                  rate.minimumVolume() == null
                      ? ""
                      : "from %s %s on "
                          .formatted(rate.minimumVolume().toPlainString(), fees.volumeCurrency()),
                  rate.makerBasisPoints().toPlainString(),
                  rate.takerBasisPoints().toPlainString()));
    }
    return words.length() > 3_000 ? words.substring(0, 3_000) + "…" : words.toString();
  }

  private void audit(ServerRequest request, String action, String target, String notes) {
    audit.append(new Act(Actor.of(request), action, target, notes));
  }
}
