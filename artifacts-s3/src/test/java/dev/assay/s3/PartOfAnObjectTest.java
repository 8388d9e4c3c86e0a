// SPDX-License-Identifier: Apache-2.0
package dev.assay.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import dev.assay.contracts.file.BlockHashes;
import dev.assay.contracts.file.PixelsFile;
import dev.assay.contracts.file.PixelsPart;
import dev.assay.contracts.file.PixelsWriter;
import dev.assay.embedded.EmbeddedS3;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;

/** Packed images of a bucket on a real server, of which a reader needs some. */
class PartOfAnObjectTest {
  private static final int SIDE = 32;
  private static final int IMAGE = 3 * SIDE * SIDE;
  private static final int IMAGES = 1_000;
  private static final int BLOCK = 1 << 14;

  @TempDir static Path serverFolder;
  private static EmbeddedS3 server;
  private static S3Client client;
  private static final String BUCKET = "pixels";

  /** The ranges of all requests for objects; "all" for those that name none. */
  private static final Queue<String> RANGES = new ConcurrentLinkedQueue<>();

  private static S3Store packer;
  private static Path whole;
  private static Path list;
  private static ArtifactRef pixels;
  private static ArtifactRef blocks;

  @TempDir Path folder;

  @BeforeAll
  static void startServer() throws IOException {
    server = EmbeddedS3.start(serverFolder);
    client =
        TestClient.of(server)
            .overrideConfiguration(
                c ->
                    c.addExecutionInterceptor(
                        new ExecutionInterceptor() {
                          @Override
                          public void beforeExecution(
                              Context.BeforeExecution context, ExecutionAttributes attributes) {
                            if (context.request() instanceof GetObjectRequest get) {
                              RANGES.add(get.range() == null ? "all" : get.range());
                            }
                          }
                        }))
            .build();
    packImages();
  }

  @AfterAll
  static void stopServer() {
    client.close();
    server.close();
  }

  private static void packImages() throws IOException {
    client.createBucket(b -> b.bucket(BUCKET));
    whole = serverFolder.resolve("whole");
    Random random = new Random(8);
    try (PixelsWriter writer = new PixelsWriter(whole, SIDE, "bilinear", 10)) {
      for (int i = 0; i < IMAGES; i++) {
        byte[] rgb = new byte[IMAGE];
        random.nextBytes(rgb);
        writer.add(name(i), SIDE, SIDE, rgb);
      }
    }
    packer = new S3Store(client, BUCKET, "", new LocalCopies(serverFolder.resolve("c"), 1 << 30));
    pixels = packer.put(whole, "pixels");
    list = serverFolder.resolve("list");
    BlockHashes.of(whole, pixels, BLOCK).write(list);
    blocks = packer.put(list, "blocks");
  }

  @BeforeEach
  void nothingAsked() {
    RANGES.clear();
  }

  @Test
  void aReaderOfATenthOfTheImagesHasATenthOfTheBytes() throws IOException {
    List<String> images = images(0, IMAGES / 10);

    Path part = part(store("other"), images);

    assertSame(part, images);
    long bytes = ranged();
    assertThat(bytes).isBetween(IMAGES / 10L * IMAGE, IMAGES / 10L * IMAGE + 6L * BLOCK);
    assertThat(pixels.size()).isGreaterThan(3_000_000);
    // The list itself, the first and last block, the index, and the pixels in pieces of 8 blocks.
    assertThat(RANGES).hasSizeLessThanOrEqualTo(9).containsOnlyOnce("all");
  }

  @Test
  void aSecondReaderFetchesWhatTheFirstDidNot() throws IOException {
    S3Store store = store("other");
    Path first = part(store, images(0, 100));
    RANGES.clear();

    part(store, images(20, 90));
    assertThat(RANGES).isEmpty();
    Path second = part(store, images(50, 150));

    assertThat(second).isEqualTo(first);
    assertThat(ranged()).isLessThan(50L * IMAGE + 2L * BLOCK);
    assertSame(second, images(0, 150));
  }

  @Test
  void theServiceThatHasTheWholeFetchesNothing() throws IOException {
    Path part = part(packer, images(0, 10));

    assertThat(RANGES).isEmpty();
    assertThat(part).hasSameBinaryContentAs(whole);
  }

  @Test
  void withoutAListTheWholeIsFetched() throws IOException {
    Path all = store("other").local(pixels, null, new PixelsPart(images(0, 10))::find);

    assertThat(RANGES).containsExactly("all");
    assertThat(all).hasSameBinaryContentAs(whole);
  }

