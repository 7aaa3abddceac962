package bourse.crypto;

import bourse.platform.data.Database;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The blocks that were read, as far back as a reorganisation may go, and the first of the chain.
 */
final class BlockStore {
  private final Database database;

  BlockStore(Database database) {
    this.database = database;
  }

  Optional<BlockMark> first(String chain) {
    return one("select height, hash from chain_blocks where chain = ? and height = ?", chain, 0);
  }

  /** The highest that is not above a height. */
  Optional<BlockMark> highest(String chain, long atMost) {
    return one(
        "select height, hash from chain_blocks where chain = ? and height <= ?"
            + " order by height desc limit 1",
        chain,
        atMost);
  }

  private Optional<BlockMark> one(String query, String chain, long height) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select(query, chain, height)
                .map((row, context) -> new BlockMark(row.getLong("height"), row.getString("hash")))
                .findOne());
  }

  void insert(Handle handle, String chain, BlockMark block) {
    handle.execute(
        "insert into chain_blocks (chain, height, hash) values (?, ?, ?) on conflict do nothing",
        chain,
        block.height(),
        block.hash());
  }

  void deleteAbove(Handle handle, String chain, long height) {
    handle.execute("delete from chain_blocks where chain = ? and height > ?", chain, height);
  }

  /** But for the first of the chain. */
  void deleteBelow(Handle handle, String chain, long height) {
    handle.execute(
        "delete from chain_blocks where chain = ? and height < ? and height > 0", chain, height);
  }
}
