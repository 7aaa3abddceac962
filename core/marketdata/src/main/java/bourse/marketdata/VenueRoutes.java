package bourse.marketdata;

import bourse.domain.SafeState;
import bourse.domain.SafeStateCause;
import bourse.exchange.VenueStatus;
import bourse.platform.http.Access;
import bourse.platform.http.Reply;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.List;

/** What the venue as a whole does now. */
public final class VenueRoutes implements Routes {
  private record VenueView(SafeState safeState, SafeStateCause cause, Instant since) {}

  private final VenueStatus venue;

  public VenueRoutes(VenueStatus venue) {
    this.venue = venue;
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route("GET", "/v1/venue", Access.PUBLIC, this::venue));
  }

  private void venue(ServerRequest request, ServerResponse response) {
    VenueStatus.Status status = venue.status();
    Reply.json(
        response, new VenueView(status.state(), status.cause(), status.since().orElse(null)));
  }
}
