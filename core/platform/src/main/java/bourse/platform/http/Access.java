package bourse.platform.http;

import bourse.platform.access.Permission;
import java.util.Optional;

/**
 * Who may use a route.
 *
 * @param kind who at all
 * @param permission what a user needs; empty for other kinds
 * @param stepUp whether a user needs a second factor that was shown a moment ago
 */
public record Access(Kind kind, Optional<Permission> permission, boolean stepUp) {
  /** Who at all. */
  public enum Kind {
    /** Anyone. */
    PUBLIC,
    /** A logged-in user, or a user's API key. */
    USER,
    /** The operator at this machine, on the management port. */
    OPERATOR
  }

  /** Open to anyone. */
  public static final Access PUBLIC = new Access(Kind.PUBLIC, Optional.empty(), false);

  /** For the operator at this machine, on the management port. */
  public static final Access OPERATOR = new Access(Kind.OPERATOR, Optional.empty(), false);

  public Access {
    if (permission.isPresent() != (kind == Kind.USER) || (stepUp && kind != Kind.USER)) {
      throw new IllegalArgumentException("Users' routes need a permission, and only theirs do");
    }
  }

  /** For users who have a permission. */
  public static Access to(Permission permission) {
    return new Access(Kind.USER, Optional.of(permission), false);
  }

  /** The same, for users who showed a second factor a moment ago. */
  public Access withStepUp() {
    return new Access(kind, permission, true);
  }
}
