package bourse.kyc;

/**
 * The level of a client, and its limits.
 *
 * @param number 0 for the lowest
 * @param name for people
 * @param currency the asset in which the limits are counted
 * @param deposits how much may come in
 * @param withdrawals how much may go out
 */
public record ClientLevel(
    int number, String name, String currency, Limits deposits, Limits withdrawals) {}
