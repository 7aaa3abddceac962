package bourse.crypto;

import java.math.BigInteger;

/**
 * What a block gives to an address.
 *
 * @param place within its transaction, the same also when another block holds it
 * @param amount in the chain's smallest unit
 * @param confirmations so many blocks, with its own, make it sure
 */
record Sighting(
    String tx, String place, String address, String asset, BigInteger amount, int confirmations) {}
