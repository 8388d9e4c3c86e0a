// SPDX-License-Identifier: Apache-2.0
package dev.assay.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Json;
import dev.assay.contracts.event.EventType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Studies of 24 small cells while processes are killed, ended and frozen, the stack is stopped and
 * started, clients die, and records are repeated and poisoned, under the schedule of a seed. The
 * tables are those of undisturbed studies, every cell has one result, and nothing is left over.
 *
 * <p>{@code -Dchaos.minutes} is the time of the faults (4), {@code -Dchaos.seed} the schedule (1).
 * {@code -Dchaos.disk} is an empty folder for the stack; if its file system has less than 4 GB, it
 * is filled from time to time.
 */
@Tag("long")
class ChaosIT {
  private static final int CELLS = 24;
  private static final Pattern RATIO = Pattern.compile(",(?:frozen|fine-tuned),([0-9.]+),");
  private static final Duration PATIENCE = Duration.ofMinutes(20);
  private static final Duration SETTLING = Duration.ofMinutes(2);

  @TempDir Path folder;

  private AssayCommand assay;
  private String home;
  private Path images;
  private final Map<String, Integer> faults = new TreeMap<>();

  @Test
  void losesAndDoublesNothingWhateverStops() throws Exception {
    long seed = Long.getLong("chaos.seed", 1);
    Random random = new Random(seed);
    assay = new AssayCommand(folder);
    Path disk = Path.of(System.getProperty("chaos.disk", folder.toString()));
    home = disk.resolve("home-chaos").toString();
    images = TinyStudy.images(folder);
    Outcome total = new Outcome(0, 0, 0, 0, 0, true);
    succeed(assay.start("up", "--home", home).await(PATIENCE));
    long end = System.nanoTime() + Duration.ofMinutes(Long.getLong("chaos.minutes", 4)).toNanos();
    try {
      int round = 0;
      do {
        round++;
        total = total.plus(round(round, random, end));
      } while (System.nanoTime() < end);
      StackProcesses running = StackProcesses.of(Path.of(home));
      succeed(assay.run("stop", "--home", home));
      assertThat(running.byName().values()).noneMatch(ProcessHandle::isAlive);
      assertThat(ChaosFaults.processesOf(home)).as("processes that are left over").isEmpty();
    } finally {
      assay.run("stop", "--home", home);
      System.out.printf(
          "chaos: seed %d, faults %s; cells %d, lost %d, doubled %d, stuck %d, valid records"
              + " dead-lettered %d, report equal %s%n",
          seed,
          faults,
          total.cells(),
          total.lost(),
          total.doubled(),
          total.stuck(),
          total.deadLettered(),
          total.equal() ? "yes" : "no");
    }
    assertThat(total).isEqualTo(new Outcome(total.cells(), 0, 0, 0, 0, true));
    assertThat(total.cells()).isGreaterThanOrEqualTo(CELLS);
    assertThat(faults.values().stream().mapToInt(n -> n).sum()).isGreaterThan(5);
  }

  private record Outcome(
      int cells, int lost, int doubled, int stuck, int deadLettered, boolean equal) {
    Outcome plus(Outcome more) {
      return new Outcome(
          cells + more.cells,
          lost + more.lost,
          doubled + more.doubled,
          stuck + more.stuck,
          deadLettered + more.deadLettered,
          equal && more.equal);
    }
  }

  /** One study under faults, and the same study without. */
  private Outcome round(int number, Random random, long end) throws Exception {
    Path study = study(number);
    ChaosFaults chaos = new ChaosFaults(assay, Path.of(home), random, faults);
    AssayCommand.Running client = start(study, home);
    // Without an end of the faults a study could be kept from its end on a slow machine, where a
    // service starts in a minute and the next fault comes in seconds.
    long patience = Math.max(end, System.nanoTime()) + PATIENCE.toNanos();
    while (client.process().isAlive() && System.nanoTime() < patience) {
      if (client.process().waitFor(2_000 + random.nextInt(8_000), TimeUnit.MILLISECONDS)) {
        break;
      }
      if (System.nanoTime() < end && chaos.next()) {
        // The study goes on without its client, and another one follows it.
        client.kill();
        client = start(study, home);
      }
    }
    if (client.process().isAlive()) {
      client.kill();
      return new Outcome(CELLS, 0, 0, 1, 0, false);
    }
    AssayCommand.Result disturbed = client.await();
    assertThat(disturbed.exit()).as(disturbed.err()).isZero();
    AssayCommand.Result calm = start(study, folder.resolve("home-calm").toString()).await(PATIENCE);
    assertThat(calm.exit()).as(calm.err()).isZero();

    String studyId = disturbed.document().path("studyId").asText();
    String table = table(disturbed);
    Set<String> cells = new HashSet<>();
    table.lines().skip(1).forEach(line -> cell(line).ifPresent(cells::add));
    return new Outcome(
        CELLS,
        CELLS - cells.size(),
        doubled(studyId),
        stillWaiting(),
        deadLettered(),
        table.equals(table(calm)) && isMended(chaos, studyId, table));
  }

