package bourse.gateway;

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
import bourse.platform.http.Subnet;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Restrictions and maintenance: for the staff under {@code /v1/admin}, for the operator under
 * {@code /operator}.
 */
public final class EdgeRuleRoutes {
  private static final int LONGEST_NOTE = 1_000;
  private static final int LONGEST_MESSAGE = 500;
  private static final String MESSAGE = "This exchange is under maintenance.";

  private record NewRestriction(
      Restriction.Kind kind, String target, String note, Instant expiresAt) {
    void check(Instant now) {
      FieldChecks checks = new FieldChecks();
      boolean hasKind = checks.required("kind", kind);
      boolean hasTarget = checks.required("target", target);
      if (hasKind && hasTarget) {
        checkTarget(checks);
      }
      if (checks.required("note", note)) {
        checks.check(
            !note.isBlank() && note.length() <= LONGEST_NOTE,
            "note",
            "length",
            "Say why in 1 to " + LONGEST_NOTE + " characters, for the audit.");
      }
      checkFuture(checks, "expiresAt", expiresAt, now);
      checks.verify();
    }

    private void checkTarget(FieldChecks checks) {
      switch (kind) {
        case ADDRESS ->
            checks.check(
                Subnet.isOne(target),
                "target",
                "subnet",
                "target is an address or a subnet such as 203.0.113.0/24, with no bits set beyond"
                    + " the prefix.");
        case COUNTRY ->
            checks.check(
                target.matches("[A-Z]{2}"),
                "target",
                "country",
                "target is a country by two capital letters (ISO 3166), such as DE.");
      }
    }

    Restriction restriction(Actor actor, Instant now) {
      return new Restriction(
          Ids.uuid7(),
          kind,
          kind == Restriction.Kind.ADDRESS ? Subnet.parse(target).toString() : target,
          note,
          actor.name(),
          now,
          Optional.ofNullable(expiresAt).map(at -> at.truncatedTo(ChronoUnit.MICROS)));
    }
  }

  private record NewMaintenance(Boolean on, String message, Instant endsAt, String note) {
    void check(Instant now) {
      FieldChecks checks = new FieldChecks();
      checks.required("on", on);
      checks.check(
          message == null || (!message.isBlank() && message.length() <= LONGEST_MESSAGE),
          "message",
          "length",
          "What clients are told has 1 to " + LONGEST_MESSAGE + " characters.");
      checks.check(
          note == null || note.length() <= LONGEST_NOTE,
          "note",
          "length",
          "A note has at most " + LONGEST_NOTE + " characters.");
      checks.check(
          Boolean.TRUE.equals(on) || (message == null && endsAt == null),
          "on",
          "unsupported",
          "message and endsAt are for turning it on.");
      checkFuture(checks, "endsAt", endsAt, now);
      checks.verify();
    }

    Optional<Maintenance> maintenance(Actor actor, Instant now) {
      return on
          ? Optional.of(
              new Maintenance(
                  message == null ? MESSAGE : message,
                  actor.name(),
                  now,
                  Optional.ofNullable(endsAt).map(at -> at.truncatedTo(ChronoUnit.MICROS))))
          : Optional.empty();
    }
  }

  private record RestrictionList(List<Restriction> items) {}

  private record MaintenanceAnswer(
      boolean on,
      Optional<String> message,
      Optional<String> author,
      Optional<Instant> since,
      Optional<Instant> endsAt) {
    static MaintenanceAnswer of(Optional<Maintenance> maintenance) {
      return new MaintenanceAnswer(
          maintenance.isPresent(),
          maintenance.map(Maintenance::message),
          maintenance.map(Maintenance::author),
          maintenance.map(Maintenance::since),
          maintenance.flatMap(Maintenance::endsAt));
    }
  }

  private final EdgeRules rules;
  private final WallClock clock;

  public EdgeRuleRoutes(EdgeRules rules, WallClock clock) {
    this.rules = rules;
    this.clock = clock;
  }

  /** For the staff, by permission. */
  public List<Route> ofStaff() {
    Access staff = Access.to(Permission.RESTRICTIONS);
    return routes("/v1/admin", staff, staff.withSecondFactor());
  }

  /** For the operator, on the management port. */
  public List<Route> ofOperator() {
    return routes("/operator", Access.OPERATOR, Access.OPERATOR);
  }

  private List<Route> routes(String base, Access read, Access change) {
    return List.of(
        new Route("GET", base + "/restrictions", read, this::list),
        new Route("POST", base + "/restrictions", change, this::add),
        new Route("DELETE", base + "/restrictions/{id}", change, this::remove),
        new Route("GET", base + "/maintenance", read, this::maintenance),
        new Route("POST", base + "/maintenance", change, this::setMaintenance));
  }

  private void list(ServerRequest request, ServerResponse response) {
    Reply.json(response, new RestrictionList(rules.restrictions()));
  }

  private void add(ServerRequest request, ServerResponse response) {
    NewRestriction wanted = Body.read(request, NewRestriction.class);
    wanted.check(clock.instant());
    Actor actor = Actor.of(request);
    Restriction added = wanted.restriction(actor, now());
    rules.add(added, actor);
    Reply.json(response, Status.CREATED_201, added);
  }

  private void remove(ServerRequest request, ServerResponse response) {
    UUID id = RequestParameters.pathUuid(request, "id");
    if (!rules.remove(id, Actor.of(request))) {
      throw new Fault(ErrorCode.NOT_FOUND, "There is no restriction " + id + ".");
    }
    Reply.nothing(response);
  }

  private void maintenance(ServerRequest request, ServerResponse response) {
    Reply.json(response, MaintenanceAnswer.of(rules.maintenance()));
  }

  private void setMaintenance(ServerRequest request, ServerResponse response) {
    NewMaintenance wanted = Body.read(request, NewMaintenance.class);
    wanted.check(clock.instant());
    Actor actor = Actor.of(request);
    Optional<Maintenance> maintenance = wanted.maintenance(actor, now());
    rules.setMaintenance(maintenance, wanted.note() == null ? "" : wanted.note(), actor);
    Reply.json(response, MaintenanceAnswer.of(maintenance));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private static void checkFuture(FieldChecks checks, String field, Instant time, Instant now) {
    checks.check(
        time == null || time.isAfter(now), field, "future", field + " lies in the future.");
  }
}
