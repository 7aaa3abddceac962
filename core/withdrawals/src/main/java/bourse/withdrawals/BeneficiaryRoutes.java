package bourse.withdrawals;

import bourse.platform.access.Permission;
import bourse.platform.audit.Actor;
import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.Caller;
import bourse.platform.http.FieldChecks;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestParameters;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** {@code /v1/beneficiaries}: a client's address book. */
final class BeneficiaryRoutes implements Routes {
  private record BeneficiaryRequest(
      String kind,
      String name,
      Map<String, String> fields,
      String institution,
      Boolean selfHosted,
      String label) {
    void check() {
      FieldChecks checks = new FieldChecks();
      checks.check(
          label == null || (!label.isBlank() && label.length() <= AddressBook.LONGEST_LABEL),
          "label",
          "length",
          "A label has 1 to " + AddressBook.LONGEST_LABEL + " characters.");
      checks.verify();
    }

    AddressBook.Given given() {
      return new AddressBook.Given(kind, name, fields, institution, selfHosted);
    }
  }

  private record BeneficiaryAnswer(
      UUID id,
      String label,
      String kind,
      String name,
      Map<String, String> fields,
      Optional<String> institution,
      boolean selfHosted,
      boolean own,
      Instant createdAt,
      Instant usableAt) {
    static BeneficiaryAnswer of(Beneficiary beneficiary) {
      Destination to = beneficiary.destination();
      return new BeneficiaryAnswer(
          beneficiary.id(),
          beneficiary.label(),
          to.kind(),
          to.name(),
          to.fields(),
          to.institution(),
          to.selfHosted(),
          beneficiary.own(),
          beneficiary.createdAt(),
          beneficiary.usableAt());
    }
  }

  private record BeneficiaryList(List<BeneficiaryAnswer> items) {}

  private final AddressBook book;
  private final WithdrawalWorker worker;

  BeneficiaryRoutes(AddressBook book, WithdrawalWorker worker) {
    this.book = book;
    this.worker = worker;
  }

  @Override
  public List<Route> routes() {
    Access change = Access.to(Permission.WITHDRAW);
    return List.of(
        new Route("GET", "/v1/beneficiaries", Access.to(Permission.ACCOUNT_READ), this::list),
        new Route("POST", "/v1/beneficiaries", change.withSecondFactor(), this::add),
        new Route("DELETE", "/v1/beneficiaries/{id}", change, this::remove));
  }

  private void list(ServerRequest request, ServerResponse response) {
    Reply.json(
        response,
        new BeneficiaryList(
            book.of(Caller.of(request).userId()).stream().map(BeneficiaryAnswer::of).toList()));
  }

  private void add(ServerRequest request, ServerResponse response) {
    BeneficiaryRequest wanted = Body.read(request, BeneficiaryRequest.class);
    wanted.check();
    Beneficiary added =
        book.add(
            Caller.of(request).userId(),
            book.checked(wanted.given(), ""),
            Optional.ofNullable(wanted.label()),
            Actor.of(request));
    Reply.json(response, Status.CREATED_201, BeneficiaryAnswer.of(added));
  }

  private void remove(ServerRequest request, ServerResponse response) {
    book.remove(
            Caller.of(request).userId(),
            RequestParameters.pathUuid(request, "id"),
            Actor.of(request))
        .forEach(worker::wake);
    Reply.nothing(response);
  }
}
