package bourse.crypto;

import java.util.List;

/**
 * What is of interest of a block.
 *
 * @param parent the hash of the block before it
 */
record ChainBlock(BlockMark mark, String parent, List<Sighting> sightings) {
  ChainBlock {
    sightings = List.copyOf(sightings);
  }
}
