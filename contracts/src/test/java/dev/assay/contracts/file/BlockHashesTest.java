// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlockHashesTest {
  private static final int BLOCK = BlockHashes.LEAST_BLOCK;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, BLOCK - 1, BLOCK, BLOCK + 1, 70_000, 5 * BLOCK})
  void hashesEachBlockAndIsReadAsItWasWritten(int length) throws IOException {
    byte[] bytes = random(length);
    BlockHashes made = of(bytes);
    Path file = folder.resolve("list");

    made.write(file);

    BlockHashes list = BlockHashes.read(file);
    assertThat(list.count()).isEqualTo((length + BLOCK - 1) / BLOCK);
    assertThat(list.length()).isEqualTo(length);
    assertThat(list.block()).isEqualTo(BLOCK);
    assertThat(list.isOf(ref(bytes))).isTrue();
    assertThat(list.isOf(ref(random(length + 1)))).isFalse();
    for (int i = 0; i < list.count(); i++) {
      byte[] block = Arrays.copyOfRange(bytes, (int) list.start(i), (int) list.end(i));
      assertThat(list.matches(i, sha256(block))).isTrue();
      block[block.length - 1]++;
      assertThat(list.matches(i, sha256(block))).isFalse();
    }
  }

  /** The layout as the Javadoc states it, written down here once more. */
  @Test
  void hasTheDocumentedLayout() throws IOException {
    byte[] bytes = random(BLOCK + 3);
    Path file = folder.resolve("list");

    of(bytes).write(file);

    ByteBuffer expected = ByteBuffer.allocate(8 + 32 + 8 + 4 + 64);
    expected.put("ASSAYBH1".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    expected.put(sha256(bytes)).putLong(BLOCK + 3).putInt(BLOCK);
    expected.put(sha256(Arrays.copyOf(bytes, BLOCK)));
    expected.put(sha256(Arrays.copyOfRange(bytes, BLOCK, BLOCK + 3)));
    assertThat(file).hasBinaryContent(expected.array());
  }

  @ParameterizedTest
  @CsvSource({"0, 0, ''", "0, 1, 0", "4095, 4097, '0,1'", "4096, 8192, 1", "0, 10000, '0,1,2'"})
  void knowsTheBlocksOfSomeBytes(long from, long to, String expected) throws IOException {
    BitSet blocks = new BitSet();

    of(random(10_000)).add(blocks, from, to);

    assertThat(String.join(",", blocks.stream().mapToObj(Integer::toString).toList()))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"-1, 3", "5, 4", "0, 10001"})
  void refusesBytesThatTheFileDoesNotHave(long from, long to) throws IOException {
    BlockHashes list = of(random(10_000));

    assertThatThrownBy(() -> list.add(new BitSet(), from, to))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a file of 10000 bytes has no bytes %d to %d", from, to);
  }

  @Test
  void refusesEveryOtherLength() throws IOException {
    Path file = folder.resolve("list");
    of(random(3 * BLOCK)).write(file);
    byte[] whole = Files.readAllBytes(file);

    for (int length = 0; length < whole.length + 40; length++) {
      if (length != whole.length) {
        Path other = Files.write(folder.resolve("other"), Arrays.copyOf(whole, length));
        assertThatThrownBy(() -> BlockHashes.read(other))
            .as("%d bytes", length)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith("not a list of hashes of blocks");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 58, it does not begin with ASSAYBH1",
    "40, 7fffffffffffffff, blocks of",
    "40, ffffffffffffffff, are not those of a file of -1 bytes",
    "48, 00000000, block must be from",
    "48, 00000fff, block must be from",
    "48, 7fffffff, block must be from"
  })
  void refusesAHeaderThatContradictsTheRest(int at, String hex, String message) throws IOException {
    Path file = folder.resolve("list");
    of(random(3 * BLOCK)).write(file);
    byte[] bytes = Files.readAllBytes(file);
    byte[] other = HexFormat.of().parseHex(hex);
    System.arraycopy(other, 0, bytes, at, other.length);
    Files.write(file, bytes);

    assertThatThrownBy(() -> BlockHashes.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesAFileOfAnotherLengthThanItsReference() throws IOException {
    Path file = Files.write(folder.resolve("file"), random(100));

    assertThatThrownBy(() -> BlockHashes.of(file, ref(random(99)), BLOCK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a file of 100 bytes, and a reference to 99");
  }

  private BlockHashes of(byte[] bytes) throws IOException {
    return BlockHashes.of(Files.write(folder.resolve("file"), bytes), ref(bytes), BLOCK);
  }

  private static ArtifactRef ref(byte[] bytes) {
    return ArtifactRef.of(Hash.ofBytes(bytes), bytes.length, "application/octet-stream");
  }

  private static byte[] sha256(byte[] bytes) {
    return HexFormat.of().parseHex(Hash.ofBytes(bytes));
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
