package dev.assay.data.ingestion;

import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.data.WorkFolder;
import dev.assay.data.dataset.DatasetRegistry;
import dev.assay.data.dataset.DatasetUploads;
import dev.assay.data.ingestion.Batches.Turn;
import dev.assay.data.store.DatasetRow;
import dev.assay.data.store.VersionRow;
import dev.assay.data.study.NewDataHandler;
import dev.assay.data.study.NewDataHandler.Reaction;
import dev.assay.datasets.scan.FileStamp;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Makes a version of each closed batch, in order, and tells the studies if it differs from the one
 * before. Work that is interrupted begins again and ends in the same: a version is its content, and
 * a study is its version.
 */
@ApplicationScoped
public class BatchWork {
  private static final Logger LOG = Logger.getLogger(BatchWork.class);

  private final Batches batches;
  private final DatasetRegistry registry;
  private final DatasetUploads uploads;
  private final SentImages sent;
  private final WorkFolder work;
  private final NewDataHandler newData;

  BatchWork(
      Batches batches,
      DatasetRegistry registry,
      DatasetUploads uploads,
      SentImages sent,
      WorkFolder work,
      NewDataHandler newData) {
    this.batches = batches;
    this.registry = registry;
    this.uploads = uploads;
    this.sent = sent;
    this.work = work;
    this.newData = newData;
  }

  private record Current(String version, Path folder) {
    static Current of(String dataset) {
      VersionRow row = DatasetRow.of(dataset).orElseThrow().version();
      return new Current(row.contentHash, Path.of(row.root));
    }
  }

  /**
   * Does all closed batches. One that fails for reasons beside its files waits for the next call.
   */
  public void run() {
    Set<String> waiting = new HashSet<>();
    for (Turn turn : batches.turns()) {
      if (waiting.contains(turn.dataset())) {
        continue;
      }
      try {
        run(turn);
      } catch (Batches.EndedException e) {
        LOG.warn(e.getMessage());
        return;
      } catch (IOException | RuntimeException e) {
        waiting.add(turn.dataset());
        LOG.errorf(e, "batch %d of %s is tried again later", turn.id(), turn.dataset());
      }
    }
  }

  private void run(Turn turn) throws IOException {
    Current current = QuarkusTransaction.requiringNew().call(() -> Current.of(turn.dataset()));
    String before = batches.begin(turn, current.version());
    Map<String, Path> staged = batches.staged(turn);
    String version;
    try {
      version = version(turn, current.folder(), staged);
    } catch (FaultException e) {
      batches.failed(turn, reason(e));
      sent.removeUnused(staged.values());
      LOG.warnf("batch %d of %s cannot be used", turn.id(), turn.dataset());
      return;
    }
    boolean changed = !version.equals(before);
    List<Reaction> reactions = changed ? newData.arrived(turn.dataset()) : List.of();
    batches.done(turn, version, reactions);
    sent.removeUnused(staged.values());
    LOG.infof(
        "batch %d of %s: %s, %d studies",
        turn.id(),
        turn.dataset(),
        changed ? "a new version" : "nothing has changed",
        reactions.size());
  }

  private String version(Turn turn, Path folder, Map<String, Path> staged) throws IOException {
    if (staged.isEmpty()) {
      return registry
          .registerAgain(turn.dataset(), folder, arrived(turn, folder), () -> batches.hold(turn))
          .version();
    }
    if (!work.owns(folder)) {
      throw new FaultException(
          new Fault(
              "name",
              turn.dataset(),
              "was registered from a folder of the server after images had been sent for it"));
    }
    return uploads.add(turn.dataset(), folder, staged, () -> batches.hold(turn)).version();
  }

  /** What came later, or is still being written, is not looked at. */
  private Predicate<Path> arrived(Turn turn, Path folder) {
    Map<String, String> stamps = batches.stamps(turn);
    return file -> {
      String stamp = stamps.get(folder.relativize(file).toString());
      return stamp != null
          && FileStamp.of(file).map(FileStamp::text).filter(stamp::equals).isPresent();
    };
  }

  private static String reason(FaultException e) {
    return e.faults().stream().map(Fault::message).collect(Collectors.joining("; "));
  }
}
