package bourse.cli;

import bourse.cli.client.Operator;
import bourse.exchange.ProvedVenue;
import bourse.exchange.SqlCut;
import bourse.exchange.SqlCutStream;
import bourse.exchange.StateHash;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;

/** A running server as a proof in another process sees it: over its management port. */
record RunningVenue(Operator operator) implements ProvedVenue {
  @Override
  public long projected() {
    return operator.projection().path("position").asLong();
  }

  @Override
  public Optional<StateHash> liveState() {
    JsonNode state = operator.stateHash();
    return Optional.of(
        new StateHash(
            state.path("sequence").asLong(),
            HexFormat.of().parseHex(state.path("sha256").asText())));
  }

  @Override
  public SqlCut cut(long atLeast) throws IOException {
    return SqlCutStream.read(operator.projectedRows(atLeast));
  }
}
