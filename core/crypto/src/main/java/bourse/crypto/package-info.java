/**
 * Coins and tokens that clients pay in over chains.
 *
 * <p>Owns the tables {@code chain_addresses}, {@code chain_blocks}, {@code chain_deposits} and
 * {@code chain_movements}, the settings {@code crypto.*}, {@code /v1/crypto-assets}, {@code
 * /v1/deposit-addresses}, {@code /v1/crypto-deposits} and {@code /v1/admin/crypto}. A {@link
 * bourse.crypto.Chain} is the port behind which each chain is. Addresses are derived from extended
 * public keys: no secret that could spend a deposit is here. {@link bourse.crypto.ChainFollower}
 * reads a chain block by block and books what it gives, once.
 */
package bourse.crypto;
