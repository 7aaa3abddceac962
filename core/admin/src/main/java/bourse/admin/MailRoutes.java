package bourse.admin;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.notification.MailOutbox;
import bourse.notification.PostedMail;
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

/** The mail that was posted, and the password of the SMTP server, on the management port. */
final class MailRoutes implements Routes {
  private static final int LONGEST_PASSWORD = 1_000;

  private record MailAnswer(
      UUID id,
      String recipient,
      String subject,
      Instant createdAt,
      Optional<Instant> sentAt,
      int attempts,
      Optional<String> failure,
      Optional<String> text) {}

  private record MailsAnswer(List<MailAnswer> items) {}

  private record PasswordRequest(String password) {
    void check() {
      FieldChecks checks = new FieldChecks();
      if (checks.required("password", password)) {
        checks.check(
            !password.isEmpty()
                && password.length() <= LONGEST_PASSWORD
                && password.chars().noneMatch(Character::isISOControl),
            "password",
            "length",
            "The password is one line of 1 to " + LONGEST_PASSWORD + " characters.");
      }
      checks.verify();
    }
  }

  private final MailOutbox mail;
  private final Audit audit;

  MailRoutes(MailOutbox mail, Audit audit) {
    this.mail = mail;
    this.audit = audit;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/operator/mails", Access.OPERATOR, this::list),
        new Route("GET", "/operator/mails/{id}", Access.OPERATOR, this::show),
        new Route("PUT", "/operator/mail/password", Access.OPERATOR, this::setPassword));
  }

  private void list(ServerRequest request, ServerResponse response) {
    List<PostedMail> latest = mail.latest(RequestParameters.limit(request));
    Reply.json(
        response,
        new MailsAnswer(latest.stream().map(posted -> answer(posted, Optional.empty())).toList()));
  }

  private void show(ServerRequest request, ServerResponse response) {
    UUID id = RequestParameters.pathUuid(request, "id");
    PostedMail posted =
        mail.find(id)
            .orElseThrow(() -> new Fault(ErrorCode.NOT_FOUND, "There is no mail " + id + "."));
    String text = posted.mail().text();
    Reply.json(response, answer(posted, text.isEmpty() ? Optional.empty() : Optional.of(text)));
  }

  private static MailAnswer answer(PostedMail posted, Optional<String> text) {
    return new MailAnswer(
        posted.id(),
        posted.mail().recipient(),
        posted.mail().subject(),
        posted.createdAt(),
        posted.sentAt(),
        posted.attempts(),
        posted.failure(),
        text);
  }

  private void setPassword(ServerRequest request, ServerResponse response) {
    PasswordRequest wanted = Body.read(request, PasswordRequest.class);
    wanted.check();
    mail.setPassword(wanted.password());
    audit.append(new Act(Actor.of(request), "mail.password", "mail.smtp-password", ""));
    Reply.nothing(response);
  }
}
