package bourse.admin;

import bourse.admin.Announcements.Announcement;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.access.Permission;
import bourse.platform.audit.Actor;
import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.FieldChecks;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestParameters;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import bourse.platform.time.WallClock;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** {@code /v1/announcements} for everyone, {@code /v1/admin/announcements} for who writes them. */
final class AnnouncementRoutes implements Routes {
  private static final int LONGEST_TITLE = 200;
  private static final int LONGEST_TEXT = 4_000;

  private record NewAnnouncement(
      String title, String text, Instant publishedAt, Instant expiresAt) {
    void check() {
      FieldChecks checks = new FieldChecks();
      checkText(checks, "title", title, LONGEST_TITLE);
      checkText(checks, "text", text, LONGEST_TEXT);
      checks.check(
          expiresAt == null || publishedAt == null || publishedAt.isBefore(expiresAt),
          "expiresAt",
          "order",
          "An announcement ends after it was published.");
      checks.verify();
    }

    private static void checkText(FieldChecks checks, String field, String text, int longest) {
      if (checks.required(field, text)) {
        checks.check(
            !text.isBlank() && text.length() <= longest,
            field,
            "length",
            field + " has 1 to " + longest + " characters.");
      }
    }
  }

  private record AnnouncementList(List<Announcement> items) {}

  private final Announcements announcements;
  private final WallClock clock;

  AnnouncementRoutes(Announcements announcements, WallClock clock) {
    this.announcements = announcements;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    Access writers = Access.to(Permission.ANNOUNCE);
    return List.of(
        new Route("GET", "/v1/announcements", Access.PUBLIC, this::shown),
        new Route("GET", "/v1/admin/announcements", writers, this::all),
        new Route("POST", "/v1/admin/announcements", writers.withSecondFactor(), this::add),
        new Route(
            "DELETE", "/v1/admin/announcements/{id}", writers.withSecondFactor(), this::remove));
  }

  private void shown(ServerRequest request, ServerResponse response) {
    Reply.json(response, new AnnouncementList(announcements.shown(clock.instant())));
  }

  private void all(ServerRequest request, ServerResponse response) {
    Reply.json(response, new AnnouncementList(announcements.all()));
  }

  private void add(ServerRequest request, ServerResponse response) {
    NewAnnouncement wanted = Body.read(request, NewAnnouncement.class);
    wanted.check();
    Instant publishedAt =
        wanted.publishedAt() == null
            ? clock.instant().truncatedTo(ChronoUnit.MICROS)
            : wanted.publishedAt();
    Reply.json(
        response,
        Status.CREATED_201,
        announcements.add(
            Actor.of(request),
            wanted.title(),
            wanted.text(),
            publishedAt,
            Optional.ofNullable(wanted.expiresAt())));
  }

  private void remove(ServerRequest request, ServerResponse response) {
    UUID id = RequestParameters.pathUuid(request, "id");
    if (!announcements.remove(Actor.of(request), id)) {
      throw new Fault(ErrorCode.NOT_FOUND, "There is no announcement " + id + ".");
    }
    Reply.nothing(response);
  }
}
