package bourse.admin;

import bourse.notification.TextMailbox;
import bourse.platform.http.Access;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestParameters;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The mailbox of text messages, on the management port. */
public final class TextRoutes implements Routes {
  private record TextAnswer(UUID id, String recipient, String text, Instant createdAt) {
    static TextAnswer of(TextMailbox.Kept kept) {
      return new TextAnswer(
          kept.id(), kept.message().recipient(), kept.message().text(), kept.createdAt());
    }
  }

  private record TextsAnswer(List<TextAnswer> items) {}

  private final TextMailbox texts;

  public TextRoutes(TextMailbox texts) {
    this.texts = texts;
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route("GET", "/operator/texts", Access.OPERATOR, this::list));
  }

  private void list(ServerRequest request, ServerResponse response) {
    List<TextMailbox.Kept> latest = texts.latest(RequestParameters.limit(request));
    Reply.json(response, new TextsAnswer(latest.stream().map(TextAnswer::of).toList()));
  }
}
