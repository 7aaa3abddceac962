package bourse.admin;

import bourse.exchange.LiveVenue;
import bourse.exchange.SqlCut;
import bourse.exchange.SqlCutStream;
import bourse.exchange.StateHash;
import bourse.platform.http.Access;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestParameters;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * What a proof beside the running server asks for: the hash of the engine's state, now ({@code
 * /operator/state-hash}) or after any command ({@code /operator/state-hash/4711}), how far SQL is
 * ({@code /operator/projection}), and its projected rows of one moment ({@code
 * /operator/projection/rows}).
 */
final class ProofRoutes implements Routes {
  private record StateAnswer(long sequence, String sha256) {
    static StateAnswer of(StateHash hash) {
      return new StateAnswer(hash.sequence(), hash.hex());
    }
  }

  private record PositionAnswer(long position) {}

  private final LiveVenue venue;

  ProofRoutes(LiveVenue venue) {
    this.venue = venue;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/operator/state-hash", Access.OPERATOR, this::state),
        new Route("GET", "/operator/state-hash/{sequence}", Access.OPERATOR, this::stateAt),
        new Route("GET", "/operator/projection", Access.OPERATOR, this::position),
        new Route("GET", "/operator/projection/rows", Access.OPERATOR, this::rows));
  }

  private void state(ServerRequest request, ServerResponse response) throws InterruptedException {
    Reply.json(response, StateAnswer.of(venue.liveState().orElseThrow()));
  }

  private void stateAt(ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    long sequence = RequestParameters.pathEngineId(request, "sequence");
    Reply.json(response, StateAnswer.of(venue.stateAt(sequence)));
  }

  private void position(ServerRequest request, ServerResponse response) {
    Reply.json(response, new PositionAnswer(venue.projected()));
  }

  private void rows(ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    long atLeast = RequestParameters.atLeastSequence(request).orElse(0);
    try (SqlCut cut = venue.cut(atLeast)) {
      response.header(HeaderNames.CONTENT_TYPE, "application/x-ndjson");
      try (OutputStream out = response.outputStream()) {
        SqlCutStream.write(cut, out);
      }
    }
  }
}
