package bourse.admin;

import bourse.admin.ApprovalStore.Approval;
import bourse.admin.ApprovalStore.Policy;
import bourse.platform.access.Permission;
import bourse.platform.audit.Actor;
import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.Caller;
import bourse.platform.http.FieldChecks;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestId;
import bourse.platform.http.RequestParameters;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What waits for a second person, for the operator ({@code /operator/approvals}) and by permission
 * ({@code /v1/admin/approvals}).
 */
final class ApprovalRoutes implements Routes {
  private static final Duration LONGEST_WAIT = Duration.ofDays(7);

  private record ApproveRequest(String contentHash, String note) {}

  private record RejectRequest(String note) {}

  private record PolicyRequest(Boolean required, Long selfApprovalSeconds) {}

  private record PolicyChange(String action, boolean required, Long seconds) {}

  private record PolicyAnswer(String action, boolean required, Optional<Long> selfApprovalSeconds) {
    static PolicyAnswer of(Policy policy) {
      return new PolicyAnswer(
          policy.action(), policy.required(), policy.selfApprovalAfter().map(Duration::toSeconds));
    }
  }

  private record ApprovalList(List<Approval> items) {}

  private record PolicyList(List<PolicyAnswer> items) {}

  private final Approvals approvals;
  private final FourEyesAction<PolicyChange> policyAction;

  ApprovalRoutes(Approvals approvals) {
    this.approvals = approvals;
    this.policyAction =
        approvals.add(
            new FourEyesAction<>(
                Approvals.POLICY_ACTION,
                Permission.ROLES,
                PolicyChange.class,
                PolicyChange::action,
                (actor, trace, change) -> setPolicy(actor, change)));
  }

  /** For the operator. */
  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/operator/approvals", Access.OPERATOR, this::list),
        new Route("GET", "/operator/approvals/policies", Access.OPERATOR, this::policies),
        new Route("POST", "/operator/approvals/policies/{action}", Access.OPERATOR, this::policy),
        new Route("GET", "/operator/approvals/{id}", Access.OPERATOR, this::show),
        new Route("POST", "/operator/approvals/{id}/approve", Access.OPERATOR, this::approve),
        new Route("POST", "/operator/approvals/{id}/reject", Access.OPERATOR, this::reject));
  }

  /** For the staff. */
  List<Route> ofStaff() {
    Access deciders = Access.to(Permission.APPROVE);
    return List.of(
        new Route("GET", "/v1/admin/approvals", deciders, this::list),
        new Route("GET", "/v1/admin/approvals/policies", deciders, this::policies),
        new Route(
            "POST",
            "/v1/admin/approvals/policies/{action}",
            Access.to(Permission.ROLES).withSecondFactor(),
            this::policy),
        new Route("GET", "/v1/admin/approvals/{id}", deciders, this::show),
        new Route(
            "POST", "/v1/admin/approvals/{id}/approve", deciders.withSecondFactor(), this::approve),
        new Route("POST", "/v1/admin/approvals/{id}/reject", deciders, this::reject));
  }

  private void list(ServerRequest request, ServerResponse response) {
    Reply.json(
        response,
        new ApprovalList(
            approvals.list(
                RequestParameters.choice(request, "status", ApprovalStore.Status.class),
                RequestParameters.limit(request))));
  }

  private void show(ServerRequest request, ServerResponse response) {
    Reply.json(response, approvals.find(RequestParameters.pathUuid(request, "id")));
  }

  private void approve(ServerRequest request, ServerResponse response) throws InterruptedException {
    ApproveRequest wanted = Body.read(request, ApproveRequest.class);
    FieldChecks checks = new FieldChecks();
    checks.required("contentHash", wanted.contentHash());
    PaymentFields.checkNote(checks, wanted.note());
    checks.verify();
    UUID id = RequestParameters.pathUuid(request, "id");
    requirePermission(request, approvals.find(id));
    approvals
        .approve(
            Actor.of(request),
            RequestId.trace(request),
            id,
            wanted.contentHash(),
            wanted.note() == null ? "" : wanted.note())
        .send(response);
  }

  private void reject(ServerRequest request, ServerResponse response) {
    RejectRequest wanted = Body.read(request, RejectRequest.class);
    FieldChecks checks = new FieldChecks();
    PaymentFields.checkNote(checks, wanted.note());
    checks.verify();
    UUID id = RequestParameters.pathUuid(request, "id");
    requirePermission(request, approvals.find(id));
    Reply.json(
        response,
        approvals.reject(Actor.of(request), id, wanted.note() == null ? "" : wanted.note()));
  }

  /** Who decides on an act may do it; the operator may everything. */
  private void requirePermission(ServerRequest request, Approval approval) {
    request
        .context()
        .get(Caller.class)
        .ifPresent(caller -> caller.require(approvals.permission(approval)));
  }

  private void policies(ServerRequest request, ServerResponse response) {
    Reply.json(
        response, new PolicyList(approvals.policies().stream().map(PolicyAnswer::of).toList()));
  }

  private void policy(ServerRequest request, ServerResponse response) throws InterruptedException {
    String action = RequestParameters.path(request, "action");
    PolicyRequest wanted = Body.read(request, PolicyRequest.class);
    FieldChecks checks = new FieldChecks();
    checks.check(approvals.isKnown(action), "action", "choice", "No policy can name this act.");
    checks.required("required", wanted.required());
    checks.check(
        wanted.selfApprovalSeconds() == null
            || (wanted.selfApprovalSeconds() >= 0
                && wanted.selfApprovalSeconds() < LONGEST_WAIT.toSeconds()),
        "selfApprovalSeconds",
        "range",
        "Who asked may decide alone after less than " + LONGEST_WAIT.toDays() + " days.");
    checks.verify();
    approvals
        .submit(
            Actor.of(request),
            RequestId.trace(request),
            policyAction,
            new PolicyChange(action, wanted.required(), wanted.selfApprovalSeconds()),
            "")
        .send(response);
  }

  private FourEyesAction.Done setPolicy(Actor actor, PolicyChange change) {
    Policy policy =
        new Policy(
            change.action(),
            change.required(),
            Optional.ofNullable(change.seconds()).map(Duration::ofSeconds));
    approvals.setPolicy(actor, policy);
    return FourEyesAction.Done.of(PolicyAnswer.of(policy));
  }
}
