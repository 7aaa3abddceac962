package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.notification.Mailer;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.data.Database;
import bourse.platform.time.WallClock;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells users of logins from new places, with a link by which they freeze themselves when it was
 * somebody else. Thread safe.
 */
final class SelfFreeze {
  private static final Logger LOG = LoggerFactory.getLogger(SelfFreeze.class);

  private final Database database;
  private final LoginPlaces places;
  private final MailLinks links;
  private final LinkMails mails;
  private final Letters letters;
  private final Mailer mailer;
  private final LiveSessions live;
  private final Audit audit;
  private final WallClock clock;

  SelfFreeze(
      Database database,
      LoginPlaces places,
      MailLinks links,
      LinkMails mails,
      Letters letters,
      Mailer mailer,
      LiveSessions live,
      Audit audit,
      WallClock clock) {
    this.database = database;
    this.places = places;
    this.links = links;
    this.mails = mails;
    this.letters = letters;
    this.mailer = mailer;
    this.live = live;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * A user logs in, as part of a durable transaction that holds the user's row.
   *
   * @param traits of the place, see {@link LoginPlaces#note}
   */
  void loggedIn(Handle handle, User user, Collection<String> traits, Actor actor) {
    if (!places.note(handle, user.id(), traits)) {
      return;
    }
    audit.append(handle, new Act(actor, "login.new-place", "user:" + user.id(), ""));
    Instant now = clock.instant();
    mails.write(
        handle,
        Optional.of(user),
        MailLinks.Purpose.FREEZE,
        (recipient, token) -> letters.newPlace(recipient, token, now, actor));
  }

  /**
   * Freezes the user whose link it is: nobody logs in as the user until there is a new password by
   * mail, or the staff activate the user. All sessions end, no device is trusted any more, and the
   * API keys are revoked, for the intruder may have made some.
   *
   * @throws Fault {@link ErrorCode#LINK_INVALID}
   */
  void freeze(String token, Actor from) {
    User user = mails.owner(MailLinks.Purpose.FREEZE, token);
    database.<Void, RuntimeException>durably(handle -> {
      UserStatus before = UserStore.lockedStatus(handle, user.id());
      if (!links.use(handle, user.id(), MailLinks.Purpose.FREEZE, token)) {
        throw MailLinks.invalid();
      }
      if (before == UserStatus.ACTIVE) {
        freeze(handle, user, from.as(user.id()));
      }
      return null;
    });
    live.forgetAll();
    LOG.warn("User {} was frozen by the link of a mail", user.id());
  }

  private void freeze(Handle handle, User user, Actor actor) {
    UUID id = user.id();
    UserStore.freezeForOwner(handle, id, clock.instant());
    TrustedDevices.removeAll(handle, id);
    int keys = ApiKeyStore.deleteAll(handle, id);
    audit.append(
        handle,
        new Act(
            actor,
            "user.freeze",
            "user:" + id,
            "By the link of a mail about a login; API keys revoked: " + keys + "."));
    mailer.post(handle, letters.frozen(user.email()));
  }
}
