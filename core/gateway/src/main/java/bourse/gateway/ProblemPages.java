package bourse.gateway;

import bourse.domain.ErrorCode;
import bourse.domain.ErrorType;
import bourse.domain.Fault;
import bourse.platform.http.Problem;
import bourse.platform.http.RequestParameters;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The pages that the {@code type} of a problem leads to: {@code /problems/2004}, and {@code
 * /problems} with all of them. Made from the catalogue once, without scripts.
 */
final class ProblemPages {
  private static final int FIRST_OF_A_START = 4101;

  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>%s</title>
          <link rel="icon" type="image/svg+xml" href="/favicon.svg" />
          <link rel="stylesheet" href="/docs/page.css" />
        </head>
        <body class="text">
      """;
  private static final String FOOT =
      """
        </body>
      </html>
      """;

  private final byte[] index = bytes(indexPage());
  private final Map<String, byte[]> pages =
      Arrays.stream(ErrorCode.values())
          .collect(
              Collectors.toUnmodifiableMap(
                  code -> Integer.toString(code.number()), code -> bytes(page(code))));

  void install(HttpRouting.Builder routing) {
    routing
        .get("/problems", (request, response) -> send(response, index))
        .get("/problems/{code}", this::page);
  }

  /** The catalogue as a page for {@code docs/reference}. */
  static String markdown() {
    StringBuilder text =
        new StringBuilder(
            """
            # Errors

            Generated from the catalogue in `ErrorCode`; the build fails when this page is stale.

            Every error of the API is a problem (RFC 9457) whose `code` stands here and whose `type` is the address of the
            code's page on the server, `/problems/CODE`. The command line names the same codes. A code is never used for
            something else later.
            """);
    for (ErrorCode code : ErrorCode.values()) {
      text.append(
          """

          ## %d %s

          **%s.** %s

          - Cause: %s
          - Remedy: %s
          %s\
          """
              .formatted(
                  code.number(),
                  code.name(),
                  code.title(),
                  where(code) + (isOfAStart(code) ? "" : " " + whoseTurn(code.type())),
                  code.cause(),
                  code.remedy(),
                  code.runbook().map(ProblemPages::runbookLink).orElse("")));
    }
    return text.toString();
  }

  private void page(ServerRequest request, ServerResponse response) {
    byte[] page = pages.get(RequestParameters.path(request, "code"));
    if (page == null) {
      throw new Fault(
          ErrorCode.NOT_FOUND, "There is no error of this number; /problems lists all.");
    }
    send(response, page);
  }

  private static void send(ServerResponse response, byte[] page) {
    response
        .header(HeaderNames.CONTENT_TYPE, "text/html; charset=utf-8")
        .header(HeaderNames.CACHE_CONTROL, "no-cache")
        .send(page);
  }

  private static String page(ErrorCode code) {
    return HEAD.formatted(code.number() + " " + escaped(code.title()) + " – Bourse")
        + """
            <nav><a href="/problems">All errors</a> · <a href="/docs">API reference</a></nav>
            <main>
              <h1>%s</h1>
              <p class="code">%d %s</p>
              <p>%s</p>
              <h2>Cause</h2>
              <p>%s</p>
              <h2>Remedy</h2>
              <p>%s</p>
              %s<p>%s</p>
            </main>
        """
            .formatted(
                escaped(code.title()),
                code.number(),
                code.name(),
                where(code),
                escaped(code.cause()),
                escaped(code.remedy()),
                code.runbook().map(ProblemPages::runbookName).orElse(""),
                isOfAStart(code) ? "" : whoseTurn(code.type()))
        + FOOT;
  }

  /** From {@code docs/reference}, where the page of all errors is. */
  private static String runbookLink(String runbook) {
    return "- Runbook: [%s](%s)%n".formatted(runbook, runbook.replaceFirst("^docs/", "../"));
  }

  /** The server has no runbooks to lead to: they are in the download. */
  private static String runbookName(String runbook) {
    return "<p>Step by step, for whoever runs the server: <code>%s</code> in the download.</p>%n      "
        .formatted(escaped(runbook));
  }

  private static String indexPage() {
    Function<ErrorCode, String> row =
        code ->
            """
                      <tr>
                        <td><a href="%s">%d</a></td>
                        <td>%s</td>
                        <td>%s</td>
                      </tr>
            """
                .formatted(
                    Problem.page(code),
                    code.number(),
                    escaped(code.title()),
                    isOfAStart(code) ? "" : Problem.status(code));
    return HEAD.formatted("Errors – Bourse")
        + """
            <nav><a href="/docs">API reference</a></nav>
            <main>
              <h1>Errors</h1>
              <table>
                <thead>
                  <tr>
                    <th>Code</th>
                    <th>What happened</th>
                    <th>HTTP status</th>
                  </tr>
                </thead>
                <tbody>
        """
        + Arrays.stream(ErrorCode.values()).map(row).collect(Collectors.joining())
        + """
                </tbody>
              </table>
            </main>
        """
        + FOOT;
  }

  private static String where(ErrorCode code) {
    return isOfAStart(code)
        ? "The command line tells it when a server can't start."
        : "HTTP status " + Problem.status(code) + ".";
  }

  /** Whether the code is never met over HTTP, as nothing is served yet. */
  private static boolean isOfAStart(ErrorCode code) {
    return code.number() >= FIRST_OF_A_START;
  }

  private static String whoseTurn(ErrorType type) {
    return switch (type) {
      case USER -> "The request changed nothing; the same request will be refused again.";
      case ACCESS -> "The request changed nothing; it has to come from somebody who may do this.";
      case MISSING -> "The request changed nothing.";
      case CONFLICT -> "The request changed nothing; look again at what is there, then decide.";
      case THROTTLED -> "The request changed nothing; send it again later.";
      case UNAVAILABLE -> "The request changed nothing; sending it again later can help.";
      case UNKNOWN -> "Ask for the result before sending the request again.";
      case INTERNAL -> "The fault is on the server's side.";
    };
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static byte[] bytes(String page) {
    return page.getBytes(StandardCharsets.UTF_8);
  }
}
