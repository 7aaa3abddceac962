package bourse.platform.http;

import bourse.platform.access.Permission;
import java.util.Optional;

/**
 * Who may use a route.
 *
 * @param kind who at all
 * @param permission what a user needs; empty for other kinds
 * @param fresh what a user must have shown a moment ago
 */
public record Access(Kind kind, Optional<Permission> permission, Fresh fresh) {
  /** Who at all. */
  public enum Kind {
    /** Anyone. */
    PUBLIC,
    /** A logged-in user, or a user's API key. */
    USER,
    /** The operator at this machine, on the management port. */
    OPERATOR
  }

  /** What a user must have shown in the session a moment ago: a token alone may be stolen. */
  public enum Fresh {
    /** The token is enough. */
    NOTHING,
    /** A second factor, or the password of who has none. */
    FACTOR,
    /** A second factor; who has none is refused until there is one. */
    SECOND_FACTOR
  }

  /** Open to anyone. */
  public static final Access PUBLIC = new Access(Kind.PUBLIC, Optional.empty(), Fresh.NOTHING);

  /** For the operator at this machine, on the management port. */
  public static final Access OPERATOR = new Access(Kind.OPERATOR, Optional.empty(), Fresh.NOTHING);

  public Access {
    if (permission.isPresent() != (kind == Kind.USER)
        || (fresh != Fresh.NOTHING && kind != Kind.USER)) {
      throw new IllegalArgumentException("Users' routes need a permission, and only theirs do");
    }
  }

  /** For users who have a permission. */
  public static Access to(Permission permission) {
    return new Access(Kind.USER, Optional.of(permission), Fresh.NOTHING);
  }

  /** The same, for users who showed a second factor a moment ago, or the password without one. */
  public Access withStepUp() {
    return new Access(kind, permission, Fresh.FACTOR);
  }

  /** The same, for users who have a second factor and showed it a moment ago. */
  public Access withSecondFactor() {
    return new Access(kind, permission, Fresh.SECOND_FACTOR);
  }
}
