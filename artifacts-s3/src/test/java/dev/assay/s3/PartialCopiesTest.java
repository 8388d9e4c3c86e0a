// SPDX-License-Identifier: Apache-2.0
package dev.assay.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.artifacts.ArtifactException;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import dev.assay.contracts.file.BlockHashes;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link LocalCopies} does with parts, without a server. */
class PartialCopiesTest {
  private static final int BLOCK = BlockHashes.LEAST_BLOCK;
  private static final int COUNT = 50;
  private static final long LIMIT = 20L * BLOCK;

  @TempDir Path folder;
  private final byte[] bytes = new byte[COUNT * BLOCK - 100];
  private ArtifactRef ref;
  private BlockHashes list;
  private Instant now = Instant.now();
  private LocalCopies copies;
  private final Served served = new Served();

  /** Counts what is asked for, and can damage it or break off. */
  private final class Served implements BlockSource {
    private final ConcurrentSkipListSet<Integer> blocks = new ConcurrentSkipListSet<>();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile int damaged = -1;
    private volatile int brokenAt = -1;

    @Override
    public InputStream open(long from, long to) {
      requests.incrementAndGet();
      for (long at = from; at < to; at += BLOCK) {
        blocks.add((int) (at / BLOCK));
      }
      byte[] range = Arrays.copyOfRange(bytes, (int) from, (int) to);
      long damage = (long) damaged * BLOCK + 17 - from;
      if (damaged >= 0 && damage >= 0 && damage < range.length) {
        range[(int) damage]++;
      }
      long left = brokenAt < 0 ? Long.MAX_VALUE : (long) brokenAt * BLOCK + 1_000 - from;
      return new FilterInputStream(new ByteArrayInputStream(range)) {
        private long there = left;

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
          if (there <= 0) {
            throw new IOException("the line is cut");
          }
          int count = super.read(buffer, offset, (int) Math.min(length, there));
          there -= count;
          return count;
        }
      };
    }

    @Override
    public String where() {
      return "s3://bucket/key";
    }

