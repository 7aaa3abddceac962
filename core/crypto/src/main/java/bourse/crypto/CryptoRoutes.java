package bourse.crypto;

import bourse.auth.QrPicture;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.exchange.Listings;
import bourse.platform.access.Permission;
import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.Caller;
import bourse.platform.http.Cursor;
import bourse.platform.http.FieldChecks;
import bourse.platform.http.Page;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestParameters;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** What a client pays in over chains: to which addresses, and what came. */
final class CryptoRoutes implements Routes {
  private static final Pattern ASSET = Pattern.compile("[A-Z0-9]{1,12}");

  private record AssetAnswer(
      String asset,
      String chain,
      String network,
      Optional<String> contract,
      int decimals,
      int confirmations,
      boolean open) {}

  private record AssetsAnswer(List<AssetAnswer> items) {}

  private record AddressRequest(String asset, Boolean fresh) {
    void check() {
      FieldChecks checks = new FieldChecks();
      if (checks.required("asset", asset)) {
        checks.check(
            ASSET.matcher(asset).matches(),
            "asset",
            "asset",
            "asset is an asset's symbol such as BTC.");
      }
      checks.verify();
    }
  }

  private record AddressAnswer(
      UUID id,
      String asset,
      String chain,
      String network,
      String address,
      List<String> assets,
      int confirmations,
      String uri,
      String qrCode,
      Instant createdAt) {}

  private record AddressesAnswer(List<AddressAnswer> items) {}

  /** A deposit, for its client. */
  private record DepositAnswer(
      UUID id,
      String asset,
      String chain,
      String transaction,
      String address,
      BigDecimal amount,
      ChainDepositStatus status,
      long confirmations,
      int confirmationsNeeded,
      BigDecimal credited,
      BigDecimal debited,
      Instant seenAt,
      Instant updatedAt) {}

  private final List<ChainFollower> followers;
  private final CryptoWorker worker;
  private final AddressBook addresses;
  private final ChainDepositStore deposits;
  private final Listings listings;

  CryptoRoutes(
      List<ChainFollower> followers,
      CryptoWorker worker,
      AddressBook addresses,
      ChainDepositStore deposits,
      Listings listings) {
    this.followers = List.copyOf(followers);
    this.worker = worker;
    this.addresses = addresses;
    this.deposits = deposits;
    this.listings = listings;
  }

  @Override
  public List<Route> routes() {
    Access read = Access.to(Permission.ACCOUNT_READ);
    Access pay = Access.to(Permission.DEPOSIT);
    return List.of(
        new Route("GET", "/v1/crypto-assets", read, this::assets),
        new Route("GET", "/v1/deposit-addresses", read, this::addresses),
        new Route("POST", "/v1/deposit-addresses", pay, this::give),
        new Route("GET", "/v1/crypto-deposits", read, this::list),
        new Route("GET", "/v1/crypto-deposits/{id}", read, this::show));
  }

  private void assets(ServerRequest request, ServerResponse response) {
    List<AssetAnswer> items = new ArrayList<>();
    for (ChainFollower follower : followers) {
      Chain chain = follower.chain();
      for (ChainAsset asset : chain.assets()) {
        listings
            .asset(asset.symbol())
            .ifPresent(listed ->
                items.add(
                    new AssetAnswer(
                        asset.symbol(),
                        chain.name(),
                        chain.network(),
                        asset.contract().map(EthereumAddress::text),
                        Math.min(listed.scale(), asset.decimals()),
                        chain.confirmations(),
                        worker.trouble(chain.name()).isEmpty())));
      }
    }
    Reply.json(response, new AssetsAnswer(items));
  }

  private void addresses(ServerRequest request, ServerResponse response) {
    List<AddressAnswer> items = new ArrayList<>();
    for (DepositAddress address : addresses.of(Caller.of(request).userId())) {
      chain(address.chain())
          .ifPresent(chain -> items.add(answer(chain, chain.assets().getFirst(), address)));
    }
    Reply.json(response, new AddressesAnswer(items));
  }

