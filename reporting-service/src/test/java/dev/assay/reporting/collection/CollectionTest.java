// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.artifacts.ArtifactListing.Stored;
import dev.assay.artifacts.FileSystemStore;
import dev.assay.contracts.ArtifactRef;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectionTest {
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path root;
  private FileSystemStore store;
  private final Set<String> needed = ConcurrentHashMap.newKeySet();
  private final Map<String, Stored> marks = new HashMap<>();
  private final Map<String, Instant> markedAt = new HashMap<>();
  private Instant time = NOW;

  @BeforeEach
  void open() {
    store = new FileSystemStore(root);
  }

  private final class InMemory implements Marks {
    private final Set<String> seen = new HashSet<>();

    @Override
    public Instant markedAt(Stored unreferenced, Instant now, boolean dryRun) {
      boolean known = unreferenced.equals(marks.get(unreferenced.sha256()));
      Instant at = known ? markedAt.get(unreferenced.sha256()) : now;
      if (!dryRun) {
        marks.put(unreferenced.sha256(), unreferenced);
        markedAt.put(unreferenced.sha256(), at);
        seen.add(unreferenced.sha256());
      }
      return at;
    }

    @Override
    public void forgetOthers(Instant now) {
      marks.keySet().retainAll(seen);
      markedAt.keySet().retainAll(seen);
    }
  }

  private CollectionReport collect(boolean dryRun) {
    Clock clock = InstantSource.fixed(time).withZone(ZoneOffset.UTC);
    return new Collection(store, List.of(needed::forEach), new InMemory(), clock, HOUR)
        .run(dryRun, DAY);
  }

  private ArtifactRef put(String text, Duration age) throws IOException {
    ArtifactRef ref =
        store.put(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "text/plain");
    Files.setLastModifiedTime(store.local(ref), FileTime.from(NOW.minus(age)));
    return ref;
  }

  @Test
  void removesWhatNobodyNeedsInTheSecondRunAndTellsHowMuch() throws IOException {
    ArtifactRef orphan = put("orphan", DAY.multipliedBy(2));
    ArtifactRef result = put("result!!", DAY.multipliedBy(2));
    ArtifactRef fresh = put("fresh", HOUR);
    needed.add(result.sha256());

    CollectionReport first = collect(false);
    assertThat(first.marked()).isEqualTo(new CollectionReport.Amount(1, 6));
    assertThat(first.removed()).isEqualTo(CollectionReport.Amount.NONE);
    time = NOW.plus(HOUR);
    assertThat(collect(true).removed()).isEqualTo(new CollectionReport.Amount(1, 6));
    assertThat(store.isIntact(orphan)).as("a dry run removes nothing").isTrue();
    CollectionReport second = collect(false);

    assertThat(second.removed()).isEqualTo(new CollectionReport.Amount(1, 6));
    assertThat(second.kept()).isEqualTo(new CollectionReport.Amount(1, 8));
    assertThat(second.young()).isEqualTo(new CollectionReport.Amount(1, 5));
    assertThat(store.isIntact(orphan)).isFalse();
    assertThat(store.isIntact(result)).isTrue();
    assertThat(store.isIntact(fresh)).isTrue();
  }

  @Test
  void keepsWhatWasPutOrReferredToBetweenTwoRuns() throws IOException {
    ArtifactRef again = put("put again", DAY.multipliedBy(2));
    ArtifactRef late = put("referred to late", DAY.multipliedBy(2));
    collect(false);

    put("put again", DAY.multipliedBy(2).minus(HOUR));
    needed.add(late.sha256());
    time = NOW.plus(HOUR.multipliedBy(2));
    CollectionReport second = collect(false);

    assertThat(second.marked().artifacts()).as("the mark begins anew").isEqualTo(1);
    assertThat(store.isIntact(again)).isTrue();
    assertThat(store.isIntact(late)).isTrue();
    needed.clear();
    assertThat(collect(false).removed().artifacts())
        .as("what is no longer needed is marked, not removed")
        .isZero();
  }

  @Test
  void aDryRunLeavesNoMark() throws IOException {
    put("orphan", DAY.multipliedBy(2));
    collect(true);
    time = NOW.plus(HOUR.multipliedBy(2));

    assertThat(collect(false).removed().artifacts()).isZero();
  }

  @Test
  void removesNothingIfSomebodyDoesNotTellWhatItNeeds() throws IOException {
    ArtifactRef orphan = put("orphan", DAY.multipliedBy(2));
    collect(false);
    time = NOW.plus(HOUR.multipliedBy(2));
    Collection.Source broken =
        each -> {
          throw new IllegalStateException("training-service does not answer");
        };
    Clock clock = InstantSource.fixed(time).withZone(ZoneOffset.UTC);
    Collection collection = new Collection(store, List.of(broken), new InMemory(), clock, HOUR);

    assertThatThrownBy(() -> collection.run(false, DAY)).hasMessageContaining("training-service");
    assertThat(store.isIntact(orphan)).isTrue();
  }

  /**
   * Attempts put files, some of which were put before and left behind, and commit later or never; a
   * collector runs all the time. The grace time is longer than any attempt, as it must be.
   */
  @Test
  void neverRemovesWhatARunningAttemptHasPutAndIsAboutToCommit() throws Exception {
    Duration grace = Duration.ofMillis(400);
    Collection collection =
        new Collection(store, List.of(needed::forEach), new Racing(), Clock.systemUTC(), grace);
    List<Future<List<ArtifactRef>>> attempts = new ArrayList<>();
    long removed = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int worker = 0; worker < 4; worker++) {
        Random random = new Random(worker);
        attempts.add(threads.submit(() -> attempts(random)));
      }
      while (attempts.stream().anyMatch(attempt -> !attempt.isDone())) {
        removed += collection.run(false, grace).removed().artifacts();
      }
    }

    assertThat(removed).as("files that nobody committed").isPositive();
    for (Future<List<ArtifactRef>> committed : attempts) {
      assertThat(committed.get()).isNotEmpty().allMatch(store::isIntact);
    }
  }

  /** Each of forty attempts takes up to a quarter of the grace time. */
  private List<ArtifactRef> attempts(Random random) throws Exception {
    List<ArtifactRef> committed = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      // Few contents, so that most were left behind by others.
      byte[] bytes = {(byte) random.nextInt(30)};
      ArtifactRef ref = store.put(new ByteArrayInputStream(bytes), "text/plain");
      TimeUnit.MILLISECONDS.sleep(random.nextInt(100));
      if (random.nextInt(4) == 0) {
        needed.add(ref.sha256());
        committed.add(ref);
      }
    }
    return committed;
  }

  /** Every artifact was marked long ago. */
  private static final class Racing implements Marks {
    @Override
    public Instant markedAt(Stored unreferenced, Instant now, boolean dryRun) {
      return Instant.EPOCH;
    }

    @Override
    public void forgetOthers(Instant now) {
      // There are none.
    }
  }

  @Test
  void aMillionCandidatesAreKnownByTheirFirstBits() {
    Candidates candidates = new Candidates();
    Random random = new Random(7);
    List<String> hashes = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      hashes.add("%016x%048x".formatted(random.nextLong(), i));
    }
    String twin = hashes.getFirst().substring(0, 16) + "f".repeat(48);
    hashes.forEach(candidates::add);
    candidates.add(twin);
    candidates.seal();

    for (int i = 0; i < hashes.size(); i += 2) {
      candidates.refer(hashes.get(i));
    }
    candidates.refer("0".repeat(64));

    assertThat(candidates.isUnreferenced(hashes.get(2))).isFalse();
    assertThat(candidates.isUnreferenced(hashes.get(3))).isTrue();
    assertThat(candidates.isUnreferenced(twin)).as("kept with its twin").isFalse();
    assertThat(candidates.isUnreferenced("1".repeat(64))).as("not a candidate").isFalse();
  }
}
