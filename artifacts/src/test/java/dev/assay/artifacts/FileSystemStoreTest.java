// SPDX-License-Identifier: Apache-2.0
package dev.assay.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.artifacts.ArtifactListing.Stored;
import dev.assay.contracts.Actor;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSystemStoreTest {
  private static final String TYPE = "text/plain";

  @TempDir Path folder;
  private Path root;
  private FileSystemStore store;

  @BeforeEach
  void emptyStore() {
    root = folder.resolve("artifacts");
    store = new FileSystemStore(root);
  }

  @Test
  void givesBackTheBytesUnderTheirHash() throws IOException {
    byte[] bytes = new byte[300_000];
    new Random(7).nextBytes(bytes);

    ArtifactRef ref = store.put(new ByteArrayInputStream(bytes), TYPE);

    assertThat(ref).isEqualTo(ArtifactRef.of(Hash.ofBytes(bytes), bytes.length, TYPE));
    assertThat(store.local(ref)).hasBinaryContent(bytes);
    try (InputStream opened = store.open(ref)) {
      assertThat(opened.readAllBytes()).isEqualTo(bytes);
    }
  }

  @Test
  void keepsTheBytesWhenTheSourceFileChanges() throws IOException {
    Path file = Files.writeString(folder.resolve("source.txt"), "first");

    ArtifactRef ref = store.put(file, TYPE);
    Files.writeString(file, "second");

    assertThat(store.local(ref)).hasContent("first");
  }

  @Test
  void storesEqualBytesOnce() throws IOException {
    ArtifactRef first = put("same");
    ArtifactRef second = put("same");

    assertThat(second).isEqualTo(first);
    try (Stream<ArtifactListing.Stored> stored = store.list()) {
      assertThat(stored.map(ArtifactListing.Stored::sha256)).containsExactly(first.sha256());
    }
    assertThat(root.resolve("incoming")).isEmptyDirectory();
  }

  @Test
  void storesNoBytesAtAll() {
    ArtifactRef ref = put("");

    assertThat(ref.size()).isZero();
    assertThat(store.local(ref)).isEmptyFile();
  }

  @Test
  void leavesNothingBehindWhenTheSourceBreaks() throws IOException {
    InputStream broken =
        new SequenceInputStream(
            new ByteArrayInputStream(new byte[100_000]),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("connection reset");
              }
            });

    ArtifactException failure =
        catchThrowableOfType(ArtifactException.Unreadable.class, () -> store.put(broken, TYPE));

    assertThat(failure).hasMessageContaining("connection reset");
    assertThat(failure.actor()).isEqualTo(Actor.USER);
    assertThat(root.resolve("incoming")).isEmptyDirectory();
    try (Stream<ArtifactListing.Stored> stored = store.list()) {
      assertThat(stored).isEmpty();
    }
  }

  @Test
  void saysWhichFileCannotBePut() {
    Path missing = folder.resolve("missing.bin");

    assertThatThrownBy(() -> store.put(missing, TYPE))
        .isInstanceOf(ArtifactException.Unreadable.class)
        .hasMessageContaining(missing.toString());
  }

  @Test
  void tellsAMissingArtifactFromACorruptOne() {
    ArtifactRef unknown = ArtifactRef.of(Hash.ofText("never put"), 9, TYPE);

    assertThatThrownBy(() -> store.local(unknown)).isInstanceOf(ArtifactException.Missing.class);
    assertThatThrownBy(() -> store.open(unknown))
        .isInstanceOf(ArtifactException.Missing.class)
        .hasMessageContaining("assay.artifacts.root");
  }

  @Test
  void refusesDamagedBytesOfTheRightLength() throws IOException {
    ArtifactRef ref = put("healthy");
    damage(ref, "heaIthy");

    assertThatThrownBy(() -> store.local(ref)).isInstanceOf(ArtifactException.Corrupt.class);
    try (InputStream opened = store.open(ref)) {
      assertThatThrownBy(opened::readAllBytes).isInstanceOf(ArtifactException.Corrupt.class);
    }
  }

  @Test
  void refusesATruncatedFileWithoutReadingIt() throws IOException {
    ArtifactRef ref = put("all of it");
    damage(ref, "all");

    assertThatThrownBy(() -> store.local(ref))
        .isInstanceOf(ArtifactException.Corrupt.class)
        .hasMessageContaining("3 bytes");
  }

  @Test
  void noticesDamageAfterAFirstVerification() throws IOException {
    ArtifactRef ref = put("healthy");
    Path path = store.local(ref);
    damage(ref, "heaIthy");
    Files.setLastModifiedTime(path, FileTime.from(Instant.now().plusSeconds(5)));

    assertThatThrownBy(() -> store.local(ref)).isInstanceOf(ArtifactException.Corrupt.class);
  }

  @Test
  void healsADamagedArtifactWhenItIsPutAgain() throws IOException {
    ArtifactRef ref = put("healthy");
    damage(ref, "heaIthy");

    put("healthy");

    assertThat(store.local(ref)).hasContent("healthy");
  }

  @Test
  void skippedBytesAreVerifiedToo() throws IOException {
    ArtifactRef ref = put("healthy");
    damage(ref, "heaIthy");

    try (InputStream opened = store.open(ref)) {
      assertThat(opened.skip(6)).isEqualTo(6);
      assertThat(opened.read()).isEqualTo('y');
      assertThatThrownBy(opened::read).isInstanceOf(ArtifactException.Corrupt.class);
    }
  }

  @Test
  void forgetsDeletedBytes() {
    ArtifactRef ref = put("short-lived");

    store.delete(ref);
    store.delete(ref);

    assertThatThrownBy(() -> store.local(ref)).isInstanceOf(ArtifactException.Missing.class);
  }

  @Test
  void everyServiceMayReadAndNobodyMayChangeAnArtifact() throws IOException {
    ArtifactRef ref = put("shared");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store.local(ref))))
        .isEqualTo("r--r--r--");
  }

  @Test
  void removesWhatAKilledProcessLeftButNotWhatIsBeingWritten() throws IOException {
    Path old = Files.writeString(root.resolve("incoming/put-old.tmp"), "half");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    Path young = Files.writeString(root.resolve("incoming/put-young.tmp"), "half");

    new FileSystemStore(root);

    assertThat(old).doesNotExist();
    assertThat(young).exists();
  }

  @Test
  void saysWhereAndWhyTheStoreCannotBeUsed() throws IOException {
    Path file = Files.writeString(folder.resolve("not-a-folder"), "");

    ArtifactException failure =
        catchThrowableOfType(ArtifactException.Unavailable.class, () -> new FileSystemStore(file));

    assertThat(failure).hasMessageContaining(file.toString());
    assertThat(failure.actor()).isEqualTo(Actor.OPERATOR);
  }

  @Test
  void manyWritersOfTheSameBytesDoNotDisturbEachOther() throws Exception {
    byte[] bytes = "x".repeat(200_000).getBytes(StandardCharsets.UTF_8);
    List<Callable<ArtifactRef>> puts = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      puts.add(
          () -> {
            // Each writer has its own store, as each service has.
            FileSystemStore own = new FileSystemStore(root);
            ArtifactRef ref = own.put(new ByteArrayInputStream(bytes), TYPE);
            own.local(ref);
            return ref;
          });
    }

    HashSet<ArtifactRef> refs = new HashSet<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<ArtifactRef> ref : threads.invokeAll(puts)) {
        refs.add(ref.get());
      }
    }

    assertThat(refs).hasSize(1);
    assertThat(root.resolve("incoming")).isEmptyDirectory();
  }

  private ArtifactRef put(String text) {
    return store.put(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), TYPE);
  }

  private void damage(ArtifactRef ref, String text) throws IOException {
    Path path = root.resolve("sha256").resolve(ref.sha256().substring(0, 2)).resolve(ref.sha256());
    Files.delete(path);
    Files.writeString(path, text);
  }

  private static final int ROUNDS = 60;

  /** An attempt puts what a collector has found to be old, at the same moment. */
  @Test
  void aPutWinsOverACollectorThatRemovesTheSameBytes() throws Exception {
    FileSystemStore mine = new FileSystemStore(root);
    FileSystemStore collectors = new FileSystemStore(root);
    int removed = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < ROUNDS; round++) {
        byte[] bytes = ("content " + round % 3).getBytes(StandardCharsets.UTF_8);
        ArtifactRef ref = mine.put(new ByteArrayInputStream(bytes), "text/plain");
        Instant old = Instant.parse("2020-01-01T00:00:00Z");
        Files.setLastModifiedTime(mine.local(ref), FileTime.from(old));
        Stored listed = new Stored(ref.sha256(), ref.size(), old);
        CyclicBarrier together = new CyclicBarrier(2);
        Future<Boolean> collecting =
            threads.submit(
                () -> {
                  together.await();
                  return collectors.removeUnlessPutSince(listed);
                });
        Future<byte[]> putting =
            threads.submit(
                () -> {
                  together.await();
                  mine.put(new ByteArrayInputStream(bytes), "text/plain");
                  return mine.open(ref).readAllBytes();
                });

        assertThat(putting.get()).as("round %d", round).isEqualTo(bytes);
        removed += collecting.get() ? 1 : 0;
        assertThat(mine.isIntact(ref)).as("round %d", round).isTrue();
      }
    }
    assertThat(removed).as("rounds that the collector was first in").isPositive();
  }

  @Test
  void removesWhatWasNotPutAgainAndNothingElse() throws IOException {
    FileSystemStore store = new FileSystemStore(root);
    ArtifactRef ref = store.put(new ByteArrayInputStream(new byte[] {1, 2}), "text/plain");
    Stored listed;
    try (Stream<Stored> all = store.list()) {
      listed = all.findFirst().orElseThrow();
    }
    Stored earlier = new Stored(listed.sha256(), 2, listed.lastPut().minusSeconds(1));

    assertThat(store.removeUnlessPutSince(earlier)).isFalse();
    assertThat(store.isIntact(ref)).isTrue();
    assertThat(store.removeUnlessPutSince(listed)).isTrue();
    assertThat(store.isIntact(ref)).isFalse();
    assertThat(store.removeUnlessPutSince(listed)).isFalse();
  }

  /** A collector was killed between its two steps. */
  @Test
  void bringsBackWhatWasTakenAndNotDeleted() throws IOException {
    FileSystemStore store = new FileSystemStore(root);
    ArtifactRef ref = store.put(new ByteArrayInputStream(new byte[] {1, 2}), "text/plain");
    Files.move(store.local(ref), root.resolve("collected").resolve(ref.sha256()));

    assertThat(new FileSystemStore(root).local(ref)).hasBinaryContent(new byte[] {1, 2});
  }
}
