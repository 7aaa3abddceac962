package bourse.wallet;

import bourse.platform.http.Reply;
import bourse.platform.http.RequestParameters;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;

/** Sends a statement in the form that was asked for. */
public final class StatementAnswer {
  /** How a statement is written. */
  public enum Format {
    JSON,
    /** For a spreadsheet. */
    CSV,
    /** For people and archives. */
    PDF
  }

  private StatementAnswer() {}

  /** {@code format}; JSON without it. */
  public static Format format(ServerRequest request) {
    return RequestParameters.choice(request, "format", Format.class).orElse(Format.JSON);
  }

  /** 200 with the statement; CSV and PDF as files to keep. */
  public static void send(ServerResponse response, Statement statement, Format format) {
    switch (format) {
      case JSON -> Reply.json(response, statement);
      case CSV ->
          send(
              response,
              statement,
              "text/csv; charset=utf-8",
              "csv",
              Statements.csv(statement).getBytes(StandardCharsets.UTF_8));
      case PDF ->
          send(response, statement, "application/pdf", "pdf", StatementPdf.write(statement));
    }
  }

  private static void send(
      ServerResponse response, Statement statement, String type, String ending, byte[] bytes) {
    response.header(HeaderNames.CONTENT_TYPE, type);
    response.header(
        HeaderNames.CONTENT_DISPOSITION,
        "attachment; filename=\"statement-%s-%s-%s.%s\""
            .formatted(statement.account(), statement.from(), statement.to(), ending));
    response.send(bytes);
  }
}
