package bourse.crypto;

import java.util.ArrayList;
import java.util.List;

/**
 * A transaction, as the network carries it (BIP144 where it has witnesses).
 *
 * @param version of its rules
 * @param lockTime before when it is not taken into a block
 * @see <a href="https://github.com/bitcoin/bips/blob/master/bip-0144.mediawiki">BIP144</a>
 */
record BitcoinTransaction(int version, List<Input> inputs, List<Output> outputs, long lockTime) {
  /**
   * What is spent.
   *
   * @param tx whose output it is, as people write it
   * @param script in hexadecimal; empty where the witness says all
   * @param witness in hexadecimal
   */
  record Input(String tx, int output, String script, long sequence, List<String> witness) {
    Input {
      witness = List.copyOf(witness);
    }
  }

  /**
   * What becomes of it.
   *
   * @param value in satoshi
   * @param script in hexadecimal
   */
  record Output(long value, String script) {}

  private static final int MARKER = 0;
  private static final int WITH_WITNESSES = 1;

  BitcoinTransaction {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  static BitcoinTransaction parse(byte[] bytes) {
    WireReader reader = new WireReader(bytes);
    BitcoinTransaction transaction = read(reader);
    if (!reader.isAtEnd()) {
      throw new IllegalArgumentException("More follows a transaction");
    }
    return transaction;
  }

  /** The next one in a block. */
  static BitcoinTransaction read(WireReader reader) {
    int version = reader.four();
    int before = reader.position();
    boolean hasWitnesses = reader.one() == MARKER && reader.one() == WITH_WITNESSES;
    if (!hasWitnesses) {
      reader.back(before);
    }
    List<Input> inputs = new ArrayList<>();
    int inputCount = reader.count();
    for (int i = 0; i < inputCount; i++) {
      inputs.add(
          new Input(
              Bytes.hex(Bytes.reversed(reader.take(32))),
              reader.four(),
              Bytes.hex(reader.counted()),
              reader.four() & 0xffff_ffffL,
              List.of()));
    }
    List<Output> outputs = new ArrayList<>();
    int outputCount = reader.count();
    for (int i = 0; i < outputCount; i++) {
      outputs.add(new Output(reader.eight(), Bytes.hex(reader.counted())));
    }
    if (hasWitnesses) {
      inputs.replaceAll(input -> with(input, witness(reader)));
    }
    return new BitcoinTransaction(version, inputs, outputs, reader.four() & 0xffff_ffffL);
  }

  private static List<String> witness(WireReader reader) {
    List<String> items = new ArrayList<>();
    int count = reader.count();
    for (int i = 0; i < count; i++) {
      items.add(Bytes.hex(reader.counted()));
    }
    return items;
  }

  private static Input with(Input input, List<String> witness) {
    return new Input(input.tx(), input.output(), input.script(), input.sequence(), witness);
  }

  /** The same with other witnesses, one a input. */
  BitcoinTransaction withWitnesses(List<List<String>> witnesses) {
    List<Input> signed = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      signed.add(with(inputs.get(i), witnesses.get(i)));
    }
    return new BitcoinTransaction(version, signed, outputs, lockTime);
  }

  /** As the network carries it. */
  byte[] bytes() {
    boolean hasWitnesses = inputs.stream().anyMatch(input -> !input.witness().isEmpty());
    return bytes(hasWitnesses);
  }

  /** By which people name it: the hash of it without witnesses. */
  String id() {
    return Bytes.hex(Bytes.reversed(Hashes.sha256Twice(bytes(false))));
  }

  /** As it is without witnesses. */
  byte[] withoutWitnesses() {
    return bytes(false);
  }

  /** What is paid for, in quarters of a byte that is not of a witness (BIP141). */
  int weight() {
    return 3 * bytes(false).length + bytes().length;
  }

  private byte[] bytes(boolean withWitnesses) {
    WireWriter out = new WireWriter().four(version);
    if (withWitnesses) {
      out.one(MARKER).one(WITH_WITNESSES);
    }
    out.count(inputs.size());
    for (Input input : inputs) {
      out.put(Bytes.reversed(Bytes.ofHex(input.tx())))
          .four(input.output())
          .counted(Bytes.ofHex(input.script()))
          .four(input.sequence());
    }
    out.count(outputs.size());
    outputs.forEach(output -> out.eight(output.value()).counted(Bytes.ofHex(output.script())));
    if (withWitnesses) {
      for (Input input : inputs) {
        out.count(input.witness().size());
        input.witness().forEach(item -> out.counted(Bytes.ofHex(item)));
      }
    }
    return out.four(lockTime).bytes();
  }
}
