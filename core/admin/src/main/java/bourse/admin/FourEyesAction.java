package bourse.admin;

import bourse.platform.access.Permission;
import bourse.platform.audit.Actor;
import bourse.platform.http.Reply;
import bourse.platform.telemetry.TraceContext;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * An act that may need a second person.
 *
 * @param <T> exactly what is to be done; a record that is written as JSON and read again
 * @param name as in the policy and the audit: {@code user.roles}
 * @param permission what maker and approver need
 * @param target what it concerns, as the audit names it
 * @param performer does it
 */
record FourEyesAction<T>(
    String name,
    Permission permission,
    Class<T> type,
    Function<T, String> target,
    Performer<T> performer) {
  /** Does what was asked for. */
  @FunctionalInterface
  interface Performer<T> {
    /**
     * @param actor on record as who did it
     */
    Done perform(Actor actor, TraceContext trace, T content) throws InterruptedException;
  }

  /**
   * What came of it.
   *
   * @param sequence of the command, where one was submitted
   * @param body the answer
   */
  record Done(Status status, OptionalLong sequence, Object body) {
    static Done of(Object body) {
      return new Done(Status.OK_200, OptionalLong.empty(), body);
    }

    void send(ServerResponse response) {
      sequence.ifPresent(number -> Reply.sequence(response, number));
      Reply.json(response, status, body);
    }
  }
}
