package bourse.admin;

import bourse.notification.TextOutbox;
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
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The outbox of text messages, and the provider's secret, on the management port. */
public final class TextRoutes implements Routes {
  private record TextAnswer(
      UUID id,
      String recipient,
      Optional<String> text,
      Instant createdAt,
      int attempts,
      Optional<Instant> sentAt,
      Optional<String> failure) {
    static TextAnswer of(TextOutbox.Kept kept) {
      return new TextAnswer(
          kept.id(),
          kept.message().recipient(),
          Optional.of(kept.message().text()).filter(text -> !text.isEmpty()),
          kept.createdAt(),
          kept.attempts(),
          kept.sentAt(),
          kept.failure());
    }
  }

  private record TextsAnswer(List<TextAnswer> items) {}

  private record SecretRequest(String secret) {
    void check() {
      FieldChecks checks = new FieldChecks();
      if (checks.required("secret", secret)) {
        checks.check(
            secret.matches("[!-~]{1,200}"), "secret", "length", "secret has 1 to 200 characters.");
      }
      checks.verify();
    }
  }

  private final TextOutbox texts;
  private final Audit audit;

  public TextRoutes(TextOutbox texts, Audit audit) {
    this.texts = texts;
    this.audit = audit;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/operator/texts", Access.OPERATOR, this::list),
        new Route("PUT", "/operator/sms/secret", Access.OPERATOR, this::setSecret));
  }

  private void list(ServerRequest request, ServerResponse response) {
    List<TextOutbox.Kept> latest = texts.latest(RequestParameters.limit(request));
    Reply.json(response, new TextsAnswer(latest.stream().map(TextAnswer::of).toList()));
  }

  private void setSecret(ServerRequest request, ServerResponse response) {
    SecretRequest wanted = Body.read(request, SecretRequest.class);
    wanted.check();
    texts.setSecret(wanted.secret());
    audit.append(new Act(Actor.of(request), "sms.secret", "sms.provider-secret", ""));
    Reply.nothing(response);
  }
}
