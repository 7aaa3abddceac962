package bourse.crypto;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Locale;

/**
 * The least of an ERC-20 contract, as the machine's code: {@code decimals} is 6, {@code balanceOf}
 * and {@code transfer} do what they should, and whoever makes it has 10^15 of the smallest unit.
 */
final class TestToken {
  private static final String TRANSFER =
      "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";

  private TestToken() {}

  /** What makes the contract. */
  static String creation() {
    String decimals = "5b600660005260206000f3";
    String balance = "5b6004355460005260206000f3";
    String refusal = "5b60006000fd";
    int dispatch = 6 + 3 * 10 + 5;
    int refusalAt = dispatch;
    int decimalsAt = refusalAt + refusal.length() / 2;
    int balanceAt = decimalsAt + decimals.length() / 2;
    int transferAt = balanceAt + balance.length() / 2;
    String transfer =
        "5b"
            + "602435" // amount
            + "3354" // its sender's balance
            + "818110"
            + "60%02x57".formatted(refusalAt) // fewer than the amount
            + "81"
            + "9003" // balance - amount
            + "3355"
            + "600435" // to
            + "80548201" // its balance + amount
            + "8155"
            + "81600052" // the amount to memory
            + "33"
            + "7f"
            + TRANSFER
            + "60206000a3"
            + "600160005260206000f3";
    String runtime =
        "60003560e01c"
            + "8063313ce5671460%02x57".formatted(decimalsAt)
            + "806370a082311460%02x57".formatted(balanceAt)
            + "8063a9059cbb1460%02x57".formatted(transferAt)
            + "60%02x56".formatted(refusalAt)
            + "0000"
            + refusal
            + decimals
            + balance
            + transfer;
    String head = "66038d7ea4c680003355";
    int length = runtime.length() / 2;
    int headLength = head.length() / 2 + 11;
    return "0x" + head + "60%02x8060%02x6000396000f3".formatted(length, headLength) + runtime;
  }

  static String transfer(String to, long amount) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.writeBytes(Bytes.ofHex("a9059cbb"));
    data.writeBytes(new byte[12]);
    data.writeBytes(Bytes.ofHex(to.toLowerCase(Locale.ROOT)));
    data.writeBytes(Bytes.unsigned(BigInteger.valueOf(amount), 32));
    return "0x" + Bytes.hex(data.toByteArray());
  }
}
