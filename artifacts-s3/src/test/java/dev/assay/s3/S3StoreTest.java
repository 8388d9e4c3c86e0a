// SPDX-License-Identifier: Apache-2.0
package dev.assay.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactListing.Stored;
import dev.assay.artifacts.FileSystemStore;
import dev.assay.contracts.Actor;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import dev.assay.embedded.EmbeddedS3;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

class S3StoreTest {
  private static final String TYPE = "text/plain";

  /** The least that S3 accepts as a part. */
  private static final long PART = 5 << 20;

  @TempDir static Path serverFolder;
  private static EmbeddedS3 server;
  private static S3Client client;
  private static final AtomicInteger BUCKETS = new AtomicInteger();

  @TempDir Path folder;
  private String bucket;
  private S3Store store;

  @BeforeAll
  static void startServer() throws Exception {
    server = EmbeddedS3.start(serverFolder);
    client = TestClient.of(server).build();
  }

  @AfterAll
  static void stopServer() throws Exception {
    client.close();
    server.close();
  }

  @BeforeEach
  void emptyBucket(TestInfo test) {
    bucket = "artifacts-" + BUCKETS.incrementAndGet();
    client.createBucket(b -> b.bucket(bucket));
    store = store("one");
  }

  @Test
  void givesBackTheBytesUnderTheirHashInAnotherServiceToo() throws IOException {
    byte[] bytes = random(300_000);

    ArtifactRef ref = store.put(new ByteArrayInputStream(bytes), TYPE);

    assertThat(ref).isEqualTo(ArtifactRef.of(Hash.ofBytes(bytes), bytes.length, TYPE));
    assertThat(store("two").local(ref)).hasBinaryContent(bytes);
    try (InputStream opened = store("three").open(ref)) {
      assertThat(opened.readAllBytes()).isEqualTo(bytes);
    }
  }

  @Test
  void sendsALongFileInParts() throws IOException {
    byte[] bytes = random((int) (2 * PART) + 12_345);
    Path file = Files.write(folder.resolve("long.bin"), bytes);

    ArtifactRef ref = store.put(file, TYPE);

    assertThat(store("two").local(ref)).hasBinaryContent(bytes);
    // S3 marks an object of several parts by their number.
    assertThat(client.headObject(b -> b.bucket(bucket).key(key(ref))).eTag()).endsWith("-3\"");
  }

  @Test
  void anUploadThatBreaksOffLeavesNothingVisible() throws IOException {
    S3Store broken = new S3Store(breakingAtPart(2), bucket, "", copies("broken"), PART);
    byte[] bytes = random((int) (2 * PART) + 1);

    assertThatThrownBy(() -> broken.put(new ByteArrayInputStream(bytes), TYPE))
        .isInstanceOf(ArtifactException.Unavailable.class)
        .hasMessageContaining("the line is cut");

    ArtifactRef ref = ArtifactRef.of(Hash.ofBytes(bytes), bytes.length, TYPE);
    assertThat(listed()).isEmpty();
    assertThatThrownBy(() -> store.open(ref)).isInstanceOf(ArtifactException.Missing.class);
    assertThat(client.listMultipartUploads(b -> b.bucket(bucket)).uploads()).isEmpty();
  }

