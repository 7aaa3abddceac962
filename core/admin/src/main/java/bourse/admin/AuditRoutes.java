package bourse.admin;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import bourse.platform.access.Permission;
import bourse.platform.http.Access;
import bourse.platform.http.Csv;
import bourse.platform.http.Cursor;
import bourse.platform.http.Page;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestParameters;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The audit trail, to be read and checked, for the operator ({@code /operator/audit}) and by
 * permission ({@code /v1/admin/audit}). There is no route that changes it.
 */
final class AuditRoutes implements Routes {
  record EntryAnswer(
      UUID id,
      long sequence,
      Instant time,
      String actor,
      String action,
      String target,
      String notes,
      Optional<String> before,
      Optional<String> after,
      Optional<String> address,
      Optional<String> requestId,
      String previousHash,
      String hash) {
    static EntryAnswer of(AuditTrail.Entry entry) {
      return new EntryAnswer(
          entry.id(),
          entry.sequence(),
          entry.at(),
          entry.act().actor().name(),
          entry.act().action(),
          entry.act().target(),
          entry.act().notes(),
          entry.act().before(),
          entry.act().after(),
          entry.act().actor().address(),
          entry.act().actor().requestId(),
          entry.previousHash(),
          entry.hash());
    }
  }

  private record VerificationAnswer(
      boolean whole, long entries, String head, Optional<String> damage) {}

  private static final int CSV_PAGE = 500;
  private static final List<String> COLUMNS =
      List.of(
          "sequence",
          "time",
          "actor",
          "action",
          "target",
          "notes",
          "before",
          "after",
          "address",
          "requestId",
          "hash");

  private final AuditTrail audit;
  private final Supplier<List<AuditTrail.Head>> signed;

  /**
   * @param signed the heads that are kept outside the database
   */
  AuditRoutes(AuditTrail audit, Supplier<List<AuditTrail.Head>> signed) {
    this.audit = audit;
    this.signed = signed;
  }

  /** For the operator. */
  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/operator/audit", Access.OPERATOR, this::list),
        new Route("GET", "/operator/audit/verification", Access.OPERATOR, this::verify));
  }

  /** For the staff. */
  List<Route> ofStaff() {
    return List.of(
        new Route("GET", "/v1/admin/audit", Access.to(Permission.AUDIT_READ), this::list),
        new Route("GET", "/v1/admin/audit.csv", Access.to(Permission.AUDIT_READ), this::export),
        new Route(
            "GET", "/v1/admin/audit/verification", Access.to(Permission.AUDIT_READ), this::verify));
  }

  private void list(ServerRequest request, ServerResponse response) {
    int limit = RequestParameters.limit(request);
    List<AuditTrail.Entry> rows = audit.list(filter(request), limit + 1);
    Reply.json(
        response, Page.of(rows, limit, entry -> Cursor.of(entry.sequence())).map(EntryAnswer::of));
  }

  private void export(ServerRequest request, ServerResponse response) throws IOException {
    AuditTrail.Filter filter = filter(request);
    response.header(HeaderNames.CONTENT_TYPE, "text/csv; charset=utf-8");
    response.header(HeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\"");
    try (OutputStream out = response.outputStream()) {
      write(out, COLUMNS);
      List<AuditTrail.Entry> page;
      do {
        page = audit.list(filter, CSV_PAGE);
        for (AuditTrail.Entry entry : page) {
          write(out, cells(EntryAnswer.of(entry)));
        }
        filter = page.isEmpty() ? filter : filter.before(page.getLast().sequence());
      } while (page.size() == CSV_PAGE);
    }
  }

  private static void write(OutputStream out, List<String> values) throws IOException {
    out.write(Csv.line(values).getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> cells(EntryAnswer entry) {
    return List.of(
        Long.toString(entry.sequence()),
        entry.time().toString(),
        entry.actor(),
        entry.action(),
        entry.target(),
        entry.notes(),
        entry.before().orElse(""),
        entry.after().orElse(""),
        entry.address().orElse(""),
        entry.requestId().orElse(""),
        entry.hash());
  }

  private static AuditTrail.Filter filter(ServerRequest request) {
    return new AuditTrail.Filter(
        RequestParameters.text(request, "actor"),
        RequestParameters.text(request, "action"),
        RequestParameters.text(request, "target"),
        RequestParameters.time(request, "from"),
        RequestParameters.time(request, "to"),
        RequestParameters.cursor(request, 1)
            .map(key -> OptionalLong.of(key[0]))
            .orElse(OptionalLong.empty()));
  }

  private void verify(ServerRequest request, ServerResponse response) {
    List<AuditTrail.Head> heads = new ArrayList<>(signed.get());
    RequestParameters.text(request, "since").map(AuditRoutes::head).ifPresent(heads::add);
    AuditTrail.Verification found = audit.verify(heads);
    Reply.json(
        response,
        new VerificationAnswer(
            found.damage().isEmpty(),
            found.head().sequence(),
            found.head().text(),
            found.damage()));
  }

  private static AuditTrail.Head head(String text) {
    return AuditTrail.Head.parse(text)
        .orElseThrow(() -> {
          String message = "A head is a number, a colon and 64 hexadecimal digits.";
          return new Fault(
              ErrorCode.INVALID_FIELD,
              message,
              List.of(new FieldError("since", "format", message)));
        });
  }
}
