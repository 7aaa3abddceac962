package bourse.admin;

import bourse.admin.FourEyesAction.Done;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.SafeState;
import bourse.domain.SafeStateCause;
import bourse.engine.Commands;
import bourse.exchange.VenueStatus;
import bourse.platform.access.Permission;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.FieldChecks;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestId;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import bourse.platform.telemetry.TraceContext;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/** The operator steps the venue down, and up again: {@code /operator/safe-state}. */
final class SafeStateRoutes implements Routes {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private record SafeStateRequest(SafeState state, String note) {}

  private record SafeStateAnswer(SafeState state, SafeStateCause cause, Instant since) {}

  private final VenueStatus venue;
  private final OperatorCommands commands;
  private final Approvals approvals;
  private final Audit audit;
  private final FourEyesAction<SafeStateRequest> stepUp;

  SafeStateRoutes(VenueStatus venue, OperatorCommands commands, Approvals approvals, Audit audit) {
    this.venue = venue;
    this.commands = commands;
    this.approvals = approvals;
    this.audit = audit;
    this.stepUp =
        approvals.add(
            new FourEyesAction<>(
                "venue.step-up",
                Permission.VENUE_STATE,
                SafeStateRequest.class,
                wanted -> "venue to " + wanted.state(),
                this::set));
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/operator/safe-state", Access.OPERATOR, this::show),
        new Route("POST", "/operator/safe-state", Access.OPERATOR, this::set));
  }

  /** For the staff. */
  List<Route> ofStaff() {
    Access venueState = Access.to(Permission.VENUE_STATE);
    return List.of(
        new Route("GET", "/v1/admin/safe-state", venueState, this::show),
        new Route("POST", "/v1/admin/safe-state", venueState.withSecondFactor(), this::set));
  }

  private void show(ServerRequest request, ServerResponse response) {
    Reply.json(response, answer());
  }

  private void set(ServerRequest request, ServerResponse response) throws InterruptedException {
    SafeStateRequest wanted = Body.read(request, SafeStateRequest.class);
    FieldChecks checks = new FieldChecks();
    checks.required("state", wanted.state());
    PaymentFields.checkNote(checks, wanted.note());
    checks.verify();
    SafeStateRequest noted =
        new SafeStateRequest(wanted.state(), wanted.note() == null ? "" : wanted.note());
    Actor actor = Actor.of(request);
    TraceContext trace = RequestId.trace(request);
    boolean isStepUp = !wanted.state().isAtLeast(venue.status().state());
    Done done =
        isStepUp
            ? approvals.submit(actor, trace, stepUp, noted, noted.note())
            : set(actor, trace, noted);
    done.send(response);
  }

  /** In a hurry the audit must not stand in the way of a step down. */
  private Done set(Actor actor, TraceContext trace, SafeStateRequest wanted)
      throws InterruptedException {
    SafeState before = venue.status().state();
    boolean isStepUp = !wanted.state().isAtLeast(before);
    Act act =
        new Act(
            actor,
            "venue.safe-state",
            "venue",
            before
                + " to "
                + wanted.state()
                + (wanted.note().isEmpty() ? "" : ": " + wanted.note()));
    if (isStepUp) {
      audit.append(act);
    }
    long sequence =
        commands.submit(
            trace,
            context -> Commands.setSafeState(context, wanted.state(), SafeStateCause.OPERATOR));
    if (!isStepUp) {
      audit.append(act);
    }
    if (!venue.await(sequence, PATIENCE)) {
      throw new Fault(
          ErrorCode.SEQUENCE_NOT_REACHED,
          "The safe state was set by command " + sequence + "; look again.");
    }
    return new Done(Status.OK_200, OptionalLong.of(sequence), answer());
  }

  private SafeStateAnswer answer() {
    VenueStatus.Status status = venue.status();
    return new SafeStateAnswer(status.state(), status.cause(), status.since().orElse(null));
  }
}
