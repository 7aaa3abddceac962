package bourse.server;

import bourse.domain.Fault;
import bourse.platform.objects.ObjectStore;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The evidence of proofs: a signed file each, named after its time, in a directory and in the
 * object store under {@code proofs/}. The directory keeps those of about a year.
 */
final class ProofFiles {
  private static final Logger LOG = LoggerFactory.getLogger(ProofFiles.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String SUFFIX = ".jws";
  private static final String PREFIX = "proofs/";
  private static final int KEPT = 366;

  private final Path directory;
  private final ObjectStore archive;

  ProofFiles(Path directory, ObjectStore archive) {
    this.directory = directory;
    this.archive = archive;
  }

  /** Puts a proof there; whole or not at all. */
  void write(SignedProof proof) throws IOException {
    Files.createDirectories(directory);
    String name = proof.document().path("provedAt").asText().replace(':', '-') + SUFFIX;
    Path fresh = directory.resolve(name + ".new");
    Files.writeString(fresh, proof.jws() + "\n");
    Files.move(
        fresh,
        directory.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    List<Path> all = all();
    for (Path old : all.subList(Math.min(KEPT, all.size()), all.size())) {
      Files.delete(old);
    }
  }

  /** Brings what is here and not there yet to the object store. */
  void copyToArchive() throws IOException {
    Set<String> there = new HashSet<>(archive.list(PREFIX));
    for (Path file : all()) {
      String key = PREFIX + file.getFileName();
      if (!there.contains(key)) {
        archive.put(key, Files.readAllBytes(file));
      }
    }
  }

  /** The last one, if it can be read. */
  Optional<SignedProof> newest() throws IOException {
    for (Path file : all()) {
      try {
        String jws = Files.readString(file, StandardCharsets.UTF_8).strip();
        ObjectNode document = (ObjectNode) JSON.readTree(InstallationKey.check(jws).json());
        return Optional.of(new SignedProof(document, jws));
      } catch (Fault | IOException e) {
        LOG.warn("The proof {} can't be read and is passed over", file, e);
      }
    }
    return Optional.empty();
  }

  /** Newest first: their names sort by time. */
  private List<Path> all() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(SUFFIX))
          .sorted(Comparator.reverseOrder())
          .toList();
    }
  }
}