  @Test
  void refusesADamagedBlockAndReadsTheOthers() throws IOException {
    byte[] bytes = Files.readAllBytes(whole);
    bytes[500 * IMAGE]++;
    client.putObject(b -> b.bucket(BUCKET).key(key(pixels)), RequestBody.fromBytes(bytes));
    S3Store store = store("other");

    assertThatThrownBy(() -> part(store, images(490, 510)))
        .isInstanceOf(ArtifactException.Corrupt.class)
        .hasMessageContaining("s3://" + BUCKET + "/" + key(pixels));
    assertSame(part(store, images(0, 100)), images(0, 100));
    packer.put(whole, "pixels");
    assertSame(part(store, images(490, 510)), images(490, 510));
  }

  @Test
  void refusesAnObjectThatIsShorterOrGone() throws IOException {
    byte[] bytes = Files.readAllBytes(whole);
    for (int length : List.of(bytes.length - 1, bytes.length / 2, 3)) {
      byte[] cut = Arrays.copyOf(bytes, length);
      client.putObject(b -> b.bucket(BUCKET).key(key(pixels)), RequestBody.fromBytes(cut));
      assertThatThrownBy(() -> part(store("shorter-" + length), images(0, 10)))
          .as("%d bytes", length)
          .isInstanceOf(ArtifactException.Corrupt.class)
          .hasMessageContaining(pixels.uri());
    }
    client.deleteObject(b -> b.bucket(BUCKET).key(key(pixels)));
    assertThatThrownBy(() -> part(store("gone"), images(0, 10)))
        .isInstanceOf(ArtifactException.Missing.class)
        .hasMessageContaining(pixels.uri());
    packer.put(whole, "pixels");
  }

  @Test
  void refusesAListThatIsGoneDamagedOrOfAnotherFile() throws IOException {
    byte[] damaged = Files.readAllBytes(list);
    damaged[100]++;
    client.putObject(b -> b.bucket(BUCKET).key(key(blocks)), RequestBody.fromBytes(damaged));
    assertThatThrownBy(() -> part(store("damaged"), images(0, 10)))
        .isInstanceOf(ArtifactException.Corrupt.class)
        .hasMessageContaining(blocks.uri());

    Path other = Files.write(folder.resolve("other"), new byte[100_000]);
    ArtifactRef ofOther = ArtifactRef.of(Hash.ofBytes(new byte[100_000]), 100_000, "pixels");
    Path listOfOther = folder.resolve("list-of-other");
    BlockHashes.of(other, ofOther, BLOCK).write(listOfOther);
    S3Store store = store("another");
    ArtifactRef wrong = store.put(listOfOther, "blocks");
    ArtifactRef none = store.put(new ByteArrayInputStream(new byte[9]), "blocks");
    ArtifactStore.Part part = new PixelsPart(images(0, 10))::find;
    assertThatThrownBy(() -> store.local(pixels, wrong, part))
        .isInstanceOf(ArtifactException.Corrupt.class)
        .hasMessageContaining("the list of another file than " + pixels.uri());
    assertThatThrownBy(() -> store.local(pixels, none, part))
        .isInstanceOf(ArtifactException.Corrupt.class)
        .hasMessageContaining("not a list of hashes of blocks");

    client.deleteObject(b -> b.bucket(BUCKET).key(key(blocks)));
    assertThatThrownBy(() -> part(store("gone"), images(0, 10)))
        .isInstanceOf(ArtifactException.Missing.class)
        .hasMessageContaining(blocks.uri());
    packer.put(list, "blocks");
  }

  @Test
  void deletingTheArtifactDeletesItsPart() {
    S3Store store = store("other");
    Path part = part(store, images(0, 10));

    store.delete(pixels);
    packer.put(whole, "pixels");

    assertThat(part).doesNotExist();
    assertThat(part.getParent()).isEmptyDirectory();
  }

  private Path part(S3Store store, List<String> images) {
    return store.local(pixels, blocks, new PixelsPart(images)::find);
  }

  private void assertSame(Path part, List<String> images) throws IOException {
    try (PixelsFile expected = PixelsFile.open(whole);
        PixelsFile found = PixelsFile.open(part)) {
      for (String image : images) {
        assertThat(found.image(image)).isEqualTo(expected.image(image));
      }
    }
  }

  /** Bytes of all requests for ranges. */
  private static long ranged() {
    long bytes = 0;
    for (String range : RANGES) {
      if (!range.equals("all")) {
        String[] ends = range.substring("bytes=".length()).split("-", 2);
        bytes += Long.parseLong(ends[1]) - Long.parseLong(ends[0]) + 1;
      }
    }
    return bytes;
  }

  private static List<String> images(int from, int to) {
    List<String> images = new ArrayList<>();
    for (int i = from; i < to; i++) {
      images.add(name(i));
    }
    return images;
  }

  private static String name(int i) {
    return Hash.ofText("image " + i);
  }

  private static String key(ArtifactRef ref) {
    return "sha256/" + ref.sha256().substring(0, 2) + "/" + ref.sha256();
  }

  private S3Store store(String service) {
    return new S3Store(client, BUCKET, "", new LocalCopies(folder.resolve(service), 1L << 30));
  }
}
