package bourse.payments;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.data.Database;
import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestParameters;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import bourse.platform.time.WallClock;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * {@code POST /v1/webhooks/{provider}}: takes what providers tell. An event is kept before it is
 * answered, and then only has the provider asked: neither its order nor a second one changes
 * anything.
 */
final class WebhookRoutes implements Routes {
  private static final long LONGEST = 1 << 20;

  private final Connectors connectors;
  private final EventStore events;
  private final DepositStore deposits;
  private final PaymentWorker worker;
  private final Database database;
  private final WallClock clock;

  WebhookRoutes(
      Connectors connectors,
      EventStore events,
      DepositStore deposits,
      PaymentWorker worker,
      Database database,
      WallClock clock) {
    this.connectors = connectors;
    this.events = events;
    this.deposits = deposits;
    this.worker = worker;
    this.database = database;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("POST", "/v1/webhooks/{provider}", Access.PUBLIC, this::take)
            .withBodyUpTo(LONGEST));
  }

  private void take(ServerRequest request, ServerResponse response) {
    Connector connector =
        connectors
            .named(RequestParameters.path(request, "provider"))
            .orElseThrow(() ->
                new Fault(ErrorCode.NOT_FOUND, "No provider of this name is connected here."));
    byte[] body = Body.bytes(request);
    Instant now = clock.instant();
    Connector.Event event =
        connector.event(name -> request.headers().first(HeaderNames.create(name)), body, now);
    if (!events.knows(connector.name(), event.id(), Hmac.hash(body))) {
      keep(connector, event, body, now).ifPresent(worker::wake);
    }
    Reply.nothing(response);
  }

  private Optional<UUID> keep(
      Connector connector, Connector.Event event, byte[] body, Instant now) {
    Optional<UUID> deposit =
        event
            .deposit()
            .flatMap(deposits::find)
            .filter(one -> one.connector().equals(connector.name()))
            .map(Deposit::id)
            .or(() -> deposits.idOf(connector.name(), event.references()));
    return database.<Optional<UUID>, RuntimeException>durably(handle -> {
      boolean isNew = events.insert(handle, connector.name(), event, deposit, body, now);
      if (isNew && deposit.isPresent()) {
        deposits.lookSoon(handle, deposit.get(), now);
        return deposit;
      }
      return Optional.empty();
    });
  }
}