    void forget() {
      blocks.clear();
      requests.set(0);
    }
  }

  @BeforeEach
  void given() throws IOException {
    new Random(3).nextBytes(bytes);
    // A block of zeros, as holes look like.
    Arrays.fill(bytes, 30 * BLOCK, 31 * BLOCK, (byte) 0);
    ref = ArtifactRef.of(Hash.ofBytes(bytes), bytes.length, "application/octet-stream");
    list = BlockHashes.of(Files.write(folder.resolve("whole"), bytes), ref, BLOCK);
    copies = process();
  }

  /** A process with nothing but what is on the disk. */
  private LocalCopies process() {
    return new LocalCopies(folder.resolve("copies"), LIMIT, () -> now);
  }

  @Test
  void fetchesWhatIsMissingAndNeighboursTogether() throws IOException {
    Path file = part(3, 4, 5, 20, 49);

    assertThat(served.blocks).containsExactly(3, 4, 5, 20, 49);
    assertThat(served.requests).hasValue(3);
    assertHas(file, 3, 4, 5, 20, 49);
    assertThat(Files.size(file)).isEqualTo(bytes.length);

    served.forget();
    part(4, 5, 6, 20, 30);

    assertThat(served.blocks).containsExactly(6, 30);
    assertHas(file, 3, 4, 5, 6, 20, 30, 49);
  }

  @Test
  void needsNoRequestForNothingAndFewForAll() throws IOException {
    assertThat(part()).exists();
    assertThat(served.requests).hasValue(0);

    Path file = part(java.util.stream.IntStream.range(0, COUNT).toArray());

    assertThat(file).hasBinaryContent(bytes);
    assertThat(served.requests).hasValue(7);
  }

  @Test
  void theNextProcessVerifiesWhatIsThereAndFetchesNothing() throws IOException {
    part(1, 2, 30);
    served.forget();
    copies = process();

    Path file = part(1, 2, 30);

    assertThat(served.requests).hasValue(0);
    assertHas(file, 1, 2, 30);
  }

  @Test
  void fetchesABlockAgainThatWasDamagedOnTheDisk() throws IOException {
    Path file = part(1, 2, 3);
    served.forget();
    overwrite(file, 2L * BLOCK + 5, new byte[] {1, 2, 3});
    copies = process();

    part(1, 2, 3);

    assertThat(served.blocks).containsExactly(2);
    assertHas(file, 1, 2, 3);
  }

  @Test
  void noticesThatSomebodyElseWroteTheFile() throws IOException {
    Path file = part(1, 2, 3);
    served.forget();
    overwrite(file, 2L * BLOCK + 5, new byte[] {1, 2, 3});
    Files.setLastModifiedTime(
        file, java.nio.file.attribute.FileTime.from(Instant.now().plusSeconds(5)));

    part(1, 2, 3);

    assertThat(served.blocks).containsExactly(2);
    assertHas(file, 1, 2, 3);
  }

  @Test
  void refusesADamagedBlockEveryTimeAndKeepsTheOthers() throws IOException {
    served.damaged = 8;
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> part(6, 7, 8, 9))
          .isInstanceOf(ArtifactException.Corrupt.class)
          .hasMessageContaining("s3://bucket/key")
          .hasMessageContaining("other bytes from %d to %d", 8 * BLOCK, 9 * BLOCK);
    }
    served.damaged = -1;
    served.forget();

    Path file = part(6, 7, 8, 9);

    assertThat(served.blocks).as("6 and 7 came before it").containsExactly(8, 9);
    assertHas(file, 6, 7, 8, 9);
  }

  @Test
  void aLineThatIsCutCostsOneBlock() throws IOException {
    served.brokenAt = 4;

    assertThatThrownBy(() -> part(2, 3, 4, 5))
        .isInstanceOf(ArtifactException.Unavailable.class)
        .hasMessageContaining("the line is cut");

    served.brokenAt = -1;
    served.forget();
    copies = process();
    assertHas(part(2, 3, 4, 5), 2, 3, 4, 5);
    assertThat(served.blocks).containsExactly(4, 5);
  }

  /** As if the process was killed, or the power failed, while it wrote. */
  @Test
  void completesWhatWasStoppedInTheMiddle() throws IOException {
    Path file = part(10, 11);
    Path record = file.resolveSibling(file.getFileName() + ".held");
    byte[] entered = Files.readAllBytes(record);

    // A block is entered, and half of it written.
    entered[4 + 12] = 1;
    Files.write(record, entered);
    overwrite(file, 12L * BLOCK, Arrays.copyOfRange(bytes, 12 * BLOCK, 12 * BLOCK + BLOCK / 2));
    copies = process();
    assertHas(part(10, 11, 12), 10, 11, 12);

    // The record was cut, is gone, or is of other blocks.
    for (byte[] other :
        List.of(new byte[0], Arrays.copyOf(entered, 20), new byte[entered.length])) {
      Files.write(record, other);
      copies = process();
      assertHas(part(10, 11, 12, 13), 10, 11, 12, 13);
    }
    Files.delete(record);
    copies = process();
    assertHas(part(10, 13), 10, 13);

    // The file was cut, is longer, or is gone.
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.setLength(11L * BLOCK);
    }
    copies = process();
    assertHas(part(10, 11, 13), 10, 11, 13);
    Files.write(file, new byte[3 * BLOCK], StandardOpenOption.APPEND);
    copies = process();
    assertHas(part(10, 11, 49), 10, 11, 49);
    assertThat(Files.size(file)).isEqualTo(bytes.length);
    Files.delete(file);
    copies = process();
    assertHas(part(10, 11, 49), 10, 11, 49);
  }

  @Test
  void threadsThatAskAtOnceFetchEachBlockOnce() throws Exception {
    CyclicBarrier together = new CyclicBarrier(4);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Path>> asked =
          java.util.stream.IntStream.range(0, 4)
              .mapToObj(
                  i ->
                      threads.submit(
                          () -> {
                            together.await(30, TimeUnit.SECONDS);
                            return part(2, 3, 10 + i, 20, 21, 40 + i);
                          }))
              .toList();
      for (Future<Path> one : asked) {
        assertHas(one.get(), 2, 3, 20, 21);
      }
      assertHas(asked.getFirst().get(), 10, 11, 12, 13, 40, 41, 42, 43);
    }
    assertThat(served.blocks).hasSize(12);
    assertThat(served.requests.get()).as("2-3 and 20-21 once, the others singly").isEqualTo(10);
  }

  /** They share nothing but the disk. */
  @Test
  void processesThatAskAtOnceLeaveARightFile() throws Exception {
    for (int round = 0; round < 10; round++) {
      copies.delete(ref);
      CyclicBarrier together = new CyclicBarrier(3);
      try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
        List<Future<Path>> asked =
            java.util.stream.IntStream.range(0, 3)
                .mapToObj(
                    i ->
                        threads.submit(
                            () -> {
                              LocalCopies own = process();
                              together.await(30, TimeUnit.SECONDS);
                              return own.part(ref, list, blocks(1, 2, 3, 4, 20 + i), served);
                            }))
                .toList();
        for (int i = 0; i < 3; i++) {
          assertHas(asked.get(i).get(), 1, 2, 3, 4, 20 + i);
        }
      }
      served.forget();
      copies = process();
      assertHas(part(1, 2, 3, 4, 20, 21, 22), 1, 2, 3, 4, 20, 21, 22);
      assertThat(served.blocks).as("the record of one lost nothing of another").isEmpty();
    }
  }

  @Test
  void countsTheBytesThatItHasAndNotTheLength() throws IOException {
    Path first = part(1, 2, 3);
    later();
    byte[] other = new byte[15 * BLOCK];
    whole(other);
    assertThat(first).as("3 of 50 blocks and 15 fit into 20").exists();
    later();

    other[0] = 1;
    whole(other);

    assertThat(first).as("used before the others").doesNotExist();
    assertThat(first.resolveSibling(first.getFileName() + ".held")).doesNotExist();
    served.forget();
    assertHas(part(1, 2), 1, 2);
    assertThat(served.blocks).containsExactly(1, 2);
  }

  @Test
  void countsWhatAnEarlierProcessLeft() throws IOException {
    Path first = part(1, 2, 3, 4, 5, 6);
    copies = process();
    later();
    later();

    whole(new byte[15 * BLOCK]);

    assertThat(first).doesNotExist();
  }

  @Test
  void keepsAPartThatWasUsedWithinTheHourEvenPastTheLimit() throws IOException {
    Path first = part(1, 2, 3, 4, 5, 6);

    whole(new byte[15 * BLOCK]);
    whole(new byte[16 * BLOCK]);

    assertThat(first).exists();
  }

  /** A large part needs longer than an hour. */
  @Test
  void keepsAPartWhileItIsFetched() throws IOException {
    BlockSource slow =
        new BlockSource() {
          @Override
          public InputStream open(long from, long to) {
            later();
            whole(new byte[30 * BLOCK]);
            return served.open(from, to);
          }

          @Override
          public String where() {
            return served.where();
          }
        };

    Path file = copies.part(ref, list, blocks(1, 2, 3), slow);

    assertHas(file, 1, 2, 3);
  }

  @Test
  void aFolderThatCannotBeWrittenIsTheOperators() throws IOException {
    Files.createDirectories(folder.resolve("copies/parts/" + ref.sha256()));

    assertThatThrownBy(() -> part(1))
        .isInstanceOf(ArtifactException.Unavailable.class)
        .hasMessageContaining("MiB free there");
  }

  private void later() {
    now = now.plus(Duration.ofHours(2));
  }

  private void whole(byte[] content) {
    ArtifactRef other = ArtifactRef.of(Hash.ofBytes(content), content.length, "text/plain");
    copies.local(other, () -> new ByteArrayInputStream(content));
  }

  private Path part(int... wanted) {
    return copies.part(ref, list, blocks(wanted), served);
  }

  private static BitSet blocks(int... wanted) {
    BitSet blocks = new BitSet();
    Arrays.stream(wanted).forEach(blocks::set);
    return blocks;
  }

  private static void overwrite(Path file, long at, byte[] with) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.seek(at);
      open.write(with);
    }
  }

  private void assertHas(Path file, int... wanted) {
    try {
      byte[] there = Files.readAllBytes(file);
      for (int i : wanted) {
        assertThat(Arrays.copyOfRange(there, (int) list.start(i), (int) list.end(i)))
            .as("block %d", i)
            .isEqualTo(Arrays.copyOfRange(bytes, (int) list.start(i), (int) list.end(i)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
