package bourse.crypto;

import bourse.auth.User;
import bourse.auth.Users;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import bourse.platform.access.Permission;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.data.Database;
import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.FieldChecks;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestParameters;
import bourse.platform.http.Route;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** What the staff and the operator see and do about chains. */
final class CryptoStaffRoutes {
  private static final int MAXIMUM_NOTE = 1_000;

  private record DustAnswer(String asset, String amount) {}

  private record ChainAnswer(
      String chain,
      String network,
      List<String> assets,
      int confirmations,
      OptionalLong readBlock,
      OptionalLong nodeBlock,
      Optional<String> trouble,
      boolean hasNodeSecret,
      List<DustAnswer> dust) {}

  private record ChainsAnswer(List<ChainAnswer> items) {}

  private record Listed(
      UUID id,
      UUID user,
      String account,
      String chain,
      String asset,
      String transaction,
      String place,
      String address,
      BigDecimal amount,
      String exact,
      String dust,
      OptionalLong block,
      ChainDepositStatus status,
      BigDecimal credited,
      BigDecimal debited,
      BigDecimal owed,
      Optional<ChainDeposit.Attention> attention,
      Instant seenAt,
      Instant updatedAt) {
    static Listed of(ChainDeposit deposit) {
      return new Listed(
          deposit.id(),
          deposit.user(),
          Long.toString(deposit.account()),
          deposit.chain(),
          deposit.asset(),
          deposit.tx(),
          deposit.place(),
          deposit.address(),
          CryptoRoutes.plain(deposit.amount()),
          deposit.exact().toString(),
          deposit.dust().toString(),
          deposit.height(),
          deposit.status(),
          CryptoRoutes.plain(deposit.credited()),
          CryptoRoutes.plain(deposit.debited()),
          CryptoRoutes.plain(deposit.owed()),
          deposit.attention(),
          deposit.seenAt(),
          deposit.updatedAt());
    }
  }

  private record MovementAnswer(
      UUID id,
      String reference,
      ChainMovement.Kind kind,
      BigDecimal amount,
      ChainMovement.Status status,
      OptionalLong sequence,
      Optional<String> refusal,
      Instant createdAt) {
    static MovementAnswer of(ChainMovement movement) {
      return new MovementAnswer(
          movement.id(),
          movement.reference(),
          movement.kind(),
          CryptoRoutes.plain(movement.amount()),
          movement.status(),
          movement.sequence(),
          movement.refusal().map(ErrorCode::title),
          movement.createdAt());
    }
  }

  private record Shown(Listed deposit, List<MovementAnswer> movements) {}

  private record NoteRequest(String note) {}

  private record SecretRequest(String chain, String secret) {}

  private final List<ChainFollower> followers;
  private final CryptoWorker worker;
  private final ChainDepositStore deposits;
  private final ChainMovementStore movements;
  private final NodeSecrets secrets;
  private final Users users;
  private final Database database;
  private final Audit audit;

  CryptoStaffRoutes(
      List<ChainFollower> followers,
      CryptoWorker worker,
      ChainDepositStore deposits,
      ChainMovementStore movements,
      NodeSecrets secrets,
      Users users,
      Database database,
      Audit audit) {
    this.followers = List.copyOf(followers);
    this.worker = worker;
    this.deposits = deposits;
    this.movements = movements;
    this.secrets = secrets;
    this.users = users;
    this.database = database;
    this.audit = audit;
  }

  List<Route> ofStaff() {
    return routes(
        "/v1/admin",
        Access.to(Permission.PAYMENTS_READ),
        Access.to(Permission.MONEY_BOOK).withSecondFactor());
  }

  List<Route> ofOperator() {
    List<Route> routes = new ArrayList<>(routes("/operator", Access.OPERATOR, Access.OPERATOR));
    routes.add(new Route("POST", "/operator/crypto-secrets", Access.OPERATOR, this::keepSecret));
    return routes;
  }

  private List<Route> routes(String base, Access read, Access book) {
    return List.of(
        new Route("GET", base + "/crypto", read, this::chains),
        new Route("GET", base + "/crypto-deposits", read, this::list),
        new Route("GET", base + "/crypto-deposits/{id}", read, this::show),
        new Route("POST", base + "/crypto-deposits/{id}/resolution", book, this::resolve));
  }

  private void chains(ServerRequest request, ServerResponse response) {
    Reply.json(response, new ChainsAnswer(followers.stream().map(this::answer).toList()));
  }

