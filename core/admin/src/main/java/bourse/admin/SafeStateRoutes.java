package bourse.admin;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.SafeState;
import bourse.domain.SafeStateCause;
import bourse.engine.Commands;
import bourse.exchange.VenueStatus;
import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.FieldChecks;
import bourse.platform.http.Reply;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The operator steps the venue down, and up again: {@code /operator/safe-state}. */
final class SafeStateRoutes implements Routes {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private record SafeStateRequest(SafeState state, String note) {}

  private record SafeStateAnswer(SafeState state, SafeStateCause cause, Instant since) {}

  private final VenueStatus venue;
  private final OperatorCommands commands;
  private final AuditTrail audit;

  SafeStateRoutes(VenueStatus venue, OperatorCommands commands, AuditTrail audit) {
    this.venue = venue;
    this.commands = commands;
    this.audit = audit;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/operator/safe-state", Access.OPERATOR, this::show),
        new Route("POST", "/operator/safe-state", Access.OPERATOR, this::set));
  }

  private void show(ServerRequest request, ServerResponse response) {
    answer(response);
  }

  /** In a hurry the audit must not stand in the way of a step down. */
  private void set(ServerRequest request, ServerResponse response) throws InterruptedException {
    SafeStateRequest wanted = Body.read(request, SafeStateRequest.class);
    FieldChecks checks = new FieldChecks();
    checks.required("state", wanted.state());
    PaymentFields.checkNote(checks, wanted.note());
    checks.verify();
    SafeState before = venue.status().state();
    boolean isStepUp = !wanted.state().isAtLeast(before);
    AuditTrail.Act act =
        AuditTrail.Act.byOperator(
            OperatorGuard.Operator.of(request).systemUser(),
            "venue.safe-state",
            "venue",
            before
                + " to "
                + wanted.state()
                + (wanted.note() == null || wanted.note().isEmpty() ? "" : ": " + wanted.note()));
    if (isStepUp) {
      audit.append(act);
    }
    long sequence =
        commands.submit(
            request,
            context -> Commands.setSafeState(context, wanted.state(), SafeStateCause.OPERATOR));
    if (!isStepUp) {
      audit.append(act);
    }
    if (!venue.await(sequence, PATIENCE)) {
      throw new Fault(
          ErrorCode.SEQUENCE_NOT_REACHED,
          "The safe state was set by command " + sequence + "; look again.");
    }
    Reply.sequence(response, sequence);
    answer(response);
  }

  private void answer(ServerResponse response) {
    VenueStatus.Status status = venue.status();
    Reply.json(
        response, new SafeStateAnswer(status.state(), status.cause(), status.since().orElse(null)));
  }
}