  @Test
  void aSourceThatBreaksOffIsNotStored() {
    InputStream source =
        new SequenceInputStream(
            new ByteArrayInputStream(new byte[100_000]),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("connection reset");
              }
            });

    ArtifactException failure =
        catchThrowableOfType(ArtifactException.Unreadable.class, () -> store.put(source, TYPE));

    assertThat(failure.actor()).isEqualTo(Actor.USER);
    assertThat(listed()).isEmpty();
  }

  @Test
  void refusesDamagedObjectsAndHealsThemWhenTheyArePutAgain() throws IOException {
    ArtifactRef ref = put("healthy");
    client.putObject(b -> b.bucket(bucket).key(key(ref)), RequestBody.fromString("heaIthy"));
    S3Store other = store("two");

    assertThatThrownBy(() -> other.local(ref)).isInstanceOf(ArtifactException.Corrupt.class);
    try (InputStream opened = other.open(ref)) {
      assertThatThrownBy(opened::readAllBytes)
          .isInstanceOf(ArtifactException.Corrupt.class)
          .hasMessageContaining("s3://" + bucket);
    }
    put("healthy");
    assertThat(other.local(ref)).hasContent("healthy");
  }

  @Test
  void fetchesADamagedCopyAgain() throws IOException {
    ArtifactRef ref = put("healthy");
    S3Store other = store("two");
    Path copy = other.local(ref);
    Files.delete(copy);
    Files.writeString(copy, "half");

    assertThat(other.local(ref)).hasContent("healthy");
  }

  @Test
  void tellsWhatIsMissingAndForgetsWhatIsDeleted() {
    ArtifactRef unknown = ArtifactRef.of(Hash.ofText("never put"), 9, TYPE);
    ArtifactRef ref = put("short-lived");

    store.delete(ref);
    store.delete(ref);

    assertThatThrownBy(() -> store.local(ref)).isInstanceOf(ArtifactException.Missing.class);
    assertThatThrownBy(() -> store.open(unknown))
        .isInstanceOf(ArtifactException.Missing.class)
        .hasMessageContaining("s3://" + bucket);
  }

  @Test
  void listsWhatIsStoredAndNothingElse() {
    ArtifactRef a = put("a");
    ArtifactRef b = put("b");
    client.putObject(r -> r.bucket(bucket).key("sha256/notes.txt"), RequestBody.fromString("x"));

    assertThat(listed()).containsExactlyInAnyOrder(a.sha256(), b.sha256());
  }

  @Test
  void keepsToItsPrefixInASharedBucket() {
    S3Store shared = new S3Store(client, bucket, "team/", copies("shared"));
    ArtifactRef ref = shared.put(new ByteArrayInputStream(new byte[3]), TYPE);

    assertThat(client.headObject(b -> b.bucket(bucket).key("team/" + key(ref))).contentLength())
        .isEqualTo(3);
    assertThat(listed()).isEmpty();
  }

  @Test
  void manyReadersAndWritersDoNotDisturbEachOther() throws Exception {
    byte[] bytes = random(2_000_000);
    List<Callable<ArtifactRef>> works = new ArrayList<>();
    S3Store shared = store("shared");
    for (int i = 0; i < 12; i++) {
      S3Store own = i % 2 == 0 ? shared : store("own-" + i);
      works.add(
          () -> {
            ArtifactRef ref = own.put(new ByteArrayInputStream(bytes), TYPE);
            assertThat(own.local(ref)).hasBinaryContent(bytes);
            return ref;
          });
    }

    Set<ArtifactRef> refs = new HashSet<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      for (Future<ArtifactRef> ref : threads.invokeAll(works)) {
        refs.add(ref.get());
      }
    }

    assertThat(refs).hasSize(1);
    assertThat(listed()).hasSize(1);
  }

  @Test
  void saysWhichBucketCannotBeUsed() {
    ArtifactException failure =
        catchThrowableOfType(
            ArtifactException.Unavailable.class,
            () -> new S3Store(client, "no-such-bucket", "", copies("none")));

    assertThat(failure).hasMessageContaining("s3://no-such-bucket", "credentials");
    assertThat(failure.actor()).isEqualTo(Actor.OPERATOR);
  }

  @Test
  void settingsChooseTheStore() {
    System.setProperty("aws.accessKeyId", EmbeddedS3.ID);
    System.setProperty("aws.secretAccessKey", EmbeddedS3.SECRET);
    try {
      assertThat(Stores.open(folder.resolve("files"), settings(null)))
          .isInstanceOf(FileSystemStore.class);
      assertThat(Stores.open(folder.resolve("copies"), settings(bucket)).put(stream("x"), TYPE))
          .isEqualTo(put("x"));
    } finally {
      System.clearProperty("aws.accessKeyId");
      System.clearProperty("aws.secretAccessKey");
    }
  }

  private static S3Config settings(String bucket) {
    return new S3Config() {
      @Override
      public Optional<String> bucket() {
        return Optional.ofNullable(bucket);
      }

      @Override
      public Optional<URI> endpoint() {
        return Optional.of(server.endpoint());
      }

      @Override
      public Optional<String> region() {
        return Optional.empty();
      }

      @Override
      public Optional<String> prefix() {
        return Optional.empty();
      }

      @Override
      public Optional<Boolean> pathStyle() {
        return Optional.empty();
      }

      @Override
      public Optional<Long> cacheBytes() {
        return Optional.empty();
      }
    };
  }

  /** The real client, but for one request. */
  private static S3Client breakingAtPart(int number) {
    return watched(
        request -> {
          if (request instanceof UploadPartRequest part && part.partNumber() == number) {
            throw SdkClientException.create("the line is cut");
          }
        });
  }

  /**
   * The real client.
   *
   * @param watch is called before each request
   */
  private static S3Client watched(Consumer<Object> watch) {
    return (S3Client)
        Proxy.newProxyInstance(
            S3StoreTest.class.getClassLoader(),
            new Class<?>[] {S3Client.class},
            (proxy, method, arguments) -> {
              if (method.isDefault()
                  && method.getParameterCount() > 0
                  && method.getParameterTypes()[0] == Consumer.class) {
                return java.lang.reflect.InvocationHandler.invokeDefault(proxy, method, arguments);
              }
              if (arguments != null) {
                watch.accept(arguments[0]);
              }
              try {
                return method.invoke(client, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private List<String> listed() {
    try (Stream<Stored> stored = store.list()) {
      return stored.map(Stored::sha256).toList();
    }
  }

  private ArtifactRef put(String text) {
    return store.put(stream(text), TYPE);
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  private static String key(ArtifactRef ref) {
    return "sha256/" + ref.sha256().substring(0, 2) + "/" + ref.sha256();
  }

  private S3Store store(String service) {
    return new S3Store(client, bucket, "", copies(service), PART);
  }

  private LocalCopies copies(String service) {
    return new LocalCopies(folder.resolve(service), 1L << 30);
  }

  /**
   * The collector is held up where it matters: after it has looked at the object's age, and before
   * it deletes the object, which an attempt uploads meanwhile.
   */
  @Test
  void aPutWinsOverACollectorThatHasJustFoundTheObjectOld() throws Exception {
    byte[] bytes = random(1_000);
    ArtifactRef ref = store.put(new ByteArrayInputStream(bytes), TYPE);
    Stored listed = listing().getFirst();
    CountDownLatch uploaded = new CountDownLatch(1);
    S3Client ofAttempt =
        watched(
            request -> {
              if (request instanceof HeadObjectRequest) {
                uploaded.countDown();
              }
            });
    S3Store attempt = new S3Store(ofAttempt, bucket, "", copies("attempt"), PART);
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      List<Future<ArtifactRef>> putting = new ArrayList<>();
      S3Client ofCollector =
          watched(
              request -> {
                if (request instanceof DeleteObjectRequest && putting.isEmpty()) {
                  putting.add(
                      threads.submit(() -> attempt.put(new ByteArrayInputStream(bytes), TYPE)));
                  await(uploaded);
                }
              });

      boolean removed =
          new S3Store(ofCollector, bucket, "", copies("collector")).removeUnlessPutSince(listed);

      assertThat(removed).isTrue();
      assertThat(putting.getFirst().get()).isEqualTo(ref);
      assertThat(store.isIntact(ref)).isTrue();
      assertThat(listing()).hasSize(1);
    }
  }

  @Test
  void keepsAnObjectThatWasPutSinceItWasListed() {
    ArtifactRef ref = store.put(new ByteArrayInputStream(random(1_000)), TYPE);
    Stored listed = listing().getFirst();
    Stored earlier = new Stored(listed.sha256(), 1_000, listed.lastPut().minusSeconds(1));

    assertThat(store.removeUnlessPutSince(earlier)).isFalse();
    assertThat(store.isIntact(ref)).isTrue();
    assertThat(store.removeUnlessPutSince(listed)).isTrue();
    assertThat(store.isIntact(ref)).isFalse();
    assertThat(client.listObjectsV2(b -> b.bucket(bucket)).contents()).isEmpty();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).as("the attempt has uploaded").isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private List<Stored> listing() {
    try (Stream<Stored> all = store.list()) {
      return all.toList();
    }
  }
}
