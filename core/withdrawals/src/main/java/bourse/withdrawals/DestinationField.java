package bourse.withdrawals;

/**
 * What a client says of where money goes.
 *
 * @param name in requests: {@code iban}
 * @param title for people: {@code IBAN}
 * @param hint what it looks like
 * @param required whether there is none without it
 */
public record DestinationField(String name, String title, String hint, boolean required) {}
