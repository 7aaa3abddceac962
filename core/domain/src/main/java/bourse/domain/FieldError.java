package bourse.domain;

/**
 * One field that breaks one rule.
 *
 * @param field the field's name as the caller wrote it, for example {@code operations[3].price}
 * @param rule the broken rule's name, for example {@code tick}
 * @param message a sentence for a person
 */
public record FieldError(String field, String rule, String message) {}