  private ChainAnswer answer(ChainFollower follower) {
    Chain chain = follower.chain();
    Map<String, BigInteger> dust = deposits.dust(chain.name());
    return new ChainAnswer(
        chain.name(),
        chain.network(),
        chain.assets().stream().map(ChainAsset::symbol).toList(),
        chain.confirmations(),
        height(follower.reached()),
        height(follower.tip()),
        Optional.of(worker.trouble(chain.name())).filter(trouble -> !trouble.isEmpty()),
        secrets.isKept(chain.name()),
        chain.assets().stream()
            .filter(asset -> dust.getOrDefault(asset.symbol(), BigInteger.ZERO).signum() > 0)
            .map(asset ->
                new DustAnswer(
                    asset.symbol(),
                    CryptoRoutes.plain(new BigDecimal(dust.get(asset.symbol()), asset.decimals()))
                        .toPlainString()))
            .toList());
  }

  private static OptionalLong height(long height) {
    return height < 0 ? OptionalLong.empty() : OptionalLong.of(height);
  }

  private void list(ServerRequest request, ServerResponse response) {
    int limit = RequestParameters.limit(request);
    ChainDepositStore.Filter filter =
        new ChainDepositStore.Filter(
            RequestParameters.text(request, "user").map(this::userNamed),
            RequestParameters.choice(request, "status", ChainDepositStatus.class),
            RequestParameters.text(request, "chain").map(CryptoStaffRoutes::chainName),
            RequestParameters.text(request, "attention")
                .map(CryptoStaffRoutes::isTrue)
                .orElse(false),
            CryptoRoutes.before(request));
    Reply.json(
        response, CryptoRoutes.page(deposits.list(filter, limit + 1), limit).map(Listed::of));
  }

  private static String chainName(String text) {
    if (!text.matches("[a-z]{1,20}")) {
      throw invalid("chain", "chain", "chain is the name of one, such as bitcoin.");
    }
    return text;
  }

  private static boolean isTrue(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw invalid("attention", "choice", "attention is true or false.");
    }
    return text.equals("true");
  }

  private static Fault invalid(String field, String rule, String message) {
    return new Fault(
        ErrorCode.INVALID_FIELD, message, List.of(new FieldError(field, rule, message)));
  }

  private UUID userNamed(String name) {
    Optional<User> user =
        name.contains("@") ? users.findByEmail(name) : byId(name).flatMap(users::find);
    return user.map(User::id)
        .orElseThrow(() -> new Fault(ErrorCode.NOT_FOUND, "There is no such user."));
  }

  private static Optional<UUID> byId(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private ChainDeposit named(ServerRequest request) {
    UUID id = RequestParameters.pathUuid(request, "id");
    return deposits
        .find(id)
        .orElseThrow(
            () -> new Fault(ErrorCode.NOT_FOUND, "There is no deposit with the id " + id + "."));
  }

  private void show(ServerRequest request, ServerResponse response) {
    Reply.json(response, shown(named(request)));
  }

  private Shown shown(ChainDeposit deposit) {
    return new Shown(
        Listed.of(deposit), movements.of(deposit.id()).stream().map(MovementAnswer::of).toList());
  }

  /** One of the staff has dealt with what a deposit called for. */
  private void resolve(ServerRequest request, ServerResponse response) {
    NoteRequest wanted = Body.read(request, NoteRequest.class);
    FieldChecks checks = new FieldChecks();
    if (checks.required("note", wanted.note())) {
      checks.check(
          !wanted.note().isBlank() && wanted.note().length() <= MAXIMUM_NOTE,
          "note",
          "length",
          "A note says why, in at most " + MAXIMUM_NOTE + " characters.");
    }
    checks.verify();
    UUID id = named(request).id();
    Actor actor = Actor.of(request);
    database.<Void, RuntimeException>durably(handle -> {
      deposits.attention(handle, id, Optional.empty());
      audit.append(handle, new Act(actor, "crypto.resolve", "crypto-deposit:" + id, wanted.note()));
      return null;
    });
    Reply.json(response, shown(named(request)));
  }

  private void keepSecret(ServerRequest request, ServerResponse response) {
    SecretRequest wanted = Body.read(request, SecretRequest.class);
    FieldChecks checks = new FieldChecks();
    if (checks.required("chain", wanted.chain())) {
      checks.check(
          followers.stream().anyMatch(one -> one.chain().name().equals(wanted.chain())),
          "chain",
          "chain",
          "chain is one that is turned on: "
              + String.join(", ", followers.stream().map(one -> one.chain().name()).toList())
              + ".");
    }
    checks.required("secret", wanted.secret());
    checks.verify();
    audit.append(
        new Act(Actor.of(request), "crypto.secret", "crypto:" + wanted.chain(), "node secret"));
    secrets.keep(wanted.chain(), wanted.secret());
    Reply.nothing(response);
  }
}
