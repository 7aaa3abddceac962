package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.notification.Mail;
import bourse.notification.Mailer;
import bourse.platform.data.Database;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/** Mails with a link for one purpose, and who comes by it. Thread safe. */
final class LinkMails {
  private final Database database;
  private final UserStore users;
  private final MailLinks links;
  private final Mailer mailer;

  LinkMails(Database database, UserStore users, MailLinks links, Mailer mailer) {
    this.database = database;
    this.users = users;
    this.links = links;
    this.mailer = mailer;
  }

  /**
   * Writes to the user who has this address, if there is one. From outside neither the answer nor
   * its time tells which: the work is the same.
   *
   * @param who gets such a mail
   * @param letter made of a recipient and the token of a link
   */
  void writeTo(
      String email,
      Predicate<User> who,
      MailLinks.Purpose purpose,
      BiFunction<String, String, Mail> letter) {
    Optional<User> user = users.findByEmail(email).map(UserStore.Credentials::user).filter(who);
    database.<Void, RuntimeException>durably(handle -> {
      write(handle, user, purpose, letter);
      return null;
    });
  }

  /**
   * Whose link it is, as long as it works.
   *
   * @throws Fault {@link ErrorCode#LINK_INVALID}
   */
  User owner(MailLinks.Purpose purpose, String token) {
    return links.owner(purpose, token).flatMap(users::find).orElseThrow(MailLinks::invalid);
  }

  /**
   * Writes to a user who has not got enough of these mails, as part of a durable transaction; for
   * nobody it does the same work.
   */
  void write(
      Handle handle,
      Optional<User> user,
      MailLinks.Purpose purpose,
      BiFunction<String, String, Mail> letter) {
    String token = MailLinks.newToken();
    Mail mail = letter.apply(user.map(User::email).orElse(Letters.NOBODY), token);
    Optional<UUID> owner = user.map(User::id);
    if (links.add(handle, owner, purpose, token)) {
      mailer.post(handle, mail);
    } else {
      mailer.pretend(handle, mail);
    }
  }
}