  /** Damages stored files, and waits until they are computed again and the report is the same. */
  private boolean isMended(ChaosFaults chaos, String studyId, String table) throws IOException {
    chaos.damage(studyId, Path.of(home).resolve("artifacts"));
    long patience = System.nanoTime() + PATIENCE.toNanos();
    assertThat(damaged()).as("damaged results that are found").isGreaterThanOrEqualTo(3);
    while (damaged() > 0) {
      if (System.nanoTime() > patience) {
        return false;
      }
      LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
    }
    AssayCommand.Result report =
        assay.run("report", studyId, "--home", home, "--format", "csv", "--timeout", "120");
    assertThat(report.exit()).as(report.err()).isZero();
    return withoutKeys(report.out()).equals(table);
  }

  /** How many stored results cannot be read; they are queued again. */
  private int damaged() {
    AssayCommand.Result repair = assay.run("repair", "--home", home, "--json", "--timeout", "120");
    assertThat(repair.exit()).as(repair.err()).isZero();
    int damaged = 0;
    for (JsonNode service : repair.document()) {
      damaged += service.path("again").size();
    }
    return damaged;
  }

  private AssayCommand.Running start(Path study, String where) {
    return assay.start(
        "run", study.toString(), "--images", images.toString(), "--home", where, "--json");
  }

  /** Another split each time, so that no result is known before. */
  private Path study(int number) throws IOException {
    List<String> ratios = new ArrayList<>();
    for (int i = 0; i < CELLS / 2; i++) {
      ratios.add("%.2f".formatted(1 - i * 0.04));
    }
    return Files.writeString(
        folder.resolve("chaos-" + number + ".yaml"),
        """
        name: chaos-%d
        datasets:
          - name: phantoms
            layout: kermany
            split: {seed: %d, validation: 0.25}
        pretrained: none
        backbones: [mobilenet_v2]
        training: [frozen]
        heads: [logistic, knn]
        subset-ratios: [%s]
        image-size: {resize: 36, crop: 32}
        seeds: [1]
        evaluation: {resamples: 500}
        threads: 1
        device: cpu
        """
            .formatted(number, number, String.join(", ", ratios)));
  }

  /**
   * Without its last two columns: the key of an evaluation knows the pseudonyms of its home, and a
   * finding is not there.
   */
  private static String table(AssayCommand.Result run) throws IOException {
    return withoutKeys(Files.readString(Path.of(run.document().at("/files/csv").asText())));
  }

  private static String withoutKeys(String csv) {
    return csv.replaceAll("(?m),[^,\n]*,[^,\n]*$", "");
  }

  /** The head and the ratio of a line of the table; none if it is of the majority class. */
  private static Optional<String> cell(String line) {
    Matcher ratio = RATIO.matcher(line);
    return ratio.find()
        ? Optional.of((line.contains(",knn,") ? "knn " : "logistic ") + ratio.group(1))
        : Optional.empty();
  }

  /** Results that were announced twice with different content. */
  private int doubled(String studyId) throws IOException {
    Map<String, Set<String>> results = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : ChaosFaults.records(Path.of(home))) {
      boolean result =
          record.topic().equals(EventType.MODEL_TRAINED.topic())
              || record.topic().equals(EventType.PREDICTIONS_READY.topic())
              || record.topic().equals(EventType.EVALUATION_COMPLETED.topic());
      if (result && record.key() != null && new String(record.key(), UTF_8).equals(studyId)) {
        JsonNode event = Json.read(new String(record.value(), UTF_8), JsonNode.class);
        results
            .computeIfAbsent(
                record.topic() + event.path("cellId").asText() + event.path("seed").asText(),
                unknown -> new HashSet<>())
            .add(event.toString());
      }
    }
    assertThat(results).as("announced results").hasSize(3 * CELLS);
    return (int) results.values().stream().filter(different -> different.size() > 1).count();
  }

  /** Records that are still waiting to be handled after everything has come back. */
  private int stillWaiting() {
    long patience = System.nanoTime() + SETTLING.toNanos();
    int waiting = letters("waiting").size();
    while (waiting > 0 && System.nanoTime() < patience) {
      LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
      waiting = letters("waiting").size();
    }
    return waiting;
  }

  /** Dead letters that are not the poison of this test. */
  private int deadLettered() {
    return (int) letters("dead").stream().filter(key -> !key.equals(ChaosFaults.POISON)).count();
  }

  /** The keys of their records. */
  private List<String> letters(String state) {
    AssayCommand.Result list =
        assay.run("dlq", "list", "--home", home, "--json", "--timeout", "120");
    assertThat(list.exit()).as(list.err()).isZero();
    List<String> keys = new ArrayList<>();
    for (JsonNode service : list.document()) {
      for (JsonNode letter : service) {
        if (letter.path("state").asText().equals(state)) {
          keys.add(letter.path("key").asText());
        }
      }
    }
    return keys;
  }

  private static void succeed(AssayCommand.Result result) {
    assertThat(result.exit()).as(result.err()).isZero();
  }
}