  private void give(ServerRequest request, ServerResponse response) {
    AddressRequest wanted = Body.read(request, AddressRequest.class);
    wanted.check();
    Taken taken = taken(wanted.asset());
    if (!taken.follower().isBegun()) {
      throw new Fault(
          ErrorCode.CHAIN_NOT_FOLLOWED,
          taken.chain().name() + " is not followed yet; no address was given.");
    }
    boolean fresh = Boolean.TRUE.equals(wanted.fresh());
    DepositAddress address = addresses.give(taken.chain(), Caller.of(request), fresh);
    Reply.json(response, Status.CREATED_201, answer(taken.chain(), taken.asset(), address));
  }

  private record Taken(ChainFollower follower, ChainAsset asset) {
    Chain chain() {
      return follower.chain();
    }
  }

  private Taken taken(String symbol) {
    return followers.stream()
        .flatMap(
            follower -> follower.chain().assets().stream().map(asset -> new Taken(follower, asset)))
        .filter(one -> one.asset().symbol().equals(symbol))
        .filter(one -> listings.asset(symbol).isPresent())
        .findFirst()
        .orElseThrow(() ->
            new Fault(
                ErrorCode.CHAIN_ASSET_NOT_TAKEN,
                symbol + " is not taken over a chain here; GET /v1/crypto-assets lists what is."));
  }

  private Optional<Chain> chain(String name) {
    return followers.stream()
        .map(ChainFollower::chain)
        .filter(chain -> chain.name().equals(name))
        .findFirst();
  }

  private AddressAnswer answer(Chain chain, ChainAsset asset, DepositAddress address) {
    String uri = chain.uri(address.address(), asset);
    return new AddressAnswer(
        address.id(),
        asset.symbol(),
        chain.name(),
        chain.network(),
        address.address(),
        chain.assets().stream()
            .map(ChainAsset::symbol)
            .filter(symbol -> listings.asset(symbol).isPresent())
            .toList(),
        chain.confirmations(),
        uri,
        QrPicture.svg(uri),
        address.createdAt());
  }

  private void list(ServerRequest request, ServerResponse response) {
    int limit = RequestParameters.limit(request);
    ChainDepositStore.Filter filter =
        new ChainDepositStore.Filter(
            Optional.of(Caller.of(request).userId()),
            RequestParameters.choice(request, "status", ChainDepositStatus.class),
            Optional.empty(),
            false,
            before(request));
    Reply.json(response, page(deposits.list(filter, limit + 1), limit).map(this::answer));
  }

  static Optional<ChainDepositStore.Before> before(ServerRequest request) {
    return RequestParameters.cursor(request, 3)
        .map(parts -> new ChainDepositStore.Before(parts[0], new UUID(parts[1], parts[2])));
  }

  static Page<ChainDeposit> page(List<ChainDeposit> rows, int limit) {
    return Page.of(
        rows,
        limit,
        last ->
            Cursor.of(
                ChronoUnit.MICROS.between(Instant.EPOCH, last.seenAt()),
                last.id().getMostSignificantBits(),
                last.id().getLeastSignificantBits()));
  }

  private void show(ServerRequest request, ServerResponse response) {
    UUID id = RequestParameters.pathUuid(request, "id");
    ChainDeposit deposit =
        deposits
            .find(id)
            .filter(one -> one.user().equals(Caller.of(request).userId()))
            .orElseThrow(() ->
                new Fault(ErrorCode.NOT_FOUND, "You have no deposit with the id " + id + "."));
    Reply.json(response, answer(deposit));
  }

  private DepositAnswer answer(ChainDeposit deposit) {
    Optional<ChainFollower> follower =
        followers.stream().filter(one -> one.chain().name().equals(deposit.chain())).findFirst();
    int needed = deposit.confirmations();
    return new DepositAnswer(
        deposit.id(),
        deposit.asset(),
        deposit.chain(),
        deposit.tx(),
        deposit.address(),
        plain(deposit.amount()),
        deposit.status(),
        Math.min(needed, follower.map(one -> one.confirmations(deposit)).orElse(0L)),
        needed,
        plain(deposit.credited()),
        plain(deposit.debited()),
        deposit.seenAt(),
        deposit.updatedAt());
  }

  static BigDecimal plain(BigDecimal amount) {
    BigDecimal stripped = amount.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
